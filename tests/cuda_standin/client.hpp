// The driver, as the libraries above it use it: contexts, events, work of the host in streams, facts about memory.
#pragma once

#include <dlfcn.h>

#include <cstddef>
#include <cstdint>
#include <functional>

#include "null.hpp"

#define EXPORT extern "C" __attribute__((visibility("default")))

// A function of the driver, which is there, or there would be no memory to work on.
template <class... Arguments>
int driver(const char* name, Arguments... arguments) {
    static void* library = dlopen("libcuda.so.1", RTLD_LAZY);
    return reinterpret_cast<int (*)(Arguments...)>(dlsym(library, name))(arguments...);
}

// Makes a context the thread's, and the one before it again at the end.
struct Entered {
    explicit Entered(void* context) {
        driver("cuCtxGetCurrent", &before);
        driver("cuCtxSetCurrent", context);
    }
    ~Entered() { driver("cuCtxSetCurrent", before); }
    void* before = nullptr;
};

// Whether `bytes` bytes from `start` on are memory of a device.
inline bool on_device(const void* start, size_t bytes, int device) {
    const auto address = reinterpret_cast<unsigned long long>(start);
    unsigned kind = 0;
    int found = -1;
    unsigned long long begin = 0;
    size_t size = 0;
    if (driver("cuPointerGetAttribute", static_cast<void*>(&kind), 2, address) || kind != 2) return false;
    driver("cuPointerGetAttribute", static_cast<void*>(&found), 9, address);
    driver("cuPointerGetAttribute", static_cast<void*>(&begin), 11, address);
    driver("cuPointerGetAttribute", static_cast<void*>(&size), 12, address);
    return found == device && address + bytes <= begin + size;
}

// Work of the host in a stream of the current context, when its turn comes, as often as it comes.
inline int in_stream(void* stream, std::function<void()> work) {
    if (does_nothing()) return 0;
    // A graph may run it again: it stays.
    auto* kept = new std::function<void()>(std::move(work));
    void (*run)(void*) = [](void* data) { (*static_cast<std::function<void()>*>(data))(); };
    return driver("cuLaunchHostFunc", stream, run, static_cast<void*>(kept));
}

// Lets a stream wait for what another one, of another context perhaps, holds now.
inline int follow(void* stream, void* context, void* other, void* other_context) {
    void* event = nullptr;
    int error = 0;
    {
        Entered entered(other_context);
        if ((error = driver("cuEventCreate", &event, 2u))) return error;
        error = driver("cuEventRecord", event, other);
    }
    Entered entered(context);
    if (!error) error = driver("cuStreamWaitEvent", stream, event, 0u);
    driver("cuEventDestroy_v2", event);
    return error;
}
