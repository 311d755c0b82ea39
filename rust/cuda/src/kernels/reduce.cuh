// What reductions combine, and how a block does it.

template <class T> __device__ __forceinline__ T highest();
template <class T> __device__ __forceinline__ T lowest();
template <> __device__ __forceinline__ bool highest<bool>() { return true; }
template <> __device__ __forceinline__ bool lowest<bool>() { return false; }
template <> __device__ __forceinline__ i32 highest<i32>() { return 0x7fffffff; }
template <> __device__ __forceinline__ i32 lowest<i32>() { return -0x7fffffff - 1; }
template <> __device__ __forceinline__ i64 highest<i64>() { return 0x7fffffffffffffffll; }
template <> __device__ __forceinline__ i64 lowest<i64>() { return -0x7fffffffffffffffll - 1; }
template <> __device__ __forceinline__ float highest<float>() { return INFINITY_F; }
template <> __device__ __forceinline__ float lowest<float>() { return -INFINITY_F; }
template <> __device__ __forceinline__ double highest<double>() { return INFINITY_D; }
template <> __device__ __forceinline__ double lowest<double>() { return -INFINITY_D; }

template <class T> struct Sum {
    typedef T State;
    static __device__ __forceinline__ T identity() { return op_convert<T>((i32)0); }
    static __device__ __forceinline__ T state(T value, i64) { return value; }
    static __device__ __forceinline__ T combine(T a, T b) { return op_add(a, b); }
};

template <class T> struct Prod {
    typedef T State;
    static __device__ __forceinline__ T identity() { return op_convert<T>((i32)1); }
    static __device__ __forceinline__ T state(T value, i64) { return value; }
    static __device__ __forceinline__ T combine(T a, T b) { return op_mul(a, b); }
};

template <class T> struct Min {
    typedef T State;
    static __device__ __forceinline__ T identity() { return highest<T>(); }
    static __device__ __forceinline__ T state(T value, i64) { return value; }
    static __device__ __forceinline__ T combine(T a, T b) { return op_min(a, b); }
};

template <class T> struct Max {
    typedef T State;
    static __device__ __forceinline__ T identity() { return lowest<T>(); }
    static __device__ __forceinline__ T state(T value, i64) { return value; }
    static __device__ __forceinline__ T combine(T a, T b) { return op_max(a, b); }
};

template <> struct Min<bool> {
    typedef bool State;
    static __device__ __forceinline__ bool identity() { return true; }
    static __device__ __forceinline__ bool state(bool value, i64) { return value; }
    static __device__ __forceinline__ bool combine(bool a, bool b) { return a && b; }
};

template <> struct Max<bool> {
    typedef bool State;
    static __device__ __forceinline__ bool identity() { return false; }
    static __device__ __forceinline__ bool state(bool value, i64) { return value; }
    static __device__ __forceinline__ bool combine(bool a, bool b) { return a || b; }
};

// A value and where it is; no place yet where `position` is negative.
template <class T> struct Place {
    T value;
    i64 position;
};

// The first of the best, a NaN being better than every number.
template <class T, bool Largest> struct Arg {
    typedef Place<T> State;
    static __device__ __forceinline__ State identity() { return State{T(), -1}; }
    static __device__ __forceinline__ State state(T value, i64 position) { return State{value, position}; }
    static __device__ __forceinline__ State combine(const State& a, const State& b) {
        if (a.position < 0) return b;
        if (b.position < 0) return a;
        const bool a_is_nan = a.value != a.value, b_is_nan = b.value != b.value;
        const bool better = Largest ? b.value > a.value : b.value < a.value;
        if ((better && !a_is_nan) || (b_is_nan && !a_is_nan)) return b;
        const bool worse = Largest ? a.value > b.value : a.value < b.value;
        if ((worse && !b_is_nan) || (a_is_nan && !b_is_nan)) return a;
        return a.position < b.position ? a : b;
    }
};

template <class T> struct ArgMin : Arg<T, false> {};
template <class T> struct ArgMax : Arg<T, true> {};

// Combines the states of `Lanes` threads that belong together; the one with lane 0 has the result. A thread's neighbours
// of the next lane are `Step` threads apart.
template <class R, int Threads, int Lanes, int Step>
__device__ __forceinline__ typename R::State combine_lanes(typename R::State state, int lane) {
    typedef typename R::State State;
    __shared__ alignas(16) unsigned char room[Threads * sizeof(State)];
    State* states = (State*)room;
    if (Lanes == 1) return state;
    states[threadIdx.x] = state;
    __syncthreads();
#pragma unroll
    for (int half = Lanes / 2; half > 0; half /= 2) {
        if (lane < half) {
            state = R::combine(state, states[threadIdx.x + half * Step]);
            states[threadIdx.x] = state;
        }
        __syncthreads();
    }
    return state;
}

// As above, with the result in all lanes.
template <class R, int Threads, int Lanes, int Step>
__device__ __forceinline__ typename R::State combine_all(typename R::State state, int lane) {
    typedef typename R::State State;
    __shared__ alignas(16) unsigned char room[Threads * sizeof(State)];
    State* firsts = (State*)room;
    if (Lanes == 1) return state;
    state = combine_lanes<R, Threads, Lanes, Step>(state, lane);
    if (lane == 0) firsts[threadIdx.x] = state;
    __syncthreads();
    state = firsts[threadIdx.x - lane * Step];
    __syncthreads();
    return state;
}
