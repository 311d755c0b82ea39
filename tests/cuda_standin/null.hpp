// The null mode: the work of kernels, fills, copies on a device and products is left out, and kernels are not compiled. What
// is left of a program's time is the host's.
#pragma once

#include <cstdlib>

inline bool does_nothing() {
    static const bool set = getenv("STANDIN_NULL") != nullptr;
    return set;
}
