// What the stand-in driver knows: devices, contexts, streams, events, memory.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "../log.hpp"

using Pointer = unsigned long long;

// Results of the driver API.
enum Result : int {
    SUCCESS = 0,
    INVALID_VALUE = 1,
    OUT_OF_MEMORY = 2,
    NOT_INITIALIZED = 3,
    NO_DEVICE = 100,
    INVALID_DEVICE = 101,
    INVALID_IMAGE = 200,
    INVALID_CONTEXT = 201,
    NO_BINARY_FOR_GPU = 209,
    PEER_ACCESS_ALREADY_ENABLED = 704,
    HOST_MEMORY_ALREADY_REGISTERED = 712,
    HOST_MEMORY_NOT_REGISTERED = 713,
    INVALID_HANDLE = 400,
    ILLEGAL_STATE = 401,
    NOT_FOUND = 500,
    NOT_READY = 600,
    NOT_SUPPORTED = 801,
    CAPTURE_UNSUPPORTED = 900,
    CAPTURE_INVALIDATED = 901,
    CAPTURE_UNJOINED = 904,
    CAPTURE_IMPLICIT = 906,
    CAPTURE_WRONG_THREAD = 908,
};

struct Stream;
struct Context;

// The moment when a stream has done all it had been given.
struct Point {
    std::shared_ptr<Stream> stream;
    uint64_t ticket = 0;
};

using Work = std::function<int()>;

struct Operation {
    Work run;
    std::vector<Point> after;
    uint64_t ticket;
};

struct Graph {
    std::vector<Work> operations;
};

struct Capture {
    std::shared_ptr<Graph> graph = std::make_shared<Graph>();
    Stream* origin = nullptr;
    int mode = 0;  // 0: nobody may call what cannot be captured, 1: not this thread, 2: everybody may
    unsigned long long thread = 0;
    bool invalid = false;
};

struct Stream {
    Context* context = nullptr;
    unsigned flags = 0;
    int priority = 0;
    bool legacy = false;
    std::deque<Operation> queue;
    uint64_t submitted = 0, done = 0;
    bool worker = false, closing = false;
    std::shared_ptr<Capture> capture;
};

struct Event {
    Context* context = nullptr;
    unsigned flags = 0;
    Point point;
    std::shared_ptr<double> time;  // in milliseconds, of the last record
    std::shared_ptr<Capture> capture;
};

struct Context {
    int device = 0;
    int retained = 0;
    unsigned flags = 0;
    int pending = 0;  // an error of a kernel that no call has told yet
    int error = 0;    // told, and told again by every call
    std::shared_ptr<Stream> legacy;
    std::vector<int> peers;
};

struct Allocation {
    Pointer start = 0;
    size_t bytes = 0;
    int device = -1;  // -1: pinned memory of the host
    char* block = nullptr;
    unsigned long long number = 0;
    bool registered = false;  // the caller's own memory, without red zones
    bool leaving = false;     // a stream frees it when its turn comes
};

// One lock for all of it, held for moments only: never while work runs.
struct State {
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<Context> contexts;  // the primary context of each device
    std::vector<size_t> used;       // bytes of each device
    std::map<Stream*, std::shared_ptr<Stream>> streams;
    std::map<Event*, std::shared_ptr<Event>> events;
    std::map<Pointer, Allocation> allocations;
    std::vector<std::shared_ptr<Capture>> captures;
    size_t memory = 0;
    bool asynchronous = false;
};

State& state();
using Lock = std::unique_lock<std::mutex>;

// Entry checks: the driver is initialised, in this process; for the second, the thread has a context without error.
int enter();
int enter(Context*& context);
Context* current_context();
int device_count();
// For calls that a capture going on forbids.
int check_capture(Lock& lock);

// The stream of a handle, 0 if there is none: `context` is asked for where the handle means its default stream.
std::shared_ptr<Stream> find_stream(void* handle, Context* context);
// The stream of a handle, which must be one of the context.
int own_stream(void* handle, Context* context, std::shared_ptr<Stream>& stream);

// Gives work to a stream: it runs now, or when its turn comes, or is recorded while the stream is captured.
int submit(const std::shared_ptr<Stream>& stream, Work work, std::vector<Point> after = {});
// Waits, and gives the error of the context if work has failed.
int wait_for(const Point& point);
int synchronize(const std::shared_ptr<Stream>& stream);
int synchronize(Context& context);
// Turns an error that waits to be told into the error of the context.
int tell_error(Context& context);
bool finished(Lock& lock, const Point& point);

// Memory. All under the lock. The device of pinned host memory is -1.
int allocate(size_t bytes, int device, Pointer& pointer);
void release(Pointer pointer);
void drop_memory(int device);
Allocation* find_allocation(Pointer pointer);
// Aborts the process if somebody wrote beyond an allocation.
void check_red_zones();

double milliseconds();
unsigned long long this_thread();

#define CALL extern "C" __attribute__((visibility("default"))) int
#define CHECK(expression) \
    if (int check_result = (expression)) return check_result
