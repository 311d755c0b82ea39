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

// PyTorch draws with the quick functions in single precision.
DEVICE float quick_log(float x) { return __logf(x); }
DEVICE double quick_log(double x) { return op_log(x); }
DEVICE float quick_log1p(float x) { return __logf(1.0f + x); }
DEVICE double quick_log1p(double x) { return op_log1p(x); }
DEVICE float quick_exp(float x) { return __expf(x); }
DEVICE double quick_exp(double x) { return op_exp(x); }
DEVICE float quick_tan(float x) { return __tanf(x); }
DEVICE double quick_tan(double x) { return op_tan(x); }

// Two normal numbers: G. Box and M. Muller, "A Note on the Generation of Random Normal Deviates" (1958).
DEVICE void normal_pair(u32 x, u32 y, float& first, float& second) {
    const float turn = 1.46291807927e-9f; // 2 pi / 2^32
    const float radius = op_sqrt(-2.0f * op_log(unit_float(x)));
    __sincosf(op_mul_add((float)y, turn, turn / 2.0f), &first, &second);
    first *= radius;
    second *= radius;
}

DEVICE void normal_pair(const Words4& words, double& first, double& second) {
    const double radius = op_sqrt(-2.0 * op_log(unit_double(words.at[0], words.at[1])));
    sincospi(2.0 * unit_double(words.at[2], words.at[3]), &first, &second);
    first *= radius;
    second *= radius;
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
    double a, b, c;   // parameters of the distribution
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

// From a on, b wide; c is the upper bound, where a begins again.
struct Uniform {
    template <class S, class T> DEVICE static T of(T unit, const RandomParams& p) {
        const T value = (T)up(down<S>(op_mul_add(unit, (T)p.b, (T)p.a)));
        return value == (T)p.c ? (T)p.a : value;
    }
};
struct Exponential {
    template <class S, class T> DEVICE static T of(T unit, const RandomParams& p) {
        const T half_step = (sizeof(T) == 4 ? (T)1.1920929e-7 : (T)2.220446049250313e-16) / (T)2;
        return (T)(-1.0) / (T)p.a * (unit >= (T)1 - half_step ? -half_step : quick_log(unit));
    }
};
struct Cauchy {
    template <class S, class T> DEVICE static T of(T unit, const RandomParams& p) {
        const T step = sizeof(T) == 4 ? (T)1.1920929e-7 : (T)2.220446049250313e-16;
        const T inside = unit > (T)1 - step ? (T)1 - step : unit < step ? step : unit;
        return op_mul_add((T)p.b, quick_tan((T)3.141592653589793 * (inside - (T)0.5)), (T)p.a);
    }
};
struct Geometric {
    template <class S, class T> DEVICE static T of(T unit, const RandomParams& p) {
        return op_ceil(quick_log(unit) / quick_log1p(-(T)p.a));
    }
};
struct Bernoulli {
    template <class S, class T> DEVICE static T of(T unit, const RandomParams& p) {
        return unit < (T)p.a ? (T)1 : (T)0;
    }
};
struct Scaled {
    template <class S, class T> DEVICE static T of(T normal, const RandomParams& p) {
        return op_mul_add(normal, (T)p.b, (T)p.a);
    }
};
struct LogScaled {
    template <class S, class T> DEVICE static T of(T normal, const RandomParams& p) {
        return quick_exp(op_mul_add(normal, (T)p.b, (T)p.a));
    }
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
            if (at < p.n) ((S*)p.out)[at] = down<S>(op_convert<C>(F::template of<S>(values[k], p)));
        }
    }
}

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
    char *out, *mask;
    double keep, scale;
    Philox philox;
};

// The element, or zero where it is dropped, and in `kept` whether it is kept.
template <class S>
DEVICE S drop_one(const DropoutParams& p, S x, u32 word, b8& kept) {
    typedef typename Compute<S>::type T;
    const bool stays = (T)unit_float(word) < (T)p.keep;
    kept = b8{(u8)stays};
    return down<S>(up(x) * (stays ? (T)1 : (T)0) * (T)p.scale);
}

// A thread's step has four elements, a grid apart.
template <class S>
DEVICE void dropout(const DropoutParams& p) {
    const u64 thread = global_thread(), threads = grid_threads();
    const Philox philox = p.philox.here();
    u64 step = 0;
    for (u64 first = thread; first < p.n; first += threads * 4, ++step) {
        const Words4 words = philox.words(thread, step);
#pragma unroll
        for (int k = 0; k < 4; ++k) {
            const u64 at = first + threads * k;
            if (at >= p.n) break;
            ((S*)p.out)[at] = drop_one(p, ((const S*)p.x)[at], words.at[k], ((b8*)p.mask)[at]);
        }
    }
}

// A thread's step has four neighbours, which are written in place; nobody asks which are kept.
template <class S>
DEVICE void dropout_fours(const DropoutParams& p) {
    const u64 thread = global_thread(), threads = grid_threads();
    const Philox philox = p.philox.here();
    u64 step = 0;
    for (u64 first = thread * 4; first < p.n; first += threads * 4, ++step) {
        const Words4 words = philox.words(thread, step);
#pragma unroll
        for (int k = 0; k < 4; ++k) {
            b8 kept;
            S* at = (S*)p.out + first + k;
            if (first + k < p.n) *at = drop_one(p, *at, words.at[k], kept);
        }
    }
}

// A thread's step has N neighbours, with as many words as they need, the rest of four unused. N divides the number of
// elements, and addresses are multiples of N elements.
template <class S, int N>
DEVICE void dropout_packs(const DropoutParams& p) {
    constexpr int DRAWS = (N + 3) / 4;
    const u64 thread = global_thread(), threads = grid_threads();
    const Philox philox = p.philox.here();
    u64 step = 0;
    for (u64 first = thread * N; first < p.n; first += threads * N, step += DRAWS) {
        Pack<S, N> values = load_pack<N>((const S*)p.x + first);
        Pack<b8, N> mask;
#pragma unroll
        for (int draw = 0; draw < DRAWS; ++draw) {
            const Words4 words = philox.words(thread, step + draw);
#pragma unroll
            for (int k = 0; k < (N < 4 ? N : 4); ++k) {
                const int at = draw * 4 + k;
                values.at[at] = drop_one(p, values.at[at], words.at[k], mask.at[at]);
            }
        }
        store_pack((S*)p.out + first, values);
        store_pack((b8*)p.mask + first, mask);
    }
}
