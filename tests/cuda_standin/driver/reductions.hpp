// What the reductions of a warp combine two values to.
#pragma once

#include "../emulation/table.hpp"

inline unsigned long long combine(standin::Kind kind, unsigned long long a, unsigned long long b) {
    using namespace standin;
    unsigned u = static_cast<unsigned>(a), v = static_cast<unsigned>(b);
    int i = static_cast<int>(u), j = static_cast<int>(v);
    switch (kind) {
        case ADD: return u + v;
        case MIN: return static_cast<unsigned>(i < j ? i : j);
        case MAX: return static_cast<unsigned>(i < j ? j : i);
        case UMIN: return u < v ? u : v;
        case UMAX: return u < v ? v : u;
        case AND: return u & v;
        case OR: return u | v;
        default: return u ^ v;
    }
}
