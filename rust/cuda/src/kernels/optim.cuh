// Steps of optimizers over many tensors in one launch, behind tables.cuh.

constexpr int PIECE = 4096;

struct Tensor {
    u64 n, first_block;
    char* at[5];  // parameter, gradient, state
    double own[2];
};

template <int Most>
struct OptimParams {
    u64 tensors;
    u64 flags;
    double numbers[8];
    Tensor table[Most];
};

// A value as the element type holds it.
template <class S> DEVICE typename Compute<S>::type round_to(typename Compute<S>::type value) { return up(down<S>(value)); }

// The gradient with sign and decay.
template <class S, class T>
DEVICE T decayed(T w, T g, bool maximize, double decay) {
    g = maximize ? -g : g;
    return decay != 0.0 ? round_to<S>(op_mul_add(w, (T)decay, g)) : g;
}

// numbers: lr, momentum, dampening, weight decay; flags: 1 Nesterov, 2 maximize. own[0]: 0 no buffer, 1 a new one, 2 one.
template <class S>
DEVICE void sgd(const Tensor& tensor, u64 at, const double* numbers, u64 flags) {
    typedef typename Compute<S>::type T;
    S* param = (S*)tensor.at[0] + at;
    S* buffer = (S*)tensor.at[2] + at;
    const T momentum = (T)numbers[1], minus_lr = (T)(-numbers[0]), w = load(param);
    T g = decayed<S>(w, load((const S*)tensor.at[1] + at), flags & 2, numbers[3]);
    if (tensor.own[0] == 1.0) {
        store(buffer, g);
        if (flags & 1) g = round_to<S>(op_mul_add(g, momentum, g));
    } else if (tensor.own[0] == 2.0) {
        const T kept = round_to<S>(load(buffer) * momentum);
        const T v = round_to<S>(op_mul_add(g, (T)(1.0 - numbers[2]), kept));
        store(buffer, v);
        g = flags & 1 ? round_to<S>(op_mul_add(v, momentum, g)) : v;
    }
    store(param, op_mul_add(g, minus_lr, w));
}

// A learning rate: the given number or, for 8 in flags, the one on the device whose address its bits are and whose type the two
// bits from 16 on in flags have.
DEVICE double rate_of(double given, u64 flags) {
    return flags & 8 ? load_number((const char*)__double_as_longlong(given), flags >> 4 & 3) : given;
}

// own of adam for a step whose number, from 1, is on the device: the whole block calls it.
DEVICE void count_on_device(Tensor& tensor, const double* numbers, u64 flags) {
    __shared__ double own[2];
    if (threadIdx.x == 0) {
        const double count = *(const float*)__double_as_longlong(tensor.own[0]);
        own[0] = op_sqrt(1.0 - op_pow(numbers[2], count));
        own[1] = rate_of(numbers[0], flags) / (1.0 - op_pow(numbers[1], count));
    }
    __syncthreads();
    tensor.own[0] = own[0];
    tensor.own[1] = own[1];
}

// numbers: lr, beta1, beta2, eps, weight decay; flags: 1 decoupled, 2 maximize, 4 the address of the step's number is in own[0],
// 8 and more as in rate_of, for lr. own: root of the second correction, step size.
template <class S>
DEVICE void adam(const Tensor& tensor, u64 at, const double* numbers, u64 flags) {
    typedef typename Compute<S>::type T;
    S *param = (S*)tensor.at[0] + at, *average = (S*)tensor.at[2] + at, *square = (S*)tensor.at[3] + at;
    const double decay = numbers[4];
    T w = load(param);
    if (decay != 0.0 && (flags & 1)) w = round_to<S>(w * (T)(1.0 - rate_of(numbers[0], flags) * decay));
    const T g = decayed<S>(w, load((const S*)tensor.at[1] + at), flags & 2, flags & 1 ? 0.0 : decay);
    const T weight1 = (T)(1.0 - numbers[1]), rest1 = (T)(1.0 - (1.0 - numbers[1])), weight2 = (T)(1.0 - numbers[2]);
    T m = load(average);
    m = round_to<S>(op_abs(weight1) < (T)0.5 ? op_mul_add(weight1, g - m, m) : g - (g - m) * rest1);
    store(average, m);
    T v = round_to<S>(load(square) * (T)numbers[2]);
    v = round_to<S>(op_mul_add(g * weight2, g, v));
    store(square, v);
    if (tensor.at[4]) {
        S* largest = (S*)tensor.at[4] + at;
        const T u = load(largest);
        v = u != u || u > v ? u : v;
        store(largest, v);
    }
    const T d = round_to<S>(round_to<S>(round_to<S>(op_sqrt(v)) / (T)tensor.own[0]) + (T)numbers[3]);
    store(param, op_mul_add((T)(-tensor.own[1]), m / d, w));
}

template <class S, class T>
DEVICE T averaged(T average, double stays, T g) {
    return round_to<S>(op_mul_add(g * (T)(1.0 - stays), g, round_to<S>(average * (T)stays)));
}

// numbers: alpha, momentum, eps, weight decay; flags: 2 maximize, 8 and more as in rate_of. own[0]: learning rate. State:
// squares, means, buffers.
template <class S>
DEVICE void rmsprop(const Tensor& tensor, u64 at, const double* numbers, u64 flags) {
    typedef typename Compute<S>::type T;
    S *param = (S*)tensor.at[0] + at, *square = (S*)tensor.at[2] + at;
    const T w = load(param), minus_lr = (T)(-rate_of(tensor.own[0], flags));
    const T g = decayed<S>(w, load((const S*)tensor.at[1] + at), flags & 2, numbers[3]);
    T v = averaged<S>(load(square), numbers[0], g);
    store(square, v);
    if (tensor.at[3]) {
        S* mean = (S*)tensor.at[3] + at;
        const double weight = 1.0 - numbers[0];
        T m = load(mean);
        const bool near = (weight < 0.0 ? -weight : weight) < 0.5;
        m = round_to<S>(near ? op_mul_add((T)weight, g - m, m) : g - (g - m) * (T)(1.0 - weight));
        store(mean, m);
        v = round_to<S>(op_mul_add(-m, m, v));
    }
    const T d = round_to<S>(round_to<S>(op_sqrt(v)) + (T)numbers[2]);
    if (!tensor.at[4]) {
        store(param, op_mul_add(minus_lr, g / d, w));
        return;
    }
    S* buffer = (S*)tensor.at[4] + at;
    const T b = round_to<S>(round_to<S>(load(buffer) * (T)numbers[1]) + g / d);
    store(buffer, b);
    store(param, op_mul_add(b, minus_lr, w));
}

// numbers: eps in the third, weight decay in the fourth; flags: 2 maximize. own[0]: learning rate. State: sums of squares.
template <class S>
DEVICE void adagrad(const Tensor& tensor, u64 at, const double* numbers, u64 flags) {
    typedef typename Compute<S>::type T;
    S *param = (S*)tensor.at[0] + at, *sum = (S*)tensor.at[2] + at;
    const T w = load(param);
    const T g = decayed<S>(w, load((const S*)tensor.at[1] + at), flags & 2, numbers[3]);
    const T total = round_to<S>(op_mul_add(g, g, load(sum)));
    store(sum, total);
    const T d = round_to<S>(round_to<S>(op_sqrt(total)) + (T)numbers[2]);
    store(param, op_mul_add((T)(-tensor.own[0]), g / d, w));
}

// numbers: rho, unused, eps, weight decay; flags: 2 maximize, 8 and more as in rate_of. own[0]: learning rate. State: squares,
// squares of steps.
template <class S>
DEVICE void adadelta(const Tensor& tensor, u64 at, const double* numbers, u64 flags) {
    typedef typename Compute<S>::type T;
    S *param = (S*)tensor.at[0] + at, *square = (S*)tensor.at[2] + at, *taken = (S*)tensor.at[3] + at;
    const T w = load(param), eps = (T)numbers[2];
    const T g = decayed<S>(w, load((const S*)tensor.at[1] + at), flags & 2, numbers[3]);
    const T v = averaged<S>(load(square), numbers[0], g);
    store(square, v);
    const T u = load(taken);
    const T above = round_to<S>(op_sqrt(round_to<S>(u + eps))), below = round_to<S>(op_sqrt(round_to<S>(v + eps)));
    const T delta = round_to<S>(round_to<S>(above / below) * g);
    store(taken, averaged<S>(u, numbers[0], delta));
    store(param, op_mul_add(delta, (T)(-rate_of(tensor.own[0], flags)), w));
}

// One more: a step's number.
template <class S>
DEVICE void count(const Tensor& tensor, u64 at, const double*, u64) {
    typedef typename Compute<S>::type T;
    S* place = (S*)tensor.at[0] + at;
    store(place, load(place) + (T)1);
}

// numbers: the factor.
template <class S>
DEVICE void scale(const Tensor& tensor, u64 at, const double* numbers, u64) {
    typedef typename Compute<S>::type T;
    S* place = (S*)tensor.at[0] + at;
    store(place, load(place) * (T)numbers[0]);
}

// numbers: the bounds, as the element type holds them.
template <class S>
DEVICE void limit(const Tensor& tensor, u64 at, const double* numbers, u64) {
    typedef typename Compute<S>::type T;
    S* place = (S*)tensor.at[0] + at;
    const T low = round_to<S>((T)numbers[0]), high = round_to<S>((T)numbers[1]);
    T x = load(place);
    x = x < low ? low : x;
    store(place, x > high ? high : x);
}

// at[1]: the factor, whose type flags have in their lowest two bits; numbers: for 4 in flags the largest norm, and the factor is
// what makes the norm in the factor's place at most that, computed in its type.
template <class S>
DEVICE void scale_by(const Tensor& tensor, u64 at, const double* numbers, u64 flags) {
    typedef typename Compute<S>::type T;
    const u64 type = flags & 3;
    double factor = load_number(tensor.at[1], type);
    if (flags & 4) {
        const u64 wide = type == 1;
        factor = round_number(1.0 / round_number(factor + round_number(1e-6, wide), type), type);
        factor = round_number(round_number(numbers[0], wide) * factor, type);
        factor = factor > 1.0 ? 1.0 : factor;
    }
    S* place = (S*)tensor.at[0] + at;
    store(place, load(place) * (T)factor);
}

// at[1]: a float that becomes 1 where an element is infinite or NaN; at[2]: the factor, a float.
template <class S>
DEVICE void unscale(const Tensor& tensor, u64 at, const double*, u64) {
    typedef typename Compute<S>::type T;
    S* place = (S*)tensor.at[0] + at;
    const T x = load(place);
    if (!op_is_finite(x)) *(volatile float*)tensor.at[1] = 1.0f;
    store(place, x * (T) * (const float*)tensor.at[2]);
}
