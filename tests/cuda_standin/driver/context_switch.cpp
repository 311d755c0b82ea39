#include "context_switch.hpp"

#include <cstdint>
#include <cstdlib>
#include <sys/mman.h>
#include <unistd.h>

constexpr size_t STACK_BYTES = 256 << 10;

void make_stack(FiberStack& stack, size_t number) {
    size_t page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    void* memory = mmap(nullptr, page + STACK_BYTES, PROT_READ | PROT_WRITE, flags, -1, 0);
    if (memory == MAP_FAILED || mprotect(memory, page, PROT_NONE)) abort();
    stack.top = static_cast<char*>(memory) + page + STACK_BYTES - 64 - number * 320 % 3840;
}

#if (defined(__x86_64__) || defined(__aarch64__)) && !defined(STANDIN_UCONTEXT)

extern "C" void standin_switch(void** from, void* to);

#if defined(__x86_64__)
asm(R"(
    .text
    .hidden standin_switch
    .globl standin_switch
    .type standin_switch, @function
standin_switch:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
    .size standin_switch, .-standin_switch
)");
constexpr int SAVED_WORDS = 6;
constexpr int RETURN_WORD = 6;
#else
asm(R"(
    .text
    .hidden standin_switch
    .globl standin_switch
    .type standin_switch, %function
standin_switch:
    sub sp, sp, #160
    stp x19, x20, [sp, #0]
    stp x21, x22, [sp, #16]
    stp x23, x24, [sp, #32]
    stp x25, x26, [sp, #48]
    stp x27, x28, [sp, #64]
    stp x29, x30, [sp, #80]
    stp d8, d9, [sp, #96]
    stp d10, d11, [sp, #112]
    stp d12, d13, [sp, #128]
    stp d14, d15, [sp, #144]
    mov x9, sp
    str x9, [x0]
    mov sp, x1
    ldp x19, x20, [sp, #0]
    ldp x21, x22, [sp, #16]
    ldp x23, x24, [sp, #32]
    ldp x25, x26, [sp, #48]
    ldp x27, x28, [sp, #64]
    ldp x29, x30, [sp, #80]
    ldp d8, d9, [sp, #96]
    ldp d10, d11, [sp, #112]
    ldp d12, d13, [sp, #128]
    ldp d14, d15, [sp, #144]
    add sp, sp, #160
    ret
    .size standin_switch, .-standin_switch
)");
constexpr int SAVED_WORDS = 20;
constexpr int RETURN_WORD = 11;
#endif

void prepare_stack(FiberStack& stack, void (*entry)()) {
    // After the switch has taken its words and the return address, the stack is as a call leaves it.
    auto top = reinterpret_cast<uintptr_t*>(stack.top);
    uintptr_t* words = top - SAVED_WORDS - (RETURN_WORD == SAVED_WORDS ? 2 : 0);
    for (int i = 0; i < SAVED_WORDS; i++) words[i] = 0;
    words[RETURN_WORD] = reinterpret_cast<uintptr_t>(entry);
    if (RETURN_WORD == SAVED_WORDS) words[RETURN_WORD + 1] = 0;
    stack.pointer = words;
}

void switch_stacks(FiberStack& from, FiberStack& to) { standin_switch(&from.pointer, to.pointer); }

#else

#include <ucontext.h>

void prepare_stack(FiberStack& stack, void (*entry)()) {
    auto* context = stack.pointer ? static_cast<ucontext_t*>(stack.pointer) : new ucontext_t;
    getcontext(context);
    constexpr size_t BYTES = STACK_BYTES - 4096;
    context->uc_stack.ss_sp = stack.top - BYTES;
    context->uc_stack.ss_size = BYTES;
    context->uc_link = nullptr;
    makecontext(context, entry, 0);
    stack.pointer = context;
}

void switch_stacks(FiberStack& from, FiberStack& to) {
    if (!from.pointer) from.pointer = new ucontext_t;
    swapcontext(static_cast<ucontext_t*>(from.pointer), static_cast<ucontext_t*>(to.pointer));
}

#endif
