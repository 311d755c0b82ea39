#include "faults.hpp"

#include <csignal>
#include <cstdint>
#include <ucontext.h>

#if defined(__x86_64__) || defined(__aarch64__)

namespace {

constexpr int SIGNALS[] = {SIGSEGV, SIGBUS, SIGFPE};
struct sigaction before[3];
thread_local void (*go_on)(int) = nullptr;
alignas(64) char stack[64 << 10], signal_stack[64 << 10];  // one kernel runs at a time
stack_t stack_before;

void on_signal(int signal, siginfo_t* information, void* context) {
    auto then = go_on;
    if (then) {
        auto& machine = static_cast<ucontext_t*>(context)->uc_mcontext;
        auto top = reinterpret_cast<uintptr_t>(stack + sizeof stack - 64);
#if defined(__x86_64__)
        machine.gregs[REG_RSP] = static_cast<greg_t>(top - 8);
        machine.gregs[REG_RIP] = static_cast<greg_t>(reinterpret_cast<uintptr_t>(then));
        machine.gregs[REG_RDI] = signal;
#else
        machine.sp = top;
        machine.pc = reinterpret_cast<uintptr_t>(then);
        machine.regs[0] = static_cast<uint64_t>(signal);
#endif
        return;
    }
    for (int i = 0; i < 3; i++) {
        if (SIGNALS[i] != signal) continue;
        if (before[i].sa_flags & SA_SIGINFO) return before[i].sa_sigaction(signal, information, context);
        if (before[i].sa_handler != SIG_DFL && before[i].sa_handler != SIG_IGN) return before[i].sa_handler(signal);
    }
    ::signal(signal, SIG_DFL);  // the instruction is tried again, and ends the process
}

}  // namespace

FaultGuard::FaultGuard(void (*then)(int)) {
    go_on = then;
    stack_t own = {};
    own.ss_sp = signal_stack;
    own.ss_size = sizeof signal_stack;
    sigaltstack(&own, &stack_before);
    struct sigaction action = {};
    action.sa_sigaction = on_signal;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
    for (int i = 0; i < 3; i++) sigaction(SIGNALS[i], &action, &before[i]);
}

FaultGuard::~FaultGuard() {
    go_on = nullptr;
    for (int i = 0; i < 3; i++) sigaction(SIGNALS[i], &before[i], nullptr);
    sigaltstack(&stack_before, nullptr);
}

#else

FaultGuard::FaultGuard(void (*)(int)) {}
FaultGuard::~FaultGuard() {}

#endif
