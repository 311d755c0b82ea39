#pragma once

// While a guard lives, a memory fault or a division by zero of this thread goes on in `then`, on a stack of its own,
// which must not return. Faults of other threads are left to whom they were.
class FaultGuard {
  public:
    explicit FaultGuard(void (*then)(int signal));
    ~FaultGuard();
    FaultGuard(const FaultGuard&) = delete;
    FaultGuard& operator=(const FaultGuard&) = delete;
};
