// Initialisation, primary contexts, the current context of a thread, log and clock.
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <pthread.h>
#include <thread>
#include <unistd.h>

#include "state.hpp"

namespace {

bool initialised = false, forked = false;
// Of types that nothing destroys: other libraries call the driver when a thread ends.
thread_local Context* stack[16];
thread_local int top = 0;
thread_local int capture_mode = 0;
thread_local unsigned long long thread_number = 0;

size_t number(const char* name, size_t otherwise) {
    const char* text = getenv(name);
    return text && *text ? strtoull(text, nullptr, 0) : otherwise;
}

int primary(int device, Context*& context) {
    CHECK(enter());
    if (device < 0 || device >= device_count()) return INVALID_DEVICE;
    context = &state().contexts[static_cast<size_t>(device)];
    return SUCCESS;
}

// Ends all that a context holds.
void reset(Context& context) {
    synchronize(context);
    State& s = state();
    Lock lock(s.mutex);
    drop_memory(context.device);
    for (auto it = s.streams.begin(); it != s.streams.end();) {
        if (it->second->context == &context && !it->second->legacy) {
            it->second->closing = true;
            it = it->second->worker ? ++it : s.streams.erase(it);
        } else {
            ++it;
        }
    }
    for (auto it = s.events.begin(); it != s.events.end();) {
        it = it->second->context == &context ? s.events.erase(it) : ++it;
    }
    context.pending = context.error = 0;
    context.peers.clear();
    s.changed.notify_all();
}

}  // namespace

State& state() {
    static State* all = new State;  // never destroyed: threads may still use it when the process ends
    return *all;
}

int device_count() { return static_cast<int>(state().contexts.size()); }

Context* current_context() { return stack[top]; }

int enter() { return initialised && !forked ? SUCCESS : NOT_INITIALIZED; }

int enter(Context*& context) {
    CHECK(enter());
    context = current_context();
    if (!context || !context->retained) return INVALID_CONTEXT;
    return context->error;
}

int check_capture(Lock&) {
    for (auto& capture : state().captures) {
        if (capture->invalid || capture->mode == 2 || capture_mode == 2) continue;
        if (capture->thread != this_thread() && (capture->mode == 1 || capture_mode == 1)) continue;
        capture->invalid = true;
        return CAPTURE_UNSUPPORTED;
    }
    return SUCCESS;
}

double milliseconds() {
    timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) * 1e-6;
}

unsigned long long this_thread() {
    static std::mutex lock;
    static unsigned long long threads = 0;
    if (!thread_number) {
        std::lock_guard guard(lock);
        thread_number = ++threads;
    }
    return thread_number;
}

CALL cuInit(unsigned flags) {
    if (flags) return INVALID_VALUE;
    if (forked) return NOT_INITIALIZED;
    State& s = state();
    Lock lock(s.mutex);
    if (initialised) return SUCCESS;
    size_t devices = number("STANDIN_DEVICES", 1);
    if (devices == 0) return NO_DEVICE;
    s.memory = number("STANDIN_MEMORY", size_t{2} << 30);
    s.asynchronous = number("STANDIN_ASYNC", 0) != 0;
    s.contexts.resize(devices);
    s.used.resize(devices);
    for (size_t i = 0; i < devices; i++) {
        Context& context = s.contexts[i];
        context.device = static_cast<int>(i);
        context.legacy = std::make_shared<Stream>();
        context.legacy->context = &context;
        context.legacy->legacy = true;
        s.streams[context.legacy.get()] = context.legacy;
    }
    pthread_atfork(nullptr, nullptr, [] { forked = true; });
    initialised = true;
    return SUCCESS;
}

CALL cuDevicePrimaryCtxRetain(Context** result, int device) {
    Context* context;
    CHECK(primary(device, context));
    if (!result) return INVALID_VALUE;
    Lock lock(state().mutex);
    context->retained++;
    *result = context;
    return SUCCESS;
}

CALL cuDevicePrimaryCtxRelease_v2(int device) {
    Context* context;
    CHECK(primary(device, context));
    if (!context->retained) return INVALID_CONTEXT;
    if (context->retained == 1) reset(*context);
    Lock lock(state().mutex);
    context->retained--;
    return SUCCESS;
}

CALL cuDevicePrimaryCtxReset_v2(int device) {
    Context* context;
    CHECK(primary(device, context));
    reset(*context);
    return SUCCESS;
}

CALL cuDevicePrimaryCtxSetFlags_v2(int device, unsigned flags) {
    Context* context;
    CHECK(primary(device, context));
    if (flags & ~0xffu) return INVALID_VALUE;
    context->flags = flags;
    return SUCCESS;
}

CALL cuDevicePrimaryCtxGetState(int device, unsigned* flags, int* active) {
    Context* context;
    CHECK(primary(device, context));
    if (flags) *flags = context->flags;
    if (active) *active = context->retained > 0;
    return SUCCESS;
}

CALL cuCtxSetCurrent(Context* context) {
    CHECK(enter());
    if (context && (context < state().contexts.data() || context >= state().contexts.data() + device_count())) {
        return INVALID_CONTEXT;
    }
    if (context && !context->retained) return INVALID_CONTEXT;
    stack[top] = context;
    return SUCCESS;
}

CALL cuCtxPushCurrent_v2(Context* context) {
    CHECK(enter());
    if (!context || top + 1 == sizeof stack / sizeof *stack) return INVALID_CONTEXT;
    top++;
    int result = cuCtxSetCurrent(context);
    if (result) top--;
    return result;
}

CALL cuCtxPopCurrent_v2(Context** context) {
    CHECK(enter());
    if (!stack[top]) return INVALID_CONTEXT;
    if (context) *context = stack[top];
    stack[top] = nullptr;
    if (top) top--;
    return SUCCESS;
}

CALL cuCtxGetCurrent(Context** context) {
    CHECK(enter());
    if (!context) return INVALID_VALUE;
    *context = current_context();
    return SUCCESS;
}

CALL cuCtxGetDevice(int* device) {
    Context* context;
    CHECK(enter(context));
    *device = context->device;
    return SUCCESS;
}

CALL cuCtxGetFlags(unsigned* flags) {
    Context* context;
    CHECK(enter(context));
    *flags = context->flags;
    return SUCCESS;
}

CALL cuCtxSetFlags(unsigned flags) {
    Context* context;
    CHECK(enter(context));
    context->flags = flags;
    return SUCCESS;
}

CALL cuProfilerStart() {
    Context* context;
    return enter(context);
}

CALL cuProfilerStop() {
    Context* context;
    return enter(context);
}

CALL cuCtxSynchronize() {
    Context* context;
    CHECK(enter(context));
    {
        Lock lock(state().mutex);
        CHECK(check_capture(lock));
    }
    return synchronize(*context);
}

CALL cuThreadExchangeStreamCaptureMode(int* mode) {
    CHECK(enter());
    if (!mode || *mode < 0 || *mode > 2) return INVALID_VALUE;
    std::swap(*mode, capture_mode);
    return SUCCESS;
}

CALL cuCtxEnablePeerAccess(Context* peer, unsigned flags) {
    Context* context;
    CHECK(enter(context));
    if (flags) return INVALID_VALUE;
    if (!peer || peer == context) return INVALID_DEVICE;
    for (int known : context->peers) {
        if (known == peer->device) return PEER_ACCESS_ALREADY_ENABLED;
    }
    context->peers.push_back(peer->device);
    return SUCCESS;
}

CALL cuCtxGetStreamPriorityRange(int* least, int* greatest) {
    Context* context;
    CHECK(enter(context));
    if (least) *least = 0;
    if (greatest) *greatest = -5;
    return SUCCESS;
}
