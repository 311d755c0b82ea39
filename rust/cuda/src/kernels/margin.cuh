// The margin loss of samples with several labels: sum_ij max(0, 1 - (x[y_j] - x[i])) over listed labels y_j and all others i.

constexpr int MARGIN_THREADS = 256;

struct MarginParams {
    u64 samples, classes;
    const char* x;         // dense
    const i64* labels;     // dense; a list ends at its first negative number
    unsigned char* named;  // of every class, whether it is listed
    i64* lengths;          // of the lists
    char* losses;          // of the samples, in the type that is computed in
    char* slopes;          // of the loss, by every score
    double factor;         // of the slopes
    Report report;
};

// Marks the listed labels of a block's sample, and computes its loss. Losses are divided by the number of classes.
template <class S>
DEVICE void margin_losses(const MarginParams& p) {
    typedef typename Compute<S>::type T;
    const u64 n = p.classes, first = (u64)blockIdx.x * n;
    const S* x = (const S*)p.x + first;
    const i64* labels = p.labels + first;
    unsigned char* named = p.named + first;
    i64 end = (i64)n;
    for (u64 c = threadIdx.x; c < n; c += MARGIN_THREADS) {
        const i64 label = labels[c];
        named[c] = 0;
        if (label < -1 || label >= (i64)n) report_index(p.report, label, 1, (i64)n);
        if (label < 0 && (i64)c < end) end = (i64)c;
    }
    const u64 listed = (u64)combine_all<Min<i64>, MARGIN_THREADS, MARGIN_THREADS, 1>(end, threadIdx.x);
    for (u64 j = threadIdx.x; j < listed; j += MARGIN_THREADS) {
        if (labels[j] < (i64)n) named[labels[j]] = 1;
    }
    __syncthreads();
    T total = (T)0;
    for (u64 j = 0; j < listed; ++j) {
        if (labels[j] >= (i64)n) continue;
        const T limit = (T)1 - load(x + labels[j]);
        for (u64 c = threadIdx.x; c < n; c += MARGIN_THREADS) {
            const T over = limit + load(x + c);
            if (!named[c] && over > (T)0) total = total + over;
        }
    }
    total = combine_all<Sum<T>, MARGIN_THREADS, MARGIN_THREADS, 1>(total, threadIdx.x);
    if (threadIdx.x == 0) {
        p.lengths[blockIdx.x] = (i64)listed;
        ((T*)p.losses)[blockIdx.x] = total / (T)n;
    }
}

// The derivative by one score: one for every label that its class comes too near to, or minus one for every class that comes
// too near to it.
template <class S>
DEVICE void margin_slopes(const MarginParams& p) {
    typedef typename Compute<S>::type T;
    const u64 n = p.classes, number = (u64)global_thread(), sample = number / n;
    if (sample >= p.samples) return;
    const u64 first = sample * n, own = number - first, listed = (u64)p.lengths[sample];
    const S* x = (const S*)p.x + first;
    const i64* labels = p.labels + first;
    const unsigned char* named = p.named + first;
    const T score = load(x + own);
    i64 count = 0, times = 1;
    if (named[own]) {
        times = 0;
        for (u64 j = 0; j < listed; ++j) times -= labels[j] == (i64)own;
        for (u64 c = 0; c < n; ++c) count += !named[c] && (T)1 - score + load(x + c) > (T)0;
    } else {
        for (u64 j = 0; j < listed; ++j) {
            if (labels[j] < (i64)n) count += (T)1 - load(x + labels[j]) + score > (T)0;
        }
    }
    store((S*)p.slopes + number, (T)((double)(count * times) * p.factor));
}
