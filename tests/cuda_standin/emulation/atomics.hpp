// Atomic operations. One thread runs at a time, and copies of other streams do not touch the same word.
#pragma once

#define STANDIN_ATOMIC(name, T, expression)                                  \
    inline T name(T* address, T value) {                                     \
        T old = *address;                                                    \
        *address = expression;                                               \
        return old;                                                          \
    }                                                                        \
    inline T name##_block(T* address, T value) { return name(address, value); } \
    inline T name##_system(T* address, T value) { return name(address, value); }

#define STANDIN_ATOMIC_INTEGERS(name, expression)        \
    STANDIN_ATOMIC(name, int, expression)                \
    STANDIN_ATOMIC(name, unsigned, expression)           \
    STANDIN_ATOMIC(name, unsigned long long, expression)

STANDIN_ATOMIC_INTEGERS(atomicAdd, old + value)
STANDIN_ATOMIC(atomicAdd, float, old + value)
STANDIN_ATOMIC(atomicAdd, double, old + value)
STANDIN_ATOMIC(atomicSub, int, old - value)
STANDIN_ATOMIC(atomicSub, unsigned, old - value)
STANDIN_ATOMIC_INTEGERS(atomicMax, old < value ? value : old)
STANDIN_ATOMIC(atomicMax, long long, old < value ? value : old)
STANDIN_ATOMIC_INTEGERS(atomicMin, value < old ? value : old)
STANDIN_ATOMIC(atomicMin, long long, value < old ? value : old)
STANDIN_ATOMIC_INTEGERS(atomicOr, old | value)
STANDIN_ATOMIC_INTEGERS(atomicAnd, old & value)
STANDIN_ATOMIC_INTEGERS(atomicXor, old ^ value)
STANDIN_ATOMIC_INTEGERS(atomicExch, value)
STANDIN_ATOMIC(atomicExch, float, value)
STANDIN_ATOMIC(atomicInc, unsigned, old >= value ? 0 : old + 1)
STANDIN_ATOMIC(atomicDec, unsigned, old == 0 || old > value ? value : old - 1)

#define STANDIN_ATOMIC_CAS(T)                                \
    inline T atomicCAS(T* address, T compare, T value) {     \
        T old = *address;                                    \
        if (old == compare) *address = value;                \
        return old;                                          \
    }
STANDIN_ATOMIC_CAS(int)
STANDIN_ATOMIC_CAS(unsigned)
STANDIN_ATOMIC_CAS(unsigned long long)
STANDIN_ATOMIC_CAS(unsigned short)

#undef STANDIN_ATOMIC
#undef STANDIN_ATOMIC_INTEGERS
#undef STANDIN_ATOMIC_CAS
