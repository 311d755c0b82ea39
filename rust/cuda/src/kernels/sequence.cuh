// Numbers that follow from where they stand.

struct SequenceParams {
    u64 n;
    i64 first_integer, by_integer;
    double first, last, step, base;  // `step` as the type that is computed in has it
    char* out;
};

enum { INTEGERS, STEPS, SPACED_SINGLES, SPACED, POWERS };

// From the nearer end.
DEVICE double spaced(const SequenceParams& p, u64 at) {
    const bool front = at < p.n / 2 || p.n == 1;
    return front ? p.first + op_mul(p.step, (double)at) : p.last - op_mul(p.step, (double)(p.n - at - 1));
}

template <int Kind, class S, bool Whole>
DEVICE void sequence(const SequenceParams& p) {
    typedef typename Compute<S>::type T;
    const u64 at = (u64)global_thread();
    if (at >= p.n) return;
    S* to = (S*)p.out + at;
    if (Kind == INTEGERS) {
        // Products on the way may wrap around.
        store(to, op_convert<T>((i64)((u64)p.first_integer + at * (u64)p.by_integer)));
        return;
    }
    double value;
    if (Kind == STEPS) {
        value = p.first + op_mul((double)at, p.step);
    } else if (Kind == SPACED_SINGLES) {
        const bool front = at < p.n / 2 || p.n == 1;
        const float step = (float)p.step;
        value = front ? fmaf(step, (float)at, (float)p.first) : fmaf(step, -(float)(p.n - at - 1), (float)p.last);
    } else if (Kind == SPACED) {
        value = spaced(p, at);
    } else {
        value = op_pow(p.base, spaced(p, at));
    }
    if (Whole) {
        store(to, op_convert<T>(op_convert<i64>(value)));
    } else {
        store(to, op_convert<T>(value));
    }
}
