// Comparisons and selection. Comparisons are for bool, i32, i64, float and double (complex numbers: complex.cuh);
// all but `op_ne` are false for NaN.

template <class T>
DEVICE bool op_eq(T a, T b) {
    return a == b;
}

template <class T>
DEVICE bool op_ne(T a, T b) {
    return a != b;
}

template <class T>
DEVICE bool op_lt(T a, T b) {
    return a < b;
}

template <class T>
DEVICE bool op_le(T a, T b) {
    return a <= b;
}

template <class T>
DEVICE bool op_gt(T a, T b) {
    return a > b;
}

template <class T>
DEVICE bool op_ge(T a, T b) {
    return a >= b;
}

// `a` where the condition holds, else `b`; of every class.
template <class T>
DEVICE T op_select(bool condition, T a, T b) {
    return condition ? a : b;
}
