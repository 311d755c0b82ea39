// A stack of its own for each waiting thread of a block, and the jump from one to another.
#pragma once

#include <cstddef>

struct FiberStack {
    void* pointer = nullptr;  // where the fiber stopped
    char* top = nullptr;      // where it begins
};

// Memory for a stack, with a page below it that faults. Stacks of different numbers begin at different offsets in their
// pages, so that they do not all want the same lines of the cache.
void make_stack(FiberStack& stack, size_t number);

// Lets the stack begin `entry` at the next switch to it. `entry` must not return.
void prepare_stack(FiberStack& stack, void (*entry)());

// Goes on where `to` stopped, and keeps in `from` where the caller stands.
void switch_stacks(FiberStack& from, FiberStack& to);
