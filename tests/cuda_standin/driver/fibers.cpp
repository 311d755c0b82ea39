#include "fibers.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <deque>
#include <mutex>
#include <numeric>
#include <vector>

#include "context_switch.hpp"
#include "faults.hpp"
#include "reductions.hpp"

using namespace standin;

namespace {

constexpr int POISON = 0xfb;
constexpr size_t DYNAMIC_MAX = 256 << 10, RED_ZONE = 1024;

struct Fiber {
    FiberStack stack;
    int thread = -1;
};

struct Thread {
    Fiber* fiber;
    Kind kind;
    unsigned mask;
    int source;
    unsigned long long value, result;
};

struct Warp {
    unsigned alive, waiting;
};

// All of it belongs to whoever holds `lock`. Never destroyed: kernels may run on when the process ends.
std::mutex lock;
const Launch* launch;
const void* parameters;
auto& threads = *new std::vector<Thread>;
auto& warps = *new std::vector<Warp>;
auto& order = *new std::vector<int>;  // in which the threads begin
auto& ready = *new std::vector<int>;  // threads that wait no more
size_t ready_begin;
auto& idle = *new std::vector<Fiber*>;
auto& fibers = *new std::deque<Fiber>;
Fiber* running;
FiberStack caller;
int count, begun, finished, at_barrier, error;
unsigned long long random_state, ticks;
bool shuffled;

alignas(1024) char dynamic_memory[DYNAMIC_MAX + RED_ZONE];

unsigned random_below(unsigned bound) {
    random_state += 0x9e3779b97f4a7c15ull;
    unsigned long long z = random_state;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ z >> 27) * 0x94d049bb133111ebull;
    return static_cast<unsigned>((z ^ z >> 31) % bound);
}

template <class T>
void permute(std::vector<T>& values) {
    for (auto i = static_cast<unsigned>(values.size()); i > 1; i--) std::swap(values[i - 1], values[random_below(i)]);
}

void place(int thread) {
    const uint3& size = launch->block;
    unsigned t = static_cast<unsigned>(thread);
    launch->table->thread = t < size.x ? uint3{t, 0, 0} : uint3{t % size.x, t / size.x % size.y, t / (size.x * size.y)};
}

void report(const char* format, const char* what) {
    const Table& t = *launch->table;
    fprintf(stderr, "CUDA stand-in: kernel %s, block (%u, %u, %u), thread (%u, %u, %u): ", launch->name.c_str(),
            t.block.x, t.block.y, t.block.z, t.thread.x, t.thread.y, t.thread.z);
    fprintf(stderr, format, what);
    fputc('\n', stderr);
}

// Leaves the kernel for good; what still waits is dropped.
[[noreturn]] void give_up(int code) {
    error = code;
    FiberStack dropped;
    switch_stacks(dropped, caller);
    abort();
}

[[noreturn]] void diverged(const char* what) {
    report("%s", what);
    int shown = 0;
    for (int i = 0; i < count && shown < 8; i++) {
        if (!(warps[i / 32].alive >> (i % 32) & 1) || threads[i].kind < 0) continue;
        const char* where = threads[i].kind <= SYNC_COUNT ? "a block barrier" : "a warp operation";
        fprintf(stderr, "  thread %d waits at %s\n", i, where);
        shown++;
    }
    give_up(FAILED);
}

void wake(int thread) { ready.push_back(thread); }

int take_ready() {
    if (shuffled) std::swap(ready[ready_begin], ready[ready_begin + random_below(ready.size() - ready_begin)]);
    int thread = ready[ready_begin++];
    if (ready_begin == ready.size()) ready.clear(), ready_begin = 0;
    return thread;
}

bool any_ready() { return ready_begin < ready.size(); }

void fiber_main();

Fiber* fresh_fiber() {
    if (!idle.empty()) {
        Fiber* fiber = idle.back();
        idle.pop_back();
        return fiber;
    }
    fibers.emplace_back();
    make_stack(fibers.back().stack, fibers.size());
    prepare_stack(fibers.back().stack, fiber_main);
    return &fibers.back();
}

void go_to(Fiber* fiber) {
    Fiber* from = running;
    running = fiber;
    if (from != fiber) switch_stacks(from->stack, fiber->stack);
}

// The running thread waits: others go on until it is woken.
void wait(int thread) {
    threads[thread].fiber = running;
    if (any_ready() && !(shuffled && begun < count && random_below(2))) {
        int next = take_ready();
        place(next);
        go_to(threads[next].fiber);
    } else if (begun < count) {
        go_to(fresh_fiber());
    } else {
        diverged("threads wait for one another at different barriers");
    }
}

// Wakes all but `last`, who runs.
void release_barrier(int last) {
    Kind kind = static_cast<Kind>(-1);
    unsigned long long some = 0, number = 0;
    bool all = true;
    for (int i = 0; i < count; i++) {
        if (!(warps[i / 32].alive >> (i % 32) & 1)) continue;
        if (kind != -1 && threads[i].kind != kind) diverged("threads meet at block barriers of different kinds");
        kind = threads[i].kind;
        number += threads[i].value, some |= threads[i].value, all = all && threads[i].value;
    }
    unsigned long long result = kind == SYNC_OR ? some : kind == SYNC_AND ? all : number;
    at_barrier = 0;
    for (int i = 0; i < count; i++) {
        if (!(warps[i / 32].alive >> (i % 32) & 1)) continue;
        threads[i].result = result;
        threads[i].kind = static_cast<Kind>(-1);
        if (i != last) wake(i);
    }
}

// All that `mask` names and are alive have come to the operation: gives each its result, and wakes all but `last`.
void release_warp(int warp, unsigned mask, int last) {
    Warp& w = warps[warp];
    unsigned members = mask & w.alive;
    Thread* lanes = &threads[warp * 32];
    Kind kind = lanes[__builtin_ctz(members)].kind;
    unsigned ballot = 0;
    unsigned long long combined = 0;
    bool first = true;
    for (unsigned rest = members; rest; rest &= rest - 1) {
        int i = __builtin_ctz(rest);
        if (lanes[i].kind != kind) diverged("the threads of a warp meet at operations of different kinds");
        if (lanes[i].mask != mask) diverged("the threads of a warp meet with different masks");
        if (lanes[i].value) ballot |= 1u << i;
        combined = first ? lanes[i].value : combine(kind, combined, lanes[i].value);
        first = false;
    }
    for (unsigned rest = members; rest; rest &= rest - 1) {
        int i = __builtin_ctz(rest);
        unsigned long long result = combined;
        if (kind == SHUFFLE) {
            int source = lanes[i].source & 31;
            result = members >> source & 1 ? lanes[source].value : 0xfbfbfbfbfbfbfbfbull;
        } else if (kind == BALLOT) {
            result = ballot;
        } else if (kind == MATCH) {
            result = 0;
            for (unsigned others = members; others; others &= others - 1) {
                int j = __builtin_ctz(others);
                if (lanes[j].value == lanes[i].value) result |= 1u << j;
            }
        }
        lanes[i].result = result;
    }
    for (unsigned rest = members; rest; rest &= rest - 1) {
        int i = __builtin_ctz(rest);
        lanes[i].kind = static_cast<Kind>(-1);
        if (warp * 32 + i != last) wake(warp * 32 + i);
    }
    w.waiting &= ~members;
}

// The last to arrive goes on at once, or takes its turn among those it woke.
unsigned long long arrived(int me) {
    if (shuffled) wake(me), wait(me);
    return threads[me].result;
}

unsigned long long barrier(Kind kind, int predicate) {
    int me = running->thread;
    Thread& thread = threads[me];
    thread.kind = kind, thread.value = static_cast<unsigned>(predicate), thread.mask = 0;
    if (++at_barrier == count - finished) {
        release_barrier(me);
        return arrived(me);
    }
    wait(me);
    return threads[me].result;
}

unsigned long long warp_operation(Kind kind, unsigned mask, unsigned long long value, int source) {
    int me = running->thread, warp = me / 32;
    Thread& thread = threads[me];
    thread.kind = kind, thread.mask = mask, thread.value = value, thread.source = source;
    if (!(mask >> (me % 32) & 1)) diverged("the mask of a warp operation lacks the thread that calls it");
    Warp& w = warps[warp];
    w.waiting |= 1u << me % 32;
    if ((mask & w.alive & ~w.waiting) == 0) {
        release_warp(warp, mask, me);
        return arrived(me);
    }
    wait(me);
    return threads[me].result;
}

unsigned active_lanes() { return 1u << running->thread % 32; }

unsigned long long now() {
    timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return static_cast<unsigned long long>(time.tv_sec * 1000000000ll + time.tv_nsec) + ticks++;
}

void stop(Stop code, const char* what, const char* file, int line) {
    if (code == ASSERT) fprintf(stderr, "%s:%d: ", file, line);
    report(code == ASSERT ? "assertion `%s` failed" : "%s", what);
    give_up(code);
}

void fault(int signal) {
    report("%s", signal == SIGFPE ? "a division by zero" : "an access to memory that is not there, or not aligned");
    give_up(ILLEGAL_ADDRESS);
}

// A thread that ends may be the one that others waited for.
void leave(int me) {
    finished++;
    Warp& w = warps[me / 32];
    w.alive &= ~(1u << me % 32);
    for (unsigned rest = w.waiting; rest; rest = w.waiting & rest & (rest - 1)) {
        unsigned mask = threads[me / 32 * 32 + __builtin_ctz(rest)].mask;
        if ((mask & w.alive & ~w.waiting) == 0) release_warp(me / 32, mask, -1);
    }
    if (at_barrier && at_barrier == count - finished) release_barrier(-1);
}

// What every fiber does: begins threads while there are any, and gives way to those that wait no more.
void fiber_main() {
    for (;;) {
        while (begun < count && (!any_ready() || (shuffled && random_below(2)))) {
            int me = shuffled ? order[begun] : begun;
            begun++;
            running->thread = me;
            place(me);
            launch->kernel->call(parameters);
            leave(me);
        }
        Fiber* self = running;
        self->thread = -1;
        idle.push_back(self);
        if (any_ready()) {
            int next = take_ready();
            place(next);
            go_to(threads[next].fiber);
        } else if (finished == count) {
            switch_stacks(self->stack, caller);
        } else {
            diverged("threads wait for one another at different barriers");
        }
    }
}

void run_block(uint3 block) {
    Table& table = *launch->table;
    table.block = block;
    begun = finished = at_barrier = 0;
    for (int w = 0; w * 32 < count; w++) warps[w] = {count - w * 32 >= 32 ? ~0u : (1u << (count - w * 32)) - 1, 0};
    if (shuffled) permute(order);
    if (table.shared_end > table.shared_begin) {
        memset(table.shared_begin, POISON, static_cast<size_t>(table.shared_end - table.shared_begin));
    }
    if (launch->dynamic_bytes) memset(dynamic_memory, POISON, launch->dynamic_bytes);
    running = fresh_fiber();
    switch_stacks(caller, running->stack);
}

bool dynamic_red_zone_broken() {
    const char* zone = dynamic_memory + launch->dynamic_bytes;
    for (size_t i = 0; i < RED_ZONE; i++) {
        if (zone[i] != 0x5a) return true;
    }
    return false;
}

// After an error the fibers stand wherever they were: all start anew.
void reset_fibers() {
    idle.clear();
    ready.clear();
    ready_begin = 0;
    for (Fiber& fiber : fibers) {
        prepare_stack(fiber.stack, fiber_main);
        fiber.thread = -1;
        idle.push_back(&fiber);
    }
}

}  // namespace

void fill_table(Table& table) {
    table.dynamic = dynamic_memory;
    table.barrier = barrier;
    table.warp = warp_operation;
    table.active = active_lanes;
    table.clock = now;
    table.stop = stop;
}

int run_kernel(const Launch& what, const void* arguments) {
    std::lock_guard guard(lock);
    launch = &what;
    parameters = arguments;
    error = 0;
    const char* seed = getenv("STANDIN_SHUFFLE");
    random_state = seed ? strtoull(seed, nullptr, 10) : 0;
    shuffled = random_state != 0;
    count = static_cast<int>(what.block.x * what.block.y * what.block.z);
    if (threads.size() < static_cast<size_t>(count)) threads.resize(count), warps.resize((count + 31) / 32);
    for (int i = 0; i < count; i++) threads[i].kind = static_cast<Kind>(-1);
    what.table->block_size = what.block;
    what.table->grid_size = what.grid;
    memset(dynamic_memory + what.dynamic_bytes, 0x5a, RED_ZONE);

    unsigned long long blocks = 1ull * what.grid.x * what.grid.y * what.grid.z;
    std::vector<unsigned> permuted;
    if (shuffled) {
        order.resize(count);
        std::iota(order.begin(), order.end(), 0);
        if (blocks < (1u << 24)) {
            permuted.resize(blocks);
            std::iota(permuted.begin(), permuted.end(), 0u);
            permute(permuted);
        }
    }
    FaultGuard faults(fault);
    for (unsigned long long i = 0; i < blocks && !error; i++) {
        unsigned long long b = permuted.empty() ? i : permuted[i];
        uint3 block = {static_cast<unsigned>(b % what.grid.x), static_cast<unsigned>(b / what.grid.x % what.grid.y),
                       static_cast<unsigned>(b / (1ull * what.grid.x * what.grid.y))};
        run_block(block);
        if (!error && dynamic_red_zone_broken()) {
            report("%s", "wrote beyond the end of dynamic shared memory");
            error = ILLEGAL_ADDRESS;
        }
    }
    if (error) reset_fibers();
    return error;
}
