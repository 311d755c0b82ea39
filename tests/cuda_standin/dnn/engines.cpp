// Engines: which there are, and the convolution in plain loops.

#include <cstring>

#include "../numbers.hpp"
#include "descriptors.hpp"

namespace {

enum { TENSOR_CORE = 0, DOWN_CONVERT_INPUTS = 1, NONDETERMINISTIC = 4 };

double read(const char* at, int64_t type, int64_t index) {
    switch (type) {
        case 0: return ((const float*)at)[index];
        case 1: return ((const double*)at)[index];
        case 2: return half_to_float(((const uint16_t*)at)[index]);
        default: return bfloat_to_float(((const uint16_t*)at)[index]);
    }
}

void write(char* at, int64_t type, int64_t index, double value) {
    switch (type) {
        case 0: ((float*)at)[index] = (float)value; break;
        case 1: ((double*)at)[index] = value; break;
        case 2: ((uint16_t*)at)[index] = float_to_half((float)value); break;
        default: ((uint16_t*)at)[index] = float_to_bfloat((float)value);
    }
}

// A tensor of up to three spatial axes as one of three.
struct Tensor {
    explicit Tensor(const Descriptor& d) : type(d.number(901)) {
        const auto &sizes_given = d.ints(902), &strides_given = d.ints(903);
        const size_t missing = 5 - sizes_given.size();
        for (size_t k = 0; k < sizes_given.size(); ++k) {
            const size_t to = k < 2 ? k : k + missing;
            sizes[to] = sizes_given[k];
            strides[to] = strides_given[k];
        }
    }
    int64_t at(int64_t n, int64_t c, const int64_t (&place)[3]) const {
        return n * strides[0] + c * strides[1] + place[0] * strides[2] + place[1] * strides[3] + place[2] * strides[4];
    }
    int64_t count() const { return sizes[0] * sizes[1] * sizes[2] * sizes[3] * sizes[4]; }
    int64_t type, sizes[5] = {1, 1, 1, 1, 1}, strides[5] = {};
};

bool next(int64_t (&place)[3], const int64_t* sizes) {
    for (int axis = 2; axis >= 0; --axis) {
        if (++place[axis] < sizes[axis]) return true;
        place[axis] = 0;
    }
    return false;
}

}  // namespace

size_t size_of(int64_t type) { return type == 0 ? 4 : type == 1 ? 8 : type == 2 || type == 9 ? 2 : 0; }

std::vector<int> notes_of(int engine) {
    switch (engine) {
        case 0: return {TENSOR_CORE, NONDETERMINISTIC};
        case 1: return {TENSOR_CORE, DOWN_CONVERT_INPUTS};
        case 3: return {TENSOR_CORE};
        case 5: return {NONDETERMINISTIC};
        default: return {};
    }
}

std::vector<int> engines_for(int mode, const Operation& operation) {
    const Tensor input(*operation.input);
    const bool channels_last = input.strides[1] == 1 && input.sizes[1] > 1;
    if (mode == 3) return input.type == 1 ? std::vector<int>{} : std::vector<int>{0, 1, 2, 3, 4};
    // None for double precision with channels last.
    return input.type == 1 && channels_last ? std::vector<int>{} : std::vector<int>{5, 6};
}

size_t workspace_of(int engine) { return 1000 * engine; }

bool plan_fails(int engine) { return engine == 2; }

void compute(const Descriptor& description, char* input_at, char* weight_at, char* output_at) {
    const Operation op = operation_of(description);
    const Tensor input(*op.input), weight(*op.weight), output(*op.output);
    const auto &padding = op.convolution->ints(105), &stride = op.convolution->ints(103);
    const auto &dilation = op.convolution->ints(102);
    const size_t axes = padding.size();
    const int64_t groups = input.sizes[1] / weight.sizes[1], rows = output.sizes[1] / groups;
    const Tensor& target = op.kind == FORWARD ? output : op.kind == BACKWARD_DATA ? input : weight;
    char* const target_at = op.kind == FORWARD ? output_at : op.kind == BACKWARD_DATA ? input_at : weight_at;
    // Sums in double precision, over all elements that belong together, in one order.
    std::vector<double> sums(target.sizes[0] * target.sizes[1] * target.sizes[2] * target.sizes[3] * target.sizes[4]);
    auto packed = [&](int64_t a, int64_t b, const int64_t (&place)[3]) {
        return (((a * target.sizes[1] + b) * target.sizes[2] + place[0]) * target.sizes[3] + place[1]) * target.sizes[4] + place[2];
    };
    for (int64_t n = 0; n < output.sizes[0]; ++n) {
        for (int64_t o = 0; o < output.sizes[1]; ++o) {
            for (int64_t c = 0; c < weight.sizes[1]; ++c) {
                const int64_t channel = o / rows * weight.sizes[1] + c;
                int64_t y[3] = {0, 0, 0};
                do {
                    int64_t k[3] = {0, 0, 0};
                    do {
                        int64_t x[3];
                        bool inside = true;
                        for (size_t axis = 0; axis < 3; ++axis) {
                            const int given = (int)(axis + axes) - 3;
                            x[axis] = given < 0 ? 0 : y[axis] * stride[given] + k[axis] * dilation[given] - padding[given];
                            inside = inside && x[axis] >= 0 && x[axis] < input.sizes[axis + 2];
                        }
                        if (!inside) continue;
                        const int64_t at_x = input.at(n, channel, x), at_w = weight.at(o, c, k), at_y = output.at(n, o, y);
                        auto of_x = [&] { return read(input_at, input.type, at_x); };
                        auto of_w = [&] { return read(weight_at, weight.type, at_w); };
                        auto of_y = [&] { return read(output_at, output.type, at_y); };
                        switch (op.kind) {
                            case FORWARD: sums[packed(n, o, y)] += of_x() * of_w(); break;
                            case BACKWARD_DATA: sums[packed(n, channel, x)] += of_y() * of_w(); break;
                            default: sums[packed(o, c, k)] += of_x() * of_y();
                        }
                    } while (next(k, weight.sizes + 2));
                } while (next(y, output.sizes + 2));
            }
        }
    }
    for (int64_t a = 0; a < target.sizes[0]; ++a) {
        for (int64_t b = 0; b < target.sizes[1]; ++b) {
            int64_t place[3] = {0, 0, 0};
            do {
                const int64_t at = target.at(a, b, place);
                double value = op.alpha * sums[packed(a, b, place)];
                if (op.beta != 0) value += op.beta * read(target_at, target.type, at);
                write(target_at, target.type, at, value);
            } while (next(place, target.sizes + 2));
        }
    }
}
