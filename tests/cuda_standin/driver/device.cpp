// What the devices say of themselves: an H100, as many times as STANDIN_DEVICES says.
#include "device.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>

#include "state.hpp"

namespace {

int check_device(int device) {
    CHECK(enter());
    return device < 0 || device >= device_count() ? INVALID_DEVICE : SUCCESS;
}

struct Uuid {
    unsigned char bytes[16];
};

// Attributes by their numbers in cuda.h.
const std::map<int, int>& attributes() {
    static const std::map<int, int> values = {
        {1, 1024},        // threads of a block
        {2, 1024},        // and by dimension
        {3, 1024},
        {4, 64},
        {5, 0x7fffffff},  // blocks of a grid by dimension
        {6, 65535},
        {7, 65535},
        {8, 48 << 10},    // shared memory of a block
        {9, 64 << 10},    // constant memory
        {10, 32},         // threads of a warp
        {11, 0x7fffffff}, // pitch
        {12, 65536},      // registers of a block
        {13, 1980000},    // clock in kHz
        {14, 512},        // alignment of textures
        {16, 132},        // multiprocessors
        {17, 0},          // limit of a kernel's time
        {18, 0},          // integrated
        {20, 0},          // compute mode
        {33, 1},          // PCI bus
        {34, 0},          // PCI device
        {35, 0},          // TCC driver
        {36, 2619000},    // clock of the memory in kHz
        {37, 5120},       // width of the memory bus
        {38, 50 << 20},   // L2 cache
        {39, 2048},       // threads of a multiprocessor
        {40, 3},          // copy engines
        {50, 0},          // PCI domain
        {81, 228 << 10},  // shared memory of a multiprocessor
        {82, 65536},      // registers of a multiprocessor
        {83, 0},          // managed memory
        {84, 0},          // several GPUs on a board
        {86, 0},          // atomics with the host
        {87, 2},          // speed of float over double
        {88, 0},          // access to pageable memory
        {89, 0},          // managed memory at the same time
        {96, 0},          // cooperative launch on several devices
        {97, 227 << 10},  // shared memory of a block, opted in
        {100, 0},         // page tables of the host
        {102, 0},         // virtual memory management
        {106, 32},        // blocks of a multiprocessor
        {107, 0},         // compression
        {111, 1 << 10},   // shared memory that every block takes
        {120, 0},         // clusters
        {125, 0},         // events between processes
        {127, 0},         // tensor maps
        {132, 0},         // multicast
    };
    return values;
}

}  // namespace

int compute_capability() {
    const char* text = getenv("STANDIN_CAPABILITY");
    int major = 9, minor = 0;
    if (text) sscanf(text, "%d.%d", &major, &minor);
    return 10 * major + minor;
}

CALL cuDriverGetVersion(int* version) {
    if (!version) return INVALID_VALUE;
    const char* text = getenv("STANDIN_DRIVER_VERSION");
    *version = text ? atoi(text) : 13000;
    return SUCCESS;
}

CALL cuDeviceGetCount(int* count) {
    CHECK(enter());
    if (!count) return INVALID_VALUE;
    *count = device_count();
    return SUCCESS;
}

CALL cuDeviceGet(int* device, int ordinal) {
    CHECK(check_device(ordinal));
    *device = ordinal;
    return SUCCESS;
}

CALL cuDeviceGetName(char* name, int length, int device) {
    CHECK(check_device(device));
    if (!name || length <= 0) return INVALID_VALUE;
    snprintf(name, static_cast<size_t>(length), "NVIDIA H100 (stand-in)");
    return SUCCESS;
}

CALL cuDeviceGetUuid_v2(Uuid* uuid, int device) {
    CHECK(check_device(device));
    memcpy(uuid->bytes, "cuda-stand-in-\0\0", 16);
    uuid->bytes[15] = static_cast<unsigned char>(device);
    return SUCCESS;
}

CALL cuDeviceGetUuid(Uuid* uuid, int device) { return cuDeviceGetUuid_v2(uuid, device); }

CALL cuDeviceTotalMem_v2(size_t* bytes, int device) {
    CHECK(check_device(device));
    *bytes = state().memory;
    return SUCCESS;
}

CALL cuDeviceGetAttribute(int* value, int attribute, int device) {
    CHECK(check_device(device));
    if (!value || attribute <= 0 || attribute > 200) return INVALID_VALUE;
    auto found = attributes().find(attribute);
    if (attribute == 75) {
        *value = compute_capability() / 10;
    } else if (attribute == 76) {
        *value = compute_capability() % 10;
    } else if (attribute == 33) {
        *value = 1 + device;
    } else {
        *value = found == attributes().end() ? 1 : found->second;
    }
    return SUCCESS;
}

CALL cuDeviceGetPCIBusId(char* text, int length, int device) {
    CHECK(check_device(device));
    if (!text || length < 13) return INVALID_VALUE;
    snprintf(text, static_cast<size_t>(length), "0000:%02x:00.0", 1 + device);
    return SUCCESS;
}

CALL cuDeviceCanAccessPeer(int* can, int device, int peer) {
    CHECK(check_device(device));
    CHECK(check_device(peer));
    *can = device != peer;
    return SUCCESS;
}

// Newest form first, as the real one answers for a recent version.
CALL cuGetProcAddress_v2(const char* name, void** function, int, unsigned long long, int* status) {
    if (!name || !function) return INVALID_VALUE;
    static void* self = [] {
        Dl_info info;
        return dladdr(reinterpret_cast<void*>(cuDriverGetVersion), &info) ? dlopen(info.dli_fname, RTLD_NOW) : nullptr;
    }();
    for (const char* suffix : {"_v3", "_v2", ""}) {
        *function = dlsym(self, (std::string(name) + suffix).c_str());
        if (*function) break;
    }
    if (status) *status = *function ? 0 : 1;
    return *function ? SUCCESS : NOT_FOUND;
}
