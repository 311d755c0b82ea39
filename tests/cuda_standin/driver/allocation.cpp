// The driver's calls that give and take memory.
#include <cstring>

#include "state.hpp"

namespace {

// Frees at once: all work of the context is awaited first, as the real driver does.
int free_now(Pointer pointer, bool device, const char* call) {
    Context* context;
    CHECK(enter(context));
    State& s = state();
    {
        Lock lock(s.mutex);
        CHECK(check_capture(lock));
        Allocation* a = find_allocation(pointer);
        if (!a || a->start != pointer || (a->device >= 0) != device || a->registered) return INVALID_VALUE;
        if (device) context = &s.contexts[static_cast<size_t>(a->device)];
        log_call("%s %zu device=%d", call, a->bytes, a->device);
    }
    int error = synchronize(*context);
    Lock lock(s.mutex);
    release(pointer);
    return error;
}

int allocate_now(Pointer* pointer, size_t bytes, int device, const char* call) {
    Lock lock(state().mutex);
    CHECK(check_capture(lock));
    if (!pointer) return INVALID_VALUE;
    CHECK(allocate(bytes, device, *pointer));
    log_call("%s %zu device=%d", call, bytes, device);
    return SUCCESS;
}

}  // namespace

CALL cuMemGetInfo_v2(size_t* free_bytes, size_t* total) {
    Context* context;
    CHECK(enter(context));
    Lock lock(state().mutex);
    if (free_bytes) *free_bytes = state().memory - state().used[static_cast<size_t>(context->device)];
    if (total) *total = state().memory;
    return SUCCESS;
}

CALL cuMemAlloc_v2(Pointer* pointer, size_t bytes) {
    Context* context;
    CHECK(enter(context));
    return allocate_now(pointer, bytes, context->device, "alloc");
}

CALL cuMemFree_v2(Pointer pointer) { return free_now(pointer, true, "free"); }

CALL cuMemAllocAsync(Pointer* pointer, size_t bytes, void* handle) {
    Context* context;
    std::shared_ptr<Stream> stream;
    CHECK(enter(context));
    CHECK(own_stream(handle, context, stream));
    if (stream->capture) return NOT_SUPPORTED;
    int result = allocate_now(pointer, bytes, context->device, "alloc-async");
    if (result != OUT_OF_MEMORY) return result;
    CHECK(synchronize(*context));  // what streams have still to free
    return allocate_now(pointer, bytes, context->device, "alloc-async");
}

CALL cuMemFreeAsync(Pointer pointer, void* handle) {
    Context* context;
    std::shared_ptr<Stream> stream;
    CHECK(enter(context));
    CHECK(own_stream(handle, context, stream));
    if (stream->capture) return NOT_SUPPORTED;
    {
        Lock lock(state().mutex);
        Allocation* a = find_allocation(pointer);
        if (!a || a->start != pointer || a->device < 0) return INVALID_VALUE;
        a->leaving = true;
        log_call("free-async %zu device=%d", a->bytes, a->device);
    }
    return submit(stream, [pointer] {
        Lock lock(state().mutex);
        release(pointer);
        return 0;
    });
}

CALL cuMemHostAlloc(void** pointer, size_t bytes, unsigned flags) {
    Context* context;
    CHECK(enter(context));
    if (flags & ~7u) return INVALID_VALUE;
    return allocate_now(reinterpret_cast<Pointer*>(pointer), bytes, -1, "alloc-host");
}

CALL cuMemAllocHost_v2(void** pointer, size_t bytes) { return cuMemHostAlloc(pointer, bytes, 0); }

CALL cuMemFreeHost(void* pointer) { return free_now(reinterpret_cast<Pointer>(pointer), false, "free-host"); }

CALL cuMemHostGetDevicePointer_v2(Pointer* result, void* host, unsigned flags) {
    Context* context;
    CHECK(enter(context));
    Lock lock(state().mutex);
    Allocation* a = find_allocation(reinterpret_cast<Pointer>(host));
    if (flags || !a || a->device >= 0) return INVALID_VALUE;
    *result = reinterpret_cast<Pointer>(host);
    return SUCCESS;
}

CALL cuMemHostRegister_v2(void* host, size_t bytes, unsigned) {
    Context* context;
    CHECK(enter(context));
    if (!host || !bytes) return INVALID_VALUE;
    Lock lock(state().mutex);
    Pointer start = reinterpret_cast<Pointer>(host);
    auto next = state().allocations.lower_bound(start);
    if (find_allocation(start) || (next != state().allocations.end() && next->first < start + bytes)) {
        return HOST_MEMORY_ALREADY_REGISTERED;
    }
    Allocation a;
    a.start = start;
    a.bytes = bytes;
    a.registered = true;
    state().allocations[start] = a;
    return SUCCESS;
}

CALL cuMemHostUnregister(void* host) {
    Context* context;
    CHECK(enter(context));
    CHECK(synchronize(*context));
    Lock lock(state().mutex);
    Allocation* a = find_allocation(reinterpret_cast<Pointer>(host));
    if (!a || !a->registered || a->start != reinterpret_cast<Pointer>(host)) return HOST_MEMORY_NOT_REGISTERED;
    release(a->start);
    return SUCCESS;
}

CALL cuMemGetAddressRange_v2(Pointer* start, size_t* bytes, Pointer pointer) {
    Context* context;
    CHECK(enter(context));
    Lock lock(state().mutex);
    Allocation* a = find_allocation(pointer);
    if (!a) return NOT_FOUND;
    if (start) *start = a->start;
    if (bytes) *bytes = a->bytes;
    return SUCCESS;
}

CALL cuPointerGetAttribute(void* data, int attribute, Pointer pointer) {
    Context* context;
    CHECK(enter(context));
    Lock lock(state().mutex);
    Allocation* a = find_allocation(pointer);
    if (!data || !a) return INVALID_VALUE;
    auto give = [data](auto value) {
        memcpy(data, &value, sizeof value);
        return SUCCESS;
    };
    bool device = a->device >= 0;
    switch (attribute) {
        case 1: return give(device ? &state().contexts[static_cast<size_t>(a->device)] : context);
        case 2: return give(device ? 2u : 1u);
        case 3: return give(pointer);
        case 4: return device ? INVALID_VALUE : give(pointer);
        case 7: return give(a->number);
        case 8: return give(0u);
        case 9: return give(device ? a->device : context->device);
        case 11: return give(a->start);
        case 12: return give(a->bytes);
        case 13: return give(1u);
        default: return NOT_SUPPORTED;
    }
}

// The default memory pool of a device: there is one, and what it may keep is of no account here.
CALL cuDeviceGetDefaultMemPool(void** pool, int device) {
    CHECK(enter());
    if (device < 0 || device >= device_count()) return INVALID_DEVICE;
    *pool = &state().contexts[static_cast<size_t>(device)];
    return SUCCESS;
}

CALL cuDeviceGetMemPool(void** pool, int device) { return cuDeviceGetDefaultMemPool(pool, device); }

CALL cuMemPoolSetAttribute(void*, int, void*) { return enter(); }

CALL cuMemPoolTrimTo(void*, size_t) { return enter(); }
