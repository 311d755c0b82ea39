// Reductions of more than one number at a time.

// Sums of `Count` values each.
template <class T, int Count> struct Sums {
    struct State {
        T at[Count];
    };
    static DEVICE State identity() {
        State zero;
#pragma unroll
        for (int k = 0; k < Count; ++k) zero.at[k] = op_convert<T>((i32)0);
        return zero;
    }
    static DEVICE State combine(State a, const State& b) {
#pragma unroll
        for (int k = 0; k < Count; ++k) a.at[k] = op_add(a.at[k], b.at[k]);
        return a;
    }
};

// The mean and the sum of squared distances from it: T. F. Chan, G. H. Golub and R. J. LeVeque, "Updating formulae and a
// pairwise algorithm for computing sample variances" (1979).
template <class T> struct Moments {
    struct State {
        T count, mean, squares;
    };
    static DEVICE State identity() { return State{(T)0, (T)0, (T)0}; }
    static DEVICE State state(T value, i64) { return State{(T)1, value, (T)0}; }
    static DEVICE State combine(const State& a, const State& b) {
        if (b.count == (T)0) return a;
        if (a.count == (T)0) return b;
        const T count = a.count + b.count, apart = b.mean - a.mean, part = b.count / count;
        return State{count, a.mean + apart * part, a.squares + b.squares + apart * apart * (a.count * part)};
    }
};
