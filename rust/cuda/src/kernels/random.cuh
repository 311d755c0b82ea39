// Random numbers of the Philox 4x32-10 generator: J. Salmon and others, "Parallel Random Numbers: As Easy as 1, 2, 3" (2011).
// Each thread has a stream of its own, each step of it gives four words. How elements are dealt to threads and steps follows
// PyTorch's kernels, so that seeds mean the same numbers there.

struct Words4 {
    u32 at[4];
};

struct Philox {
    u64 seed, offset;
    // Where seed and offset are if a graph draws; the offset above is then that inside the graph.
    const u64* place;

    DEVICE Philox here() const { return place ? Philox{place[0], place[1] + offset, nullptr} : *this; }

    // Four words of a thread's stream.
    DEVICE Words4 words(u64 thread, u64 step) const {
        const u64 place = offset / 4 + step;
        u32 c0 = (u32)place, c1 = (u32)(place >> 32), c2 = (u32)thread, c3 = (u32)(thread >> 32);
        u32 k0 = (u32)seed, k1 = (u32)(seed >> 32);
#pragma unroll
        for (int round = 0; round < 10; ++round) {
            const u32 low0 = 0xd2511f53u * c0, high0 = __umulhi(0xd2511f53u, c0);
            const u32 low1 = 0xcd9e8d57u * c2, high1 = __umulhi(0xcd9e8d57u, c2);
            c0 = high1 ^ c1 ^ k0;
            c2 = high0 ^ c3 ^ k1;
            c1 = low1;
            c3 = low0;
            k0 += 0x9e3779b9u;
            k1 += 0xbb67ae85u;
        }
        return Words4{{c0, c1, c2, c3}};
    }
};

// In (0, 1].
DEVICE float unit_float(u32 word) { return (float)word * 2.3283064e-10f + 2.3283064e-10f / 2.0f; }

// 53 bits in (0, 1].
DEVICE double unit_double(u32 low, u32 high) {
    const u64 bits = (u64)low ^ ((u64)high << 21);
    return (double)bits * 1.1102230246251565e-16 + 1.1102230246251565e-16 / 2.0;
}

// Two normal numbers: G. Box and M. Muller, "A Note on the Generation of Random Normal Deviates" (1958).
DEVICE void normal_pair(u32 x, u32 y, float& first, float& second) {
    const float angle = (float)y * 1.46291807927e-9f + 1.46291807927e-9f / 2.0f;
    const float radius = op_sqrt(-2.0f * op_log(unit_float(x)));
    first = op_sin(angle) * radius;
    second = op_cos(angle) * radius;
}

DEVICE void normal_pair(const Words4& words, double& first, double& second) {
    const double angle = unit_double(words.at[2], words.at[3]) * 6.283185307179586;
    const double radius = op_sqrt(-2.0 * op_log(unit_double(words.at[0], words.at[1])));
    first = op_sin(angle) * radius;
    second = op_cos(angle) * radius;
}

// What a step of a thread gives: four numbers, or two of 53 bits.
template <class T> struct Draws;

template <> struct Draws<float> {
    static constexpr int COUNT = 4;
    DEVICE static void uniform(const Words4& words, float (&out)[4]) {
#pragma unroll
        for (int k = 0; k < 4; ++k) out[k] = unit_float(words.at[k]);
    }
    DEVICE static void normal(const Words4& words, float (&out)[4]) {
        normal_pair(words.at[0], words.at[1], out[0], out[1]);
        normal_pair(words.at[2], words.at[3], out[2], out[3]);
    }
};

template <> struct Draws<double> {
    static constexpr int COUNT = 2;
    DEVICE static void uniform(const Words4& words, double (&out)[2]) {
        out[0] = unit_double(words.at[0], words.at[1]);
        out[1] = unit_double(words.at[2], words.at[3]);
    }
    DEVICE static void normal(const Words4& words, double (&out)[2]) { normal_pair(words, out[0], out[1]); }
};

struct RandomParams {
    u64 n;
    char* out;
    double a, b;     // parameters of the distribution
    u64 range, base;  // of integers
    Philox philox;
};

struct PlaceParams {
    u64* place;
    u64 seed, offset;
};

// Writes what `Philox::here` reads.
DEVICE void set_place(const PlaceParams& p) {
    p.place[0] = p.seed;
    p.place[1] = p.offset;
}

struct Uniform {
    template <class T> DEVICE static T of(T unit, const RandomParams& p) {
        return (unit == (T)1 ? (T)0 : unit) * ((T)p.b - (T)p.a) + (T)p.a;
    }
};
struct Exponential {
    template <class T> DEVICE static T of(T unit, const RandomParams& p) {
        const T half_step = (sizeof(T) == 4 ? (T)1.1920929e-7 : (T)2.220446049250313e-16) / (T)2;
        return (T)(-1.0) / (T)p.a * (unit >= (T)1 - half_step ? -half_step : op_log(unit));
    }
};
struct Cauchy {
    template <class T> DEVICE static T of(T unit, const RandomParams& p) {
        const T step = sizeof(T) == 4 ? (T)1.1920929e-7 : (T)2.220446049250313e-16;
        const T inside = unit > (T)1 - step ? (T)1 - step : unit < step ? step : unit;
        return (T)p.a + (T)p.b * op_tan((T)3.141592653589793 * (inside - (T)0.5));
    }
};
struct Geometric {
    template <class T> DEVICE static T of(T unit, const RandomParams& p) {
        return op_ceil(op_log(unit) / op_log1p(-(T)p.a));
    }
};
struct Bernoulli {
    template <class T> DEVICE static T of(T unit, const RandomParams& p) { return unit <= (T)p.a ? (T)1 : (T)0; }
};

// Fills with a function of uniform or, if `Normal`, of normal numbers of type T. S: elements.
template <class S, class T, class F, bool Normal>
DEVICE void random_fill(const RandomParams& p) {
    typedef typename Compute<S>::type C;
    constexpr int COUNT = Draws<T>::COUNT;
    const u64 thread = global_thread(), threads = grid_threads();
    const Philox philox = p.philox.here();
    u64 step = 0;
    for (u64 first = thread; first < p.n; first += threads * COUNT, ++step) {
        T values[COUNT];
        const Words4 words = philox.words(thread, step);
        if (Normal) {
            Draws<T>::normal(words, values);
        } else {
            Draws<T>::uniform(words, values);
        }
#pragma unroll
        for (int k = 0; k < COUNT; ++k) {
            const u64 at = first + threads * k;
            if (at < p.n) ((S*)p.out)[at] = down<S>(op_convert<C>(F::of(values[k], p)));
        }
    }
}

struct Scaled {
    template <class T> DEVICE static T of(T normal, const RandomParams& p) { return normal * (T)p.b + (T)p.a; }
};
struct LogScaled {
    template <class T> DEVICE static T of(T normal, const RandomParams& p) { return op_exp(normal * (T)p.b + (T)p.a); }
};

// Fills with integers from `base` on: below `range` of them, or any 64 bits for a range of 0. Wide ones take two words.
template <class S, bool Wide>
DEVICE void random_integers(const RandomParams& p) {
    typedef typename Compute<S>::type C;
    constexpr int COUNT = Wide ? 2 : 4;
    const u64 thread = global_thread(), threads = grid_threads();
    const Philox philox = p.philox.here();
    u64 step = 0;
    for (u64 first = thread; first < p.n; first += threads * COUNT, ++step) {
        const Words4 words = philox.words(thread, step);
#pragma unroll
        for (int k = 0; k < COUNT; ++k) {
            const u64 at = first + threads * k;
            const u64 bits = Wide ? (u64)words.at[2 * k % 4] << 32 | words.at[(2 * k + 1) % 4] : (u64)words.at[k];
            const u64 value = (p.range ? bits % p.range : bits) + p.base;
            if (at < p.n) ((S*)p.out)[at] = down<S>(op_convert<C>((i64)value));
        }
    }
}

struct DropoutParams {
    u64 n;
    const char* x;
    char *out, *mask;  // the mask may be null
    double keep, scale, kept, dropped;
    u64 shifted;
    Philox philox;
};

// Four neighbours to a thread and step; kept elements times `scale`, plus `kept` where there is a shift.
template <class S>
DEVICE void dropout(const DropoutParams& p) {
    typedef typename Compute<S>::type T;
    const u64 thread = global_thread(), threads = grid_threads();
    const Philox philox = p.philox.here();
    u64 step = 0;
    for (u64 first = thread * 4; first < p.n; first += threads * 4, ++step) {
        const Words4 words = philox.words(thread, step);
#pragma unroll
        for (int k = 0; k < 4; ++k) {
            const u64 at = first + k;
            if (at >= p.n) break;
            const bool kept = unit_float(words.at[k]) < (float)p.keep;
            T value = load((const S*)p.x + at) * (kept ? (T)p.scale : (T)0);
            if (p.shifted) value = value + (kept ? (T)p.kept : (T)p.dropped);
            store((S*)p.out + at, value);
            if (p.mask) ((b8*)p.mask)[at] = b8{(u8)kept};
        }
    }
}
