// Draws whose parameters come element by element. An element has a stream of its own, because how many words it takes depends
// on what is drawn; probabilities take one word each, four neighbours from a stream.

// The words of a stream one by one.
struct Stream {
    Philox philox;
    u64 number;
    u64 step = 0;
    int used = 4;
    Words4 words = {};

    DEVICE Stream(const Philox& philox, u64 number) : philox(philox.here()), number(number) {}

    DEVICE u32 word() {
        if (used == 4) {
            words = philox.words(number, step++);
            used = 0;
        }
        const int at = used++;
        return at == 0 ? words.at[0] : at == 1 ? words.at[1] : at == 2 ? words.at[2] : words.at[3];
    }
    // In (0, 1].
    DEVICE void uniform(float& out) { out = unit_float(word()); }
    DEVICE void uniform(double& out) {
        const u32 low = word();
        out = unit_double(low, word());
    }
    DEVICE void normal(float& out) {
        float other;
        const u32 first = word();
        normal_pair(first, word(), out, other);
    }
    DEVICE void normal(double& out) {
        double other;
        Words4 four;
        for (int k = 0; k < 4; ++k) four.at[k] = word();
        normal_pair(four, out, other);
    }
    template <class T>
    DEVICE T unit() {
        T out;
        uniform(out);
        return out;
    }
};

struct SampleParams {
    u64 n;
    char* out;
    const char *a, *b;
    u64 row;  // elements of a row of the result
    u64 categories;
    Philox philox;
    Report report;
};

// Ones with probability a, else zeros. P: probabilities.
template <class S, class P>
DEVICE void sample_bernoulli(const SampleParams& p) {
    typedef typename Compute<S>::type C;
    typedef typename Compute<P>::type T;
    const Philox philox = p.philox.here();
    for (u64 group = global_thread(); group * 4 < p.n; group += grid_threads()) {
        const Words4 words = philox.words(group, 0);
#pragma unroll
        for (int k = 0; k < 4; ++k) {
            const u64 at = group * 4 + k;
            if (at >= p.n) break;
            const T chance = load((const P*)p.a + at);
            if (!(chance >= 0 && chance <= 1)) report_index(p.report, (i64)at, 0, 0);
            ((S*)p.out)[at] = down<S>(op_convert<C>((i32)((T)unit_float(words.at[k]) <= chance)));
        }
    }
}

// W. Hoermann, "The transformed rejection method for generating Poisson random variables" (1993), for rates from 10 on;
// below, D. Knuth's product of uniforms. NaN for a rate below zero.
template <class T>
DEVICE T poisson_one(T rate, Stream& stream) {
    if (!(rate >= 0)) return (T)NAN_D;
    if (rate == 0) return 0;
    if (rate < 10) {
        const T bound = op_exp(-rate);
        T product = 1;
        for (T count = 0;; count += 1) {
            product *= stream.unit<T>();
            if (product <= bound) return count;
        }
    }
    const T root = op_sqrt(rate), log_rate = op_log(rate);
    const T b = (T)0.931 + (T)2.53 * root, a = (T)-0.059 + (T)0.02483 * b;
    const T inverse_alpha = (T)1.1239 + (T)1.1328 / (b - (T)3.4), squeeze = (T)0.9277 - (T)3.6224 / (b - 2);
    while (true) {
        const T u = stream.unit<T>() - (T)0.5, v = stream.unit<T>();
        const T us = (T)0.5 - op_abs(u);
        const T k = op_floor((2 * a / us + b) * u + rate + (T)0.43);
        if (us >= (T)0.07 && v <= squeeze) return k;
        if (k < 0 || (us < (T)0.013 && v > us)) continue;
        const T left = op_log(v) + op_log(inverse_alpha) - op_log(a / (us * us) + b);
        if (left <= -rate + k * log_rate - op_lgamma(k + 1)) return k;
    }
}

// Successes by their waiting times: L. Devroye, "Non-uniform random variate generation" (1986), X.4.3.
template <class T>
DEVICE T binomial_waiting(T count, T p, Stream& stream) {
    const T log_failure = op_log1p(-p);
    T trials = 0, hits = 0;
    while (true) {
        trials += op_ceil(op_log(stream.unit<T>()) / log_failure);
        if (trials > count) return hits;
        hits += 1;
    }
}

// What Stirling's formula lacks of log(k!).
template <class T>
DEVICE T stirling_tail(T k) {
    const double small[10] = {0.0810614667953272,  0.0413406959554092,  0.0276779256849983, 0.02079067210376509,
                              0.0166446911898211,  0.0138761288230707,  0.0118967099458917, 0.0104112652619720,
                              0.00925546218271273, 0.00833056343336287};
    if (k < 10) return (T)small[(int)k];
    const T square = (k + 1) * (k + 1);
    return ((T)(1.0 / 12) - ((T)(1.0 / 360) - (T)(1.0 / 1260) / square) / square) / (k + 1);
}

// W. Hoermann, "The generation of binomial random variates" (1993), BTRS.
template <class T>
DEVICE T binomial_rejection(T count, T p, Stream& stream) {
    const T deviation = op_sqrt(count * p * (1 - p));
    const T b = (T)1.15 + (T)2.53 * deviation, a = (T)-0.0873 + (T)0.0248 * b + (T)0.01 * p;
    const T center = count * p + (T)0.5, squeeze = (T)0.92 - (T)4.2 / b, odds = p / (1 - p);
    const T alpha = ((T)2.83 + (T)5.1 / b) * deviation, mode = op_floor((count + 1) * p);
    while (true) {
        const T u = stream.unit<T>() - (T)0.5;
        const T v = stream.unit<T>();
        const T us = (T)0.5 - op_abs(u), k = op_floor((2 * a / us + b) * u + center);
        if (k < 0 || k > count) continue;
        if (us >= (T)0.07 && v <= squeeze) return k;
        const T bound = (mode + (T)0.5) * op_log((mode + 1) / (odds * (count - mode + 1))) +
                        (count + 1) * op_log((count - mode + 1) / (count - k + 1)) +
                        (k + (T)0.5) * op_log(odds * (count - k + 1) / (k + 1)) + stirling_tail(mode) +
                        stirling_tail(count - mode) - stirling_tail(k) - stirling_tail(count - k);
        if (op_log(v * alpha / (a / (us * us) + b)) <= bound) return k;
    }
}

template <class T>
DEVICE T binomial_one(T count, T p, Stream& stream) {
    if (count <= 0 || p <= 0) return 0;
    if (p >= 1) return count;
    if (p != p || count != count) return (T)NAN_D;
    // Both ways want p <= 1/2; above, the failures are counted.
    const T rarer = p <= (T)0.5 ? p : 1 - p;
    const T hits =
        count * rarer >= 10 ? binomial_rejection(count, rarer, stream) : binomial_waiting(count, rarer, stream);
    return p <= (T)0.5 ? hits : count - hits;
}

// G. Marsaglia and W. Tsang, "A simple method for generating gamma variables" (2000); shapes below one are raised by one and
// the result multiplied by u^(1 / alpha).
template <class T>
DEVICE T gamma_one(T alpha, Stream& stream) {
    T scale = 1;
    if (alpha < 1) {
        if (alpha == 0) return 0;
        scale = op_pow(stream.unit<T>(), 1 / alpha);
        alpha += 1;
    }
    if (!(alpha >= 1)) return (T)NAN_D;
    const T d = alpha - (T)(1.0 / 3), c = 1 / op_sqrt(9 * d);
    while (true) {
        T x, y;
        do {
            stream.normal(x);
            y = 1 + c * x;
        } while (y <= 0);
        const T v = y * y * y, u = stream.unit<T>(), square = x * x;
        if (u < 1 - (T)0.0331 * square * square) return scale * d * v;
        if (op_log(u) < (T)0.5 * square + d * (1 - v + op_log(v))) return scale * d * v;
    }
}

// Tests of acceptance subtract large numbers of each other, which singles have not the digits for.
struct PoissonOf {
    template <class T> DEVICE static bool takes(T rate) { return rate >= 0; }
    template <class T> DEVICE static T of(T rate, T, Stream& stream) { return (T)poisson_one((double)rate, stream); }
};
struct BinomialOf {
    template <class T> DEVICE static bool takes(T) { return true; }
    template <class T> DEVICE static T of(T count, T p, Stream& stream) {
        return (T)binomial_one((double)count, (double)p, stream);
    }
};
struct GammaOf {
    template <class T> DEVICE static bool takes(T) { return true; }
    template <class T> DEVICE static T of(T alpha, T, Stream& stream) { return gamma_one(alpha, stream); }
};

template <class S, class F>
DEVICE void sample_each(const SampleParams& p) {
    typedef typename Compute<S>::type T;
    for (u64 at = global_thread(); at < p.n; at += grid_threads()) {
        Stream stream(p.philox, at);
        const T a = load((const S*)p.a + at), b = p.b ? load((const S*)p.b + at) : (T)0;
        if (!F::takes(a)) report_index(p.report, (i64)at, 0, 0);
        store((S*)p.out + at, F::template of<T>(a, b, stream));
    }
}

// Indices whose probabilities are the steps of rows of running sums.
template <class S>
DEVICE void sample_indices(const SampleParams& p) {
    typedef typename Compute<S>::type T;
    for (u64 at = global_thread(); at < p.n; at += grid_threads()) {
        Stream stream(p.philox, at);
        const S* sums = (const S*)p.a + at / p.row * p.categories;
        const T wanted = stream.unit<T>() * load(sums + p.categories - 1);
        // The first sum that reaches it; a weight of zero adds nothing, so that none of these is the first.
        u64 low = 0, high = p.categories - 1;
        while (low < high) {
            const u64 middle = low + (high - low) / 2;
            const T sum = load(sums + middle);
            if (sum > 0 && sum >= wanted) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        ((i64*)p.out)[at] = (i64)low;
    }
}

// R. Fisher and F. Yates' shuffle of the places whose keys `a` are equal, by the thread of the first of them.
template <class K>
DEVICE void shuffle_equal(const SampleParams& p) {
    const K* keys = (const K*)p.a;
    i64* order = (i64*)p.out;
    for (u64 at = global_thread(); at + 1 < p.n; at += grid_threads()) {
        if (keys[at] != keys[at + 1] || (at > 0 && keys[at] == keys[at - 1])) continue;
        u64 size = 2;
        while (at + size < p.n && keys[at + size] == keys[at]) ++size;
        Stream stream(p.philox, at);
        for (u64 last = size - 1; last > 0; --last) {
            const u64 other = stream.word() % (last + 1);
            const i64 moved = order[at + last];
            order[at + last] = order[at + other];
            order[at + other] = moved;
        }
    }
}
