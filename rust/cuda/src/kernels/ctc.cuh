// Connectionist temporal classification: losses and their derivatives, a block for each sequence.
//
// Forward and backward variables are kept as logarithms, in double precision. States are the labels with blanks before,
// between and after them.

constexpr int CTC_THREADS = 256;

struct CtcParams {
    u64 steps, batch, classes, states;  // at most, of all sequences
    i64 blank;
    u64 zero_infinity;
    const char* log_p;
    i64 strides[3];  // in bytes: of steps, sequences, classes
    const i64* labels;
    const i64* lengths;  // of each sequence: its steps, its labels, where these begin
    double *alpha, *beta;
    i64* chain;  // of states: the next with the same class, and whether there is none before it
    char* losses;
    char* slopes;  // dense (steps, batch, classes); may be null
    Report report;
};

DEVICE double log_sum(double a, double b) {
    const double high = a > b ? a : b, low = a > b ? b : a;
    return low == -INFINITY_D ? high : high + log1p(exp(low - high));
}

// The derivative by a log probability, of a class whose states have this part of all alignments.
DEVICE double ctc_slope(double log_p, double part, double total) {
    return exp(log_p) - exp(part - total);
}

template <class S>
DEVICE void ctc(const CtcParams& p) {
    typedef typename Compute<S>::type T;
    const i64 sequence = blockIdx.x;
    const i64 steps = p.lengths[3 * sequence], count = p.lengths[3 * sequence + 1], states = 2 * count + 1;
    const i64* labels = p.labels + p.lengths[3 * sequence + 2];
    double* alpha = p.alpha + sequence * p.steps * p.states;
    double* beta = p.beta + sequence * 2 * p.states;
    i64* chain = p.chain + sequence * 2 * p.states;
    const auto class_of = [&](i64 state) {
        const i64 label = state & 1 ? labels[state / 2] : p.blank;
        return (u64)label < p.classes ? label : p.blank;
    };
    const auto log_p = [&](i64 step, i64 label) {
        const char* at = p.log_p + step * p.strides[0] + sequence * p.strides[1] + label * p.strides[2];
        return (double)load((const S*)at);
    };
    // A state may follow the one two before it where both are labels that differ.
    const auto may_skip = [&](i64 state) { return (state & 1) && state >= 2 && class_of(state) != class_of(state - 2); };

    for (i64 j = threadIdx.x; j < count; j += CTC_THREADS) {
        i64 label = labels[j];
        check_index(p.report, label, 0, (i64)p.classes, false);
    }
    for (i64 t = 0; t < steps; ++t) {
        const double* last = alpha + (t - 1) * (i64)p.states;
        for (i64 s = threadIdx.x; s < states; s += CTC_THREADS) {
            double before = s < 2 ? 0.0 : -INFINITY_D;
            if (t > 0) {
                before = last[s];
                if (s >= 1) before = log_sum(before, last[s - 1]);
                if (may_skip(s)) before = log_sum(before, last[s - 2]);
            }
            alpha[t * (i64)p.states + s] = before + log_p(t, class_of(s));
        }
        __syncthreads();
    }
    double total = count == 0 ? 0.0 : -INFINITY_D;
    if (steps > 0) {
        const double* last = alpha + (steps - 1) * (i64)p.states;
        total = states == 1 ? last[0] : log_sum(last[states - 1], last[states - 2]);
    }
    const bool ignored = p.zero_infinity && total == -INFINITY_D;
    if (threadIdx.x == 0) store((S*)p.losses + sequence, (T)(ignored ? 0.0 : -total));
    if (!p.slopes) return;

    const auto slope = [&](i64 step, i64 label) {
        return (S*)p.slopes + ((u64)step * p.batch + sequence) * p.classes + label;
    };
    for (i64 t = ignored ? 0 : steps; t < (i64)p.steps; ++t) {
        for (i64 c = threadIdx.x; c < (i64)p.classes; c += CTC_THREADS) store(slope(t, c), (T)0);
    }
    if (ignored) return;
    for (i64 s = threadIdx.x; s < states; s += CTC_THREADS) {
        const i64 own = class_of(s);
        i64 first = 0, next = s + 1;
        while (class_of(first) != own) ++first;
        while (next < states && class_of(next) != own) ++next;
        chain[2 * s] = next < states ? next : -1;
        chain[2 * s + 1] = first == s;
    }
    for (i64 t = steps - 1; t >= 0; --t) {
        double* own = beta + (t & 1) * (i64)p.states;
        const double* after = beta + ((t + 1) & 1) * (i64)p.states;
        const auto onward = [&](i64 s) { return after[s] + log_p(t + 1, class_of(s)); };
        for (i64 s = threadIdx.x; s < states; s += CTC_THREADS) {
            double rest = s + 2 >= states ? 0.0 : -INFINITY_D;
            if (t + 1 < steps) {
                rest = onward(s);
                if (s + 1 < states) rest = log_sum(rest, onward(s + 1));
                if (s + 2 < states && may_skip(s + 2)) rest = log_sum(rest, onward(s + 2));
            }
            own[s] = rest;
        }
        for (i64 c = threadIdx.x; c < (i64)p.classes; c += CTC_THREADS) {
            store(slope(t, c), (T)ctc_slope(log_p(t, c), -INFINITY_D, total));
        }
        __syncthreads();
        for (i64 s = threadIdx.x; s < states; s += CTC_THREADS) {
            if (!chain[2 * s + 1]) continue;
            double part = -INFINITY_D;
            for (i64 r = s; r >= 0; r = chain[2 * r]) part = log_sum(part, alpha[t * (i64)p.states + r] + own[r]);
            store(slope(t, class_of(s)), (T)ctc_slope(log_p(t, class_of(s)), part, total));
        }
        __syncthreads();
    }
}
