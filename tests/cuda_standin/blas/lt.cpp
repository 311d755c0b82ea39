// A stand-in for cuBLASLt: products of column-major matrices in plain loops, with the checks that the library makes. They
// are computed when their turn in the stream comes.

#include <dlfcn.h>

#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "../log.hpp"
#include "../null.hpp"
#include "../numbers.hpp"

#define EXPORT extern "C" __attribute__((visibility("default")))

constexpr int OK = 0, INVALID = 7, NOT_SUPPORTED = 15;

struct Operation {
    int compute, scale;
    int32_t transpose_a = 0, transpose_b = 0;
    uint32_t epilogue = 1;
    const void* bias = nullptr;
};

struct Layout {
    int type;
    uint64_t rows, columns;
    int64_t step;
    int32_t batch = 1;
    int64_t apart = 0;
};

struct Preference {
    uint64_t workspace = 0;
    uint32_t alignment[4] = {256, 256, 256, 256};
};

struct Heuristic {
    uint64_t algorithm[8];
    size_t workspace;
    int status;
    float waves;
    int reserved[4];
};

namespace {

// The driver's function; the driver is there, or there would be no memory to work on.
int give(void* stream, void (*function)(void*), void* data) {
    typedef int (*Launch)(void*, void (*)(void*), void*);
    static const Launch launch = (Launch)dlsym(dlopen("libcuda.so.1", RTLD_LAZY), "cuLaunchHostFunc");
    return launch(stream, function, data);
}

size_t size_of(int type) {
    switch (type) {
        case 0: return 4;
        case 1: return 8;
        case 2: case 14: return 2;
        case 4: return 8;
        case 5: return 16;
        default: return 0;
    }
}

typedef std::complex<double> Number;

Number read(const char* at, int type, int64_t index) {
    switch (type) {
        case 0: return ((const float*)at)[index];
        case 1: return ((const double*)at)[index];
        case 2: return half_to_float(((const uint16_t*)at)[index]);
        case 14: return bfloat_to_float(((const uint16_t*)at)[index]);
        case 4: return Number(((const float*)at)[2 * index], ((const float*)at)[2 * index + 1]);
        default: return Number(((const double*)at)[2 * index], ((const double*)at)[2 * index + 1]);
    }
}

void write(char* at, int type, int64_t index, Number value) {
    switch (type) {
        case 0: ((float*)at)[index] = (float)value.real(); break;
        case 1: ((double*)at)[index] = value.real(); break;
        case 2: ((uint16_t*)at)[index] = float_to_half((float)value.real()); break;
        case 14: ((uint16_t*)at)[index] = float_to_bfloat((float)value.real()); break;
        case 4:
            ((float*)at)[2 * index] = (float)value.real();
            ((float*)at)[2 * index + 1] = (float)value.imag();
            break;
        default:
            ((double*)at)[2 * index] = value.real();
            ((double*)at)[2 * index + 1] = value.imag();
    }
}

// Whether sizes and types go together.
int check(const Operation& op, const Layout& a, const Layout& b, const Layout& c, const Layout& d) {
    const uint64_t m = op.transpose_a ? a.columns : a.rows, k = op.transpose_a ? a.rows : a.columns;
    const uint64_t n = op.transpose_b ? b.rows : b.columns, other = op.transpose_b ? b.columns : b.rows;
    if (k != other || c.rows != m || c.columns != n || d.rows != m || d.columns != n) return INVALID;
    for (const Layout* layout : {&a, &b, &c, &d}) {
        if (layout->step < (int64_t)layout->rows || layout->batch != a.batch || layout->type != a.type) return INVALID;
    }
    const bool real = a.type != 4 && a.type != 5;
    if (op.epilogue != 1 && (!real || a.type == 1)) return NOT_SUPPORTED;
    if ((op.epilogue & 4) && !op.bias) return INVALID;
    return OK;
}

double gelu(double x) { return 0.5 * x * (1 + tanh(0.7978845608028654 * (x + 0.044715 * x * x * x))); }

// What a product needs when its turn in the stream comes.
struct Product {
    Operation op;
    Layout a_layout, b_layout, c_layout, d_layout;
    const char *a, *b, *c;
    char *d, *workspace;
    size_t workspace_size;
    Number by, kept;

    void run() const;
};

void Product::run() const {
    const int type = a_layout.type;
    const size_t size = size_of(type);
    memset(workspace, 0x5a, workspace_size);
    const uint64_t m = d_layout.rows, n = d_layout.columns, k = op.transpose_a ? a_layout.rows : a_layout.columns;
    for (int32_t batch = 0; batch < a_layout.batch; ++batch) {
        const char* from_a = a + batch * a_layout.apart * (int64_t)size;
        const char* from_b = b + batch * b_layout.apart * (int64_t)size;
        const char* from_c = c + batch * c_layout.apart * (int64_t)size;
        char* to = d + batch * d_layout.apart * (int64_t)size;
        for (uint64_t j = 0; j < n; ++j) {
            for (uint64_t i = 0; i < m; ++i) {
                Number sum = 0;
                for (uint64_t l = 0; l < k; ++l) {
                    const int64_t at_a = op.transpose_a ? l + i * a_layout.step : i + l * a_layout.step;
                    const int64_t at_b = op.transpose_b ? j + l * b_layout.step : l + j * b_layout.step;
                    sum += read(from_a, type, at_a) * read(from_b, type, at_b);
                }
                sum *= by;
                if (kept != Number(0)) sum += kept * read(from_c, type, i + j * c_layout.step);
                if (op.epilogue & 4) sum += read((const char*)op.bias, type, i);
                if ((op.epilogue & 2) && sum.real() < 0) sum = 0;
                if (op.epilogue & 32) sum = gelu(sum.real());
                write(to, type, i + j * d_layout.step, sum);
            }
        }
    }
}

}  // namespace

EXPORT size_t cublasLtGetVersion() { return 130000; }

EXPORT int cublasLtCreate(void** handle) {
    *handle = new int(0);
    return OK;
}

EXPORT int cublasLtMatmulDescCreate(Operation** made, int compute, int scale) {
    *made = new Operation{compute, scale};
    return OK;
}

EXPORT int cublasLtMatmulDescDestroy(Operation* operation) {
    delete operation;
    return OK;
}

EXPORT int cublasLtMatmulDescSetAttribute(Operation* operation, int attribute, const void* value, size_t size) {
    switch (attribute) {
        case 3: return size == 4 ? (memcpy(&operation->transpose_a, value, 4), OK) : INVALID;
        case 4: return size == 4 ? (memcpy(&operation->transpose_b, value, 4), OK) : INVALID;
        case 7: return size == 4 ? (memcpy(&operation->epilogue, value, 4), OK) : INVALID;
        case 8: return size == 8 ? (memcpy(&operation->bias, value, 8), OK) : INVALID;
        default: return NOT_SUPPORTED;
    }
}

EXPORT int cublasLtMatrixLayoutCreate(Layout** made, int type, uint64_t rows, uint64_t columns, int64_t step) {
    if (!size_of(type)) return NOT_SUPPORTED;
    *made = new Layout{type, rows, columns, step};
    return OK;
}

EXPORT int cublasLtMatrixLayoutDestroy(Layout* layout) {
    delete layout;
    return OK;
}

EXPORT int cublasLtMatrixLayoutSetAttribute(Layout* layout, int attribute, const void* value, size_t size) {
    switch (attribute) {
        case 5: return size == 4 ? (memcpy(&layout->batch, value, 4), OK) : INVALID;
        case 6: return size == 8 ? (memcpy(&layout->apart, value, 8), OK) : INVALID;
        default: return NOT_SUPPORTED;
    }
}

EXPORT int cublasLtMatmulPreferenceCreate(Preference** made) {
    *made = new Preference();
    return OK;
}

EXPORT int cublasLtMatmulPreferenceDestroy(Preference* preference) {
    delete preference;
    return OK;
}

EXPORT int cublasLtMatmulPreferenceSetAttribute(Preference* preference, int attribute, const void* value, size_t size) {
    if (attribute == 1) return size == 8 ? (memcpy(&preference->workspace, value, 8), OK) : INVALID;
    if (attribute < 5 || attribute > 8) return NOT_SUPPORTED;
    return size == 4 ? (memcpy(&preference->alignment[attribute - 5], value, 4), OK) : INVALID;
}

EXPORT int cublasLtMatmulAlgoGetHeuristic(void*, Operation* op, Layout* a, Layout* b, Layout* c, Layout* d,
                                          Preference* preference, int wanted, Heuristic* found, int* count) {
    *count = 0;
    const int status = check(*op, *a, *b, *c, *d);
    if (status != OK || wanted < 1) return status;
    // The algorithm remembers the alignment it was chosen for.
    memset(found, 0, sizeof *found);
    for (int k = 0; k < 4; ++k) found->algorithm[k] = preference->alignment[k];
    found->workspace = preference->workspace < 4096 ? preference->workspace : 4096;
    *count = 1;
    return OK;
}

EXPORT int cublasLtMatmul(void*, Operation* op, const void* alpha, const char* a, Layout* a_layout, const char* b,
                          Layout* b_layout, const void* beta, const char* c, Layout* c_layout, char* d, Layout* d_layout,
                          const uint64_t* algorithm, char* workspace, size_t workspace_size, void* stream) {
    const int status = check(*op, *a_layout, *b_layout, *c_layout, *d_layout);
    if (status != OK) return status;
    log_call("product %llux%llu epilogue=%u", (unsigned long long)d_layout->rows, (unsigned long long)d_layout->columns,
             op->epilogue);
    if (does_nothing()) return OK;
    const int type = a_layout->type;
    const size_t size = size_of(type);
    const char* places[] = {a, b, c, d};
    const Layout* layouts[] = {a_layout, b_layout, c_layout, d_layout};
    for (int k = 0; k < 4; ++k) {
        const uint64_t all = (uint64_t)places[k] | layouts[k]->step * size | (a_layout->batch > 1 ? layouts[k]->apart * size : 0);
        if (all % algorithm[k]) return INVALID;
    }
    const int factor = type == 1 || type == 4 || type == 5 ? type : 0;
    // A graph may run it again and again: it is kept.
    auto* product = new Product{*op, *a_layout, *b_layout, *c_layout, *d_layout, a, b, c, d, workspace, workspace_size,
                                read((const char*)alpha, factor, 0), read((const char*)beta, factor, 0)};
    return give(stream, [](void* data) { static_cast<Product*>(data)->run(); }, product) == 0 ? OK : 13;
}
