// Kernels along one dimension of a dense tensor (outer, n, inner): a group of `Lanes` threads has a row, which is one pair of
// outer and inner. `Step` threads lie between neighbouring lanes: 1 where rows are consecutive, otherwise the rows of a block
// are neighbours along inner.

constexpr int ROW_THREADS = 256;

struct Extent {
    i64 outer, n, inner;
};

// What a thread works on.
template <int Lanes, int Step>
struct RowPlace {
    int lane;
    i64 row;
    bool inside;
    i64 first;  // the row's first element

    DEVICE explicit RowPlace(const Extent& extent) {
        const int rows = ROW_THREADS / Lanes;
        lane = Step == 1 ? threadIdx.x % Lanes : threadIdx.x / rows;
        const int own = Step == 1 ? threadIdx.x / Lanes : threadIdx.x % rows;
        row = (i64)blockIdx.x * rows + own;
        inside = row < extent.outer * extent.inner;
        first = inside ? row / extent.inner * extent.n * extent.inner + row % extent.inner : 0;
    }
};

struct SoftmaxParams {
    Extent extent;
    const char* x;
    char* y;
};

template <class S, bool Log, int Lanes, int Step>
DEVICE void softmax(const SoftmaxParams& p) {
    typedef typename Compute<S>::type T;
    const RowPlace<Lanes, Step> place(p.extent);
    const S* x = (const S*)p.x + place.first;
    S* y = (S*)p.y + place.first;
    const i64 n = place.inside ? p.extent.n : 0, inner = p.extent.inner;
    T largest = lowest<T>();
#pragma unroll 4
    for (i64 j = place.lane; j < n; j += Lanes) largest = op_max(largest, load(x + j * inner));
    largest = combine_all<Max<T>, ROW_THREADS, Lanes, Step>(largest, place.lane);
    T total = (T)0;
#pragma unroll 4
    for (i64 j = place.lane; j < n; j += Lanes) total = total + op_exp(load(x + j * inner) - largest);
    total = combine_all<Sum<T>, ROW_THREADS, Lanes, Step>(total, place.lane);
    const T shift = Log ? op_log(total) : (T)0;
#pragma unroll 4
    for (i64 j = place.lane; j < n; j += Lanes) {
        const T value = load(x + j * inner) - largest;
        store(y + j * inner, Log ? value - shift : op_exp(value) / total);
    }
}

struct SoftmaxBackwardParams {
    Extent extent;
    const char *grad, *y;
    char* out;
};

template <class S, bool Log, int Lanes, int Step>
DEVICE void softmax_backward(const SoftmaxBackwardParams& p) {
    typedef typename Compute<S>::type T;
    const RowPlace<Lanes, Step> place(p.extent);
    const S *grad = (const S*)p.grad + place.first, *y = (const S*)p.y + place.first;
    S* out = (S*)p.out + place.first;
    const i64 n = place.inside ? p.extent.n : 0, inner = p.extent.inner;
    T total = (T)0;
#pragma unroll 4
    for (i64 j = place.lane; j < n; j += Lanes) {
        const T g = load(grad + j * inner);
        total = total + (Log ? g : g * load(y + j * inner));
    }
    total = combine_all<Sum<T>, ROW_THREADS, Lanes, Step>(total, place.lane);
#pragma unroll 4
    for (i64 j = place.lane; j < n; j += Lanes) {
        const T g = load(grad + j * inner), value = load(y + j * inner);
        store(out + j * inner, Log ? g - op_exp(value) * total : value * (g - total));
    }
}

// The target of a row and what its loss is made of: -(own log p[target] + even sum_c weight[c] log p[c]).
struct Classes {
    const i64* target;
    i64 ignored;
    const char* weight;  // of the type that is computed in, or null
    double smoothing;
};

template <class T>
struct Mixture {
    i64 target;  // negative: the row counts for nothing
    T weight, own, even;

    DEVICE Mixture(const Classes& classes, const Report& report, i64 row, i64 n) : target(-1), weight(0), own(0), even(0) {
        const i64 wanted = classes.target[row];
        if (wanted == classes.ignored) return;
        if ((u64)wanted >= (u64)n) {
            report_index(report, wanted, 1, n);
            return;
        }
        target = wanted;
        weight = classes.weight ? ((const T*)classes.weight)[wanted] : (T)1;
        own = (T)(1.0 - classes.smoothing) * weight;
        even = (T)(classes.smoothing / (double)n);
    }
};

struct LikelihoodParams {
    Extent extent;
    const char* x;
    Classes classes;
    char *stats, *loss, *weights;
    Report report;
};

template <class S, bool Logits, int Lanes, int Step>
DEVICE void likelihood(const LikelihoodParams& p) {
    typedef typename Compute<S>::type T;
    const RowPlace<Lanes, Step> place(p.extent);
    const S* x = (const S*)p.x + place.first;
    const i64 n = place.inside ? p.extent.n : 0, inner = p.extent.inner, rows = p.extent.outer * p.extent.inner;
    T largest = (T)0, log_total = (T)0;
    if (Logits) {
        largest = lowest<T>();
#pragma unroll 4
        for (i64 j = place.lane; j < n; j += Lanes) largest = op_max(largest, load(x + j * inner));
        largest = combine_all<Max<T>, ROW_THREADS, Lanes, Step>(largest, place.lane);
        T total = (T)0;
#pragma unroll 4
        for (i64 j = place.lane; j < n; j += Lanes) total = total + op_exp(load(x + j * inner) - largest);
        log_total = op_log(combine_all<Sum<T>, ROW_THREADS, Lanes, Step>(total, place.lane));
    }
    T all = (T)0;
    if (p.classes.smoothing != 0.0) {
        const T* weight = (const T*)p.classes.weight;
        for (i64 j = place.lane; j < n; j += Lanes) {
            all = all + (load(x + j * inner) - largest - log_total) * (weight ? weight[j] : (T)1);
        }
        all = combine_all<Sum<T>, ROW_THREADS, Lanes, Step>(all, place.lane);
    }
    if (!place.inside || place.lane != 0) return;
    const Mixture<T> mix(p.classes, p.report, place.row, p.extent.n);
    T value = (T)0;
    if (mix.target >= 0) {
        value = -(load(x + mix.target * inner) - largest - log_total) * mix.own;
        if (p.classes.smoothing != 0.0) value = value - all * mix.even;
    }
    ((T*)p.loss)[place.row] = value;
    ((T*)p.weights)[place.row] = mix.weight;
    if (Logits) {
        ((T*)p.stats)[place.row] = largest;
        ((T*)p.stats)[rows + place.row] = log_total;
    }
}

struct LikelihoodBackwardParams {
    Extent extent;
    const char* x;
    Classes classes;
    const char *stats, *grad;
    i64 grad_step;
    double scale;
    const char* total;  // what the gradient is divided by, of the type that is computed in, or null
    char* out;
    Report report;
};

template <class S, bool Logits, int Lanes, int Step>
DEVICE void likelihood_backward(const LikelihoodBackwardParams& p) {
    typedef typename Compute<S>::type T;
    const RowPlace<Lanes, Step> place(p.extent);
    const i64 n = p.extent.n, inner = p.extent.inner, rows = p.extent.outer * p.extent.inner;
    const T* weight = (const T*)p.classes.weight;
    T mass = (T)n;
    if (weight && p.classes.smoothing != 0.0) {
        mass = (T)0;
        for (i64 j = place.lane; j < n; j += Lanes) mass = mass + weight[j];
        mass = combine_all<Sum<T>, ROW_THREADS, Lanes, Step>(mass, place.lane);
    }
    if (!place.inside) return;
    const S* x = (const S*)p.x + place.first;
    S* out = (S*)p.out + place.first;
    const Mixture<T> mix(p.classes, p.report, place.row, n);
    if (mix.target < 0) {
        for (i64 j = place.lane; j < n; j += Lanes) store(out + j * inner, (T)0);
        return;
    }
    const T given = ((const T*)p.grad)[place.row * p.grad_step];
    const T factor = p.total ? given / *(const T*)p.total : given * (T)p.scale;
    const T largest = Logits ? ((const T*)p.stats)[place.row] : (T)0;
    const T log_total = Logits ? ((const T*)p.stats)[rows + place.row] : (T)0;
    mass = mix.own + mix.even * mass;
    for (i64 j = place.lane; j < n; j += Lanes) {
        const T probability = Logits ? op_exp(load(x + j * inner) - largest - log_total) : (T)0;
        const T own = j == mix.target ? mix.own : (T)0;
        const T even = mix.even * (weight ? weight[j] : (T)1);
        store(out + j * inner, factor * (probability * mass - own - even));
    }
}

struct NormParams {
    Extent extent;  // inner is 1
    double eps;
    const char *x, *weight, *bias;  // weight and bias of the type that is computed in, or null
    char *y, *mean, *rstd;
};

template <class S, bool Centered, int Lanes, int Step>
DEVICE void layer_norm(const NormParams& p) {
    typedef typename Compute<S>::type T;
    const RowPlace<Lanes, Step> place(p.extent);
    const S* x = (const S*)p.x + place.first;
    S* y = (S*)p.y + place.first;
    const i64 n = place.inside ? p.extent.n : 0;
    T mean = (T)0;
    if (Centered) {
#pragma unroll 4
        for (i64 j = place.lane; j < n; j += Lanes) mean = mean + load(x + j);
        mean = combine_all<Sum<T>, ROW_THREADS, Lanes, Step>(mean, place.lane) / (T)p.extent.n;
    }
    T square = (T)0;
#pragma unroll 4
    for (i64 j = place.lane; j < n; j += Lanes) {
        const T apart = load(x + j) - mean;
        square = square + apart * apart;
    }
    square = combine_all<Sum<T>, ROW_THREADS, Lanes, Step>(square, place.lane) / (T)p.extent.n;
    const T rstd = (T)1 / op_sqrt(square + (T)p.eps);
    const T *weight = (const T*)p.weight, *bias = (const T*)p.bias;
#pragma unroll 4
    for (i64 j = place.lane; j < n; j += Lanes) {
        T value = (load(x + j) - mean) * rstd;
        if (weight) value = value * weight[j];
        if (bias) value = value + bias[j];
        store(y + j, value);
    }
    if (place.inside && place.lane == 0) {
        if (p.mean) ((T*)p.mean)[place.row] = mean;
        ((T*)p.rstd)[place.row] = rstd;
    }
}

struct NormBackwardParams {
    Extent extent;  // inner is 1
    const char *grad, *x, *mean, *rstd, *weight;
    char* out;
};

// The gradient of x: rstd (g w - mean(g w) - xhat mean(g w xhat)), the middle term where rows are centered.
template <class S, bool Centered, int Lanes, int Step>
DEVICE void layer_norm_backward(const NormBackwardParams& p) {
    typedef typename Compute<S>::type T;
    const RowPlace<Lanes, Step> place(p.extent);
    const S *grad = (const S*)p.grad + place.first, *x = (const S*)p.x + place.first;
    const T* weight = (const T*)p.weight;
    const i64 n = place.inside ? p.extent.n : 0;
    const T mean = Centered && place.inside ? ((const T*)p.mean)[place.row] : (T)0;
    const T rstd = place.inside ? ((const T*)p.rstd)[place.row] : (T)0;
    T plain = (T)0, along = (T)0;
#pragma unroll 4
    for (i64 j = place.lane; j < n; j += Lanes) {
        T g = load(grad + j);
        if (weight) g = g * weight[j];
        plain = plain + g;
        along = along + g * ((load(x + j) - mean) * rstd);
    }
    if (Centered) plain = combine_all<Sum<T>, ROW_THREADS, Lanes, Step>(plain, place.lane) / (T)p.extent.n;
    along = combine_all<Sum<T>, ROW_THREADS, Lanes, Step>(along, place.lane) / (T)p.extent.n;
    S* out = (S*)p.out + place.first;
#pragma unroll 4
    for (i64 j = place.lane; j < n; j += Lanes) {
        T g = load(grad + j);
        if (weight) g = g * weight[j];
        if (Centered) g = g - plain;
        store(out + j, (g - (load(x + j) - mean) * rstd * along) * rstd);
    }
}

struct NormWeightParams {
    i64 rows, n;
    const char *grad, *x, *mean, *rstd;
    char *weight, *bias;  // of the type that is computed in, or null
};

// The gradients of weight and bias: a block has 32 columns, 8 threads for each.
template <class S, bool Centered>
DEVICE void layer_norm_weights(const NormWeightParams& p) {
    typedef typename Compute<S>::type T;
    const int lane = threadIdx.x / 32;
    const i64 column = (i64)blockIdx.x * 32 + threadIdx.x % 32;
    T weight = (T)0, bias = (T)0;
    if (column < p.n) {
#pragma unroll 4
        for (i64 row = lane; row < p.rows; row += 8) {
            const T g = load((const S*)p.grad + row * p.n + column);
            const T mean = Centered ? ((const T*)p.mean)[row] : (T)0;
            weight = weight + g * ((load((const S*)p.x + row * p.n + column) - mean) * ((const T*)p.rstd)[row]);
            bias = bias + g;
        }
    }
    weight = combine_all<Sum<T>, 256, 8, 32>(weight, lane);
    bias = combine_all<Sum<T>, 256, 8, 32>(bias, lane);
    if (lane != 0 || column >= p.n) return;
    if (p.weight) ((T*)p.weight)[column] = weight;
    if (p.bias) ((T*)p.bias)[column] = bias;
}
