// A stand-in for NCCL: ranks are devices of one process, sums go from the first rank to the last. It is stricter than the
// library where that would wait for ever: every rank must take part in a group, once an operation, with the same one.
//
// STANDIN_NCCL_ERROR: "group" lets the end of the next group fail, "pending" an operation that was given, "init" the
// making of communicators, each once.

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "../client.hpp"
#include "../log.hpp"
#include "../numbers.hpp"

namespace {

enum Result { SUCCESS, CUDA_ERROR, SYSTEM_ERROR, INTERNAL_ERROR, INVALID_ARGUMENT, INVALID_USAGE, REMOTE_ERROR };
enum Kind { ALL_REDUCE, REDUCE, BROADCAST, ALL_GATHER, REDUCE_SCATTER };
const char* const NAMES[] = {"all_reduce", "reduce", "broadcast", "all_gather", "reduce_scatter"};

// The ranks that belong together.
struct Clique {
    std::vector<int> devices;
    std::vector<void*> contexts;
};

}  // namespace

struct Communicator {
    std::shared_ptr<Clique> clique;
    int rank = 0;
    bool aborted = false;
};

namespace {

struct Call {
    Kind kind;
    const char* send;
    char* receive;
    size_t count;
    int type, op, root;
    Communicator* communicator;
    void* stream;
};

bool same(const Call& a, const Call& b) {
    return a.kind == b.kind && a.count == b.count && a.type == b.type && a.op == b.op && a.root == b.root;
}

std::string last;
std::mutex owner;
thread_local int depth = 0;
thread_local std::vector<Call> calls;
thread_local int failed = SUCCESS;

int fail(int result, std::string text) {
    last = std::move(text);
    if (depth > 0 && !failed) failed = result;
    return result;
}

// Whether an error was asked for, and has not been given yet.
bool asked_for(const char* name) {
    static bool given = false;
    const char* wanted = getenv("STANDIN_NCCL_ERROR");
    if (given || !wanted || strcmp(wanted, name) != 0) return false;
    return given = true;
}

size_t size_of(int type) {
    constexpr size_t sizes[] = {1, 1, 4, 4, 8, 8, 2, 4, 8, 2};
    return type >= 0 && type < 10 ? sizes[type] : 0;
}

template <class T>
T combined(T a, T b, int op) {
    return op == 1 ? a * b : op == 2 ? std::max(a, b) : op == 3 ? std::min(a, b) : a + b;
}

// Element `index` of all ranks' inputs, combined and written.
template <class T, class Load, class Store>
void combine(const std::vector<const char*>& from, char* to, size_t index, size_t at, int op, Load load, Store store) {
    auto value = load(((const T*)from[0])[index]);
    for (size_t k = 1; k < from.size(); ++k) value = combined(value, load(((const T*)from[k])[index]), op);
    if (op == 4) value = value / (decltype(value))from.size();
    ((T*)to)[at] = store(value);
}

void combine(const std::vector<const char*>& from, char* to, size_t index, size_t at, int type, int op) {
    auto plain = [](auto value) { return value; };
    switch (type) {
        case 0: return combine<int8_t>(from, to, index, at, op, plain, plain);
        case 1: return combine<uint8_t>(from, to, index, at, op, plain, plain);
        case 2: return combine<int32_t>(from, to, index, at, op, plain, plain);
        case 3: return combine<uint32_t>(from, to, index, at, op, plain, plain);
        case 4: return combine<int64_t>(from, to, index, at, op, plain, plain);
        case 5: return combine<uint64_t>(from, to, index, at, op, plain, plain);
        case 6: return combine<uint16_t>(from, to, index, at, op, half_to_float, float_to_half);
        case 7: return combine<float>(from, to, index, at, op, plain, plain);
        case 8: return combine<double>(from, to, index, at, op, plain, plain);
        default: return combine<uint16_t>(from, to, index, at, op, bfloat_to_float, float_to_bfloat);
    }
}

// Does an operation of all ranks, which are in their order.
void run(const std::vector<Call>& ranks) {
    const Call& first = ranks[0];
    const size_t n = ranks.size(), size = size_of(first.type), bytes = first.count * size;
    // Inputs may be outputs too: they are read before anything is written.
    std::vector<std::string> inputs;
    std::vector<const char*> from;
    const size_t sent = first.kind == REDUCE_SCATTER ? bytes * n : bytes;
    for (const Call& call : ranks) {
        const bool read = first.kind != BROADCAST || call.communicator->rank == first.root;
        inputs.emplace_back(read ? std::string(call.send, sent) : std::string());
    }
    for (const std::string& input : inputs) from.push_back(input.data());
    for (size_t rank = 0; rank < n; ++rank) {
        char* to = ranks[rank].receive;
        switch (first.kind) {
            case BROADCAST: memcpy(to, from[first.root], bytes); break;
            case ALL_GATHER:
                for (size_t k = 0; k < n; ++k) memcpy(to + k * bytes, from[k], bytes);
                break;
            case REDUCE:
                if ((int)rank != first.root) break;
                [[fallthrough]];
            default: {
                const size_t begin = first.kind == REDUCE_SCATTER ? rank * first.count : 0;
                for (size_t i = 0; i < first.count; ++i) combine(from, to, begin + i, i, first.type, first.op);
            }
        }
    }
}

// Gives an operation of all ranks to their streams: it waits for all of them, and they for it.
int submit(std::vector<Call> ranks) {
    const Clique& clique = *ranks[0].communicator->clique;
    void* home = clique.contexts[0];
    for (size_t k = 1; k < ranks.size(); ++k) {
        if (follow(ranks[0].stream, home, ranks[k].stream, clique.contexts[k])) return CUDA_ERROR;
    }
    log_call("nccl %s count=%zu type=%d ranks=%zu", NAMES[ranks[0].kind], ranks[0].count, ranks[0].type, ranks.size());
    {
        Entered entered(home);
        if (in_stream(ranks[0].stream, [ranks] { run(ranks); })) return CUDA_ERROR;
    }
    for (size_t k = 1; k < ranks.size(); ++k) {
        if (follow(ranks[k].stream, clique.contexts[k], ranks[0].stream, home)) return CUDA_ERROR;
    }
    return SUCCESS;
}

// The calls of a group, operation by operation.
int finish(std::vector<Call> pending) {
    while (!pending.empty()) {
        const std::shared_ptr<Clique> clique = pending[0].communicator->clique;
        const size_t n = clique->devices.size();
        std::vector<Call> ranks;
        for (size_t rank = 0; rank < n; ++rank) {
            auto found = std::find_if(pending.begin(), pending.end(), [&](const Call& call) {
                return call.communicator->clique == clique && call.communicator->rank == (int)rank;
            });
            if (found == pending.end()) {
                return fail(INVALID_USAGE, "rank " + std::to_string(rank) + " has no part in the group: the others would wait");
            }
            ranks.push_back(*found);
            pending.erase(found);
        }
        for (const Call& call : ranks) {
            if (!same(call, ranks[0])) {
                return fail(INVALID_USAGE, "rank " + std::to_string(call.communicator->rank) + " differs from rank 0");
            }
        }
        if (int error = submit(std::move(ranks))) return fail(error, "the driver refused the work of a group");
    }
    return SUCCESS;
}

int add(Call call) {
    Communicator* communicator = call.communicator;
    if (!communicator || communicator->aborted) return fail(INVALID_ARGUMENT, "no such communicator");
    const size_t n = communicator->clique->devices.size(), size = size_of(call.type), bytes = call.count * size;
    if (!size) return fail(INVALID_ARGUMENT, "no such type");
    if (call.op < 0 || call.op > 4) return fail(INVALID_ARGUMENT, "no such operation");
    if (call.root < 0 || call.root >= (int)n) return fail(INVALID_ARGUMENT, "no such root");
    const int device = communicator->clique->devices[communicator->rank];
    const size_t sent = call.kind == REDUCE_SCATTER ? bytes * n : bytes;
    const size_t received = call.kind == ALL_GATHER ? bytes * n : bytes;
    const bool sends = call.kind != BROADCAST || call.root == communicator->rank;
    const bool receives = call.kind != REDUCE || call.root == communicator->rank;
    if ((sends && !on_device(call.send, sent, device)) || (receives && !on_device(call.receive, received, device))) {
        return fail(INVALID_ARGUMENT, "a buffer of rank " + std::to_string(communicator->rank) + " is not on its device");
    }
    void* context = nullptr;
    const auto handle = reinterpret_cast<uintptr_t>(call.stream);
    if (handle > 2 && (driver("cuStreamGetCtx", call.stream, &context) ||
                       context != communicator->clique->contexts[communicator->rank])) {
        return fail(INVALID_ARGUMENT, "the stream of rank " + std::to_string(communicator->rank) + " is not on its device");
    }
    if (!depth && n > 1) return fail(INVALID_USAGE, "one thread has several ranks: their calls must be in a group");
    calls.push_back(call);
    if (depth) return SUCCESS;
    return finish(std::exchange(calls, {}));
}

}  // namespace

EXPORT int ncclGetVersion(int* version) { return version ? (*version = 22907, SUCCESS) : INVALID_ARGUMENT; }

EXPORT const char* ncclGetErrorString(int result) {
    const char* const texts[] = {"no error", "unhandled cuda error", "unhandled system error", "internal error",
                                 "invalid argument", "invalid usage", "remote process exited or there was a network error"};
    return result >= 0 && result < 7 ? texts[result] : "unknown result code";
}

EXPORT const char* ncclGetLastError(Communicator*) { return last.c_str(); }

EXPORT int ncclCommInitAll(Communicator** made, int count, const int* devices) {
    int there = 0;
    driver("cuDeviceGetCount", &there);
    if (asked_for("init")) return fail(SYSTEM_ERROR, "no shared memory (asked for)");
    auto clique = std::make_shared<Clique>();
    for (int rank = 0; rank < count; ++rank) {
        const int device = devices ? devices[rank] : rank;
        if (device < 0 || device >= there) return fail(INVALID_ARGUMENT, "no such device");
        if (std::count(clique->devices.begin(), clique->devices.end(), device)) {
            return fail(INVALID_USAGE, "device " + std::to_string(device) + " is there twice");
        }
        void* context = nullptr;
        if (driver("cuDevicePrimaryCtxRetain", &context, device)) return fail(CUDA_ERROR, "no context");
        clique->devices.push_back(device);
        clique->contexts.push_back(context);
    }
    for (int rank = 0; rank < count; ++rank) made[rank] = new Communicator{clique, rank};
    log_call("nccl init ranks=%d", count);
    // The library leaves the last device current.
    driver("cuCtxSetCurrent", clique->contexts.back());
    return SUCCESS;
}

EXPORT int ncclCommAbort(Communicator* communicator) {
    if (!communicator || communicator->aborted) return fail(INVALID_ARGUMENT, "no such communicator");
    communicator->aborted = true;
    log_call("nccl abort rank=%d", communicator->rank);
    return SUCCESS;
}

EXPORT int ncclCommGetAsyncError(Communicator* communicator, int* result) {
    if (!communicator || communicator->aborted) return fail(INVALID_ARGUMENT, "no such communicator");
    *result = asked_for("pending") ? (last = "a link went down (asked for)", REMOTE_ERROR) : SUCCESS;
    return SUCCESS;
}

EXPORT int ncclGroupStart() {
    if (depth == 0 && !owner.try_lock()) return fail(INVALID_USAGE, "two threads have groups at once");
    if (depth++ == 0) failed = SUCCESS;
    return SUCCESS;
}

EXPORT int ncclGroupEnd() {
    if (depth == 0) return fail(INVALID_USAGE, "no group was begun");
    if (--depth > 0) return SUCCESS;
    std::vector<Call> pending = std::exchange(calls, {});
    int result = failed;
    if (!result && !pending.empty()) {
        result = asked_for("group") ? fail(SYSTEM_ERROR, "a link is down (asked for)") : finish(std::move(pending));
    }
    owner.unlock();
    return result;
}

EXPORT int ncclAllReduce(const char* send, char* receive, size_t count, int type, int op, Communicator* communicator,
                         void* stream) {
    return add({ALL_REDUCE, send, receive, count, type, op, 0, communicator, stream});
}

EXPORT int ncclReduce(const char* send, char* receive, size_t count, int type, int op, int root, Communicator* communicator,
                      void* stream) {
    return add({REDUCE, send, receive, count, type, op, root, communicator, stream});
}

EXPORT int ncclBroadcast(const char* send, char* receive, size_t count, int type, int root, Communicator* communicator,
                         void* stream) {
    return add({BROADCAST, send, receive, count, type, 0, root, communicator, stream});
}

EXPORT int ncclAllGather(const char* send, char* receive, size_t count, int type, Communicator* communicator,
                         void* stream) {
    return add({ALL_GATHER, send, receive, count, type, 0, 0, communicator, stream});
}

EXPORT int ncclReduceScatter(const char* send, char* receive, size_t count, int type, int op, Communicator* communicator,
                             void* stream) {
    return add({REDUCE_SCATTER, send, receive, count, type, op, 0, communicator, stream});
}
