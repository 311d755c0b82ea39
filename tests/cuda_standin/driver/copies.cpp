// Copies and fills.
#include <cstring>

#include "../null.hpp"
#include "state.hpp"

namespace {

enum Side { HOST, DEVICE, EITHER };

// Whether `bytes` from `pointer` on may be used as the call says; what it turns out to be, and whether it is pinned.
int look(Pointer pointer, size_t bytes, Side& side, bool& pinned) {
    Allocation* a = find_allocation(pointer);
    if (a && !a->registered && pointer + bytes > a->start + a->bytes) return INVALID_VALUE;
    bool device = a && a->device >= 0;
    pinned = a && !device;
    if (side == DEVICE && !a) return INVALID_VALUE;
    if (side == HOST && device) return INVALID_VALUE;
    if (side == EITHER) side = device ? DEVICE : HOST;
    return pointer ? SUCCESS : INVALID_VALUE;
}

// `now`: the call of the form without a stream.
int copy(const char* call, Pointer to, Side to_side, Pointer from, Side from_side, size_t bytes, void* handle,
         bool now) {
    if (does_nothing() && to_side == DEVICE && from_side == DEVICE) {
        log_call("%s %zu", call, bytes);
        return SUCCESS;
    }
    Context* context;
    std::shared_ptr<Stream> stream;
    CHECK(enter(context));
    CHECK(own_stream(now ? nullptr : handle, context, stream));
    bool to_pinned = false, from_pinned = false, capturing = false;
    {
        Lock lock(state().mutex);
        if (now) CHECK(check_capture(lock));
        if (bytes == 0) return SUCCESS;
        CHECK(look(to, bytes, to_side, to_pinned));
        CHECK(look(from, bytes, from_side, from_pinned));
        capturing = stream->capture != nullptr;
        if (capturing && ((to_side == HOST && !to_pinned) || (from_side == HOST && !from_pinned))) {
            // A replay would find whatever is at the address by then.
            stream->capture->invalid = true;
            return CAPTURE_UNSUPPORTED;
        }
        log_call("%s%s %zu device=%d", capturing ? "captured " : "", call, bytes, context->device);
    }
    auto* target = reinterpret_cast<char*>(to);
    auto* source = reinterpret_cast<const char*>(from);
    Work work;
    if (from_side == HOST && !from_pinned && !capturing && !now && state().asynchronous) {
        auto taken = std::make_shared<std::vector<char>>(source, source + bytes);
        work = [target, taken] { return memcpy(target, taken->data(), taken->size()), 0; };
    } else {
        work = [target, source, bytes] { return memmove(target, source, bytes), 0; };
    }
    CHECK(submit(stream, std::move(work)));
    bool wait = to_side == HOST ? now || !to_pinned : from_side == HOST && now;
    return wait && !capturing ? synchronize(stream) : SUCCESS;
}

template <class T>
int fill(const char* call, Pointer pointer, T value, size_t count, void* handle, bool now) {
    if (does_nothing()) {
        log_call("%s %zu", call, count * sizeof(T));
        return SUCCESS;
    }
    Context* context;
    std::shared_ptr<Stream> stream;
    CHECK(enter(context));
    CHECK(own_stream(handle, context, stream));
    {
        Lock lock(state().mutex);
        if (now) CHECK(check_capture(lock));
        if (count == 0) return SUCCESS;
        if (pointer % sizeof(T)) return INVALID_VALUE;
        Side side = DEVICE;
        bool pinned;
        CHECK(look(pointer, count * sizeof(T), side, pinned));
        log_call("%s%s %zu device=%d", stream->capture ? "captured " : "", call, count * sizeof(T), context->device);
    }
    return submit(stream, [pointer, value, count] {
        auto* p = reinterpret_cast<T*>(pointer);
        for (size_t i = 0; i < count; i++) p[i] = value;
        return 0;
    });
}

Pointer address(const void* p) { return reinterpret_cast<Pointer>(p); }

}  // namespace

CALL cuMemcpyHtoD_v2(Pointer to, const void* from, size_t n) {
    return copy("copy-htod", to, DEVICE, address(from), HOST, n, nullptr, true);
}
CALL cuMemcpyDtoH_v2(void* to, Pointer from, size_t n) {
    return copy("copy-dtoh", address(to), HOST, from, DEVICE, n, nullptr, true);
}
CALL cuMemcpyDtoD_v2(Pointer to, Pointer from, size_t n) {
    return copy("copy-dtod", to, DEVICE, from, DEVICE, n, nullptr, true);
}
CALL cuMemcpy(Pointer to, Pointer from, size_t n) {
    return copy("copy", to, EITHER, from, EITHER, n, nullptr, true);
}
CALL cuMemcpyHtoDAsync_v2(Pointer to, const void* from, size_t n, void* stream) {
    return copy("copy-htod", to, DEVICE, address(from), HOST, n, stream, false);
}
CALL cuMemcpyDtoHAsync_v2(void* to, Pointer from, size_t n, void* stream) {
    return copy("copy-dtoh", address(to), HOST, from, DEVICE, n, stream, false);
}
CALL cuMemcpyDtoDAsync_v2(Pointer to, Pointer from, size_t n, void* stream) {
    return copy("copy-dtod", to, DEVICE, from, DEVICE, n, stream, false);
}
CALL cuMemcpyAsync(Pointer to, Pointer from, size_t n, void* stream) {
    return copy("copy", to, EITHER, from, EITHER, n, stream, false);
}

CALL cuMemcpyPeerAsync(Pointer to, Context* to_context, Pointer from, Context* from_context, size_t n, void* stream) {
    if (!to_context || !from_context) return enter() ? NOT_INITIALIZED : INVALID_CONTEXT;
    return copy("copy-peer", to, DEVICE, from, DEVICE, n, stream, false);
}

CALL cuMemsetD8_v2(Pointer p, unsigned char v, size_t n) { return fill("fill", p, v, n, nullptr, true); }
CALL cuMemsetD16_v2(Pointer p, unsigned short v, size_t n) { return fill("fill", p, v, n, nullptr, true); }
CALL cuMemsetD32_v2(Pointer p, unsigned v, size_t n) { return fill("fill", p, v, n, nullptr, true); }
CALL cuMemsetD8Async(Pointer p, unsigned char v, size_t n, void* stream) {
    return fill("fill", p, v, n, stream, false);
}
CALL cuMemsetD16Async(Pointer p, unsigned short v, size_t n, void* stream) {
    return fill("fill", p, v, n, stream, false);
}
CALL cuMemsetD32Async(Pointer p, unsigned v, size_t n, void* stream) {
    return fill("fill", p, v, n, stream, false);
}
