// Planes at other sizes. For each axis a first kernel writes which input elements an output element is made of, and their
// weights; a second one has a thread for each output, or backward for each input, which looks up the outputs it goes to.

constexpr int RESAMPLE_THREADS = 256;

struct ResampleAxis {
    i64 input, output, filter, align_corners;
    double step;          // input elements for one output element
    double nearest_step;  // the same for filters that pick, as a float has it
    i64 width;            // weights of an output element at most
    i64* spans;           // for each output element the first input element, and how many
    double* weights;
};

struct ResampleTensor {
    char* at;
    i64 steps[5];
};

struct ResampleParams {
    u64 count;
    Dim channels, sizes[3];
    ResampleAxis axes[3];
    ResampleTensor x, y;  // x has the input's sizes
};

// Cubic convolution at distance `x`.
DEVICE double resample_cubic(double x, double a) {
    if (x <= 1.0) return ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0;
    if (x < 2.0) return ((a * x - 5.0 * a) * x + 8.0 * a) * x - 4.0 * a;
    return 0.0;
}

DEVICE double resample_sinc(double x) {
    const double angle = x * 3.141592653589793;
    return x == 0.0 ? 1.0 : op_sin(angle) / angle;
}

// Filters as Rust numbers them (resample.rs).
enum { NEAREST, NEAREST_EXACT, LINEAR, CUBIC, LINEAR_WIDE, CUBIC_WIDE, LANCZOS };

DEVICE double resample_wide(i64 filter, double x) {
    const double distance = op_abs(x);
    if (filter == LINEAR_WIDE) return distance < 1.0 ? 1.0 - distance : 0.0;
    if (filter == CUBIC_WIDE) return resample_cubic(distance, -0.5);
    return distance < 3.0 ? resample_sinc(x) * resample_sinc(x / 3.0) : 0.0;
}

DEVICE i64 resample_clamp(i64 at, i64 size) { return at < 0 ? 0 : at < size ? at : size - 1; }

DEVICE i64 resample_nearest(const ResampleAxis& axis, i64 o) {
    if (axis.input == axis.output) return o;
    if (axis.filter == NEAREST && axis.output == 2 * axis.input) return o / 2;
    const float place =
        axis.filter == NEAREST ? (float)o * (float)axis.nearest_step : (float)(((double)o + 0.5) * axis.nearest_step);
    return resample_clamp((i64)op_floor(place), axis.input);
}

// A row of blocks for each axis.
DEVICE void resample_weights(const ResampleParams& p) {
    const ResampleAxis& axis = p.axes[blockIdx.y];
    const i64 o = (i64)blockIdx.x * RESAMPLE_THREADS + threadIdx.x;
    if (o >= axis.output) return;
    double* weights = axis.weights + o * axis.width;
    i64 first = 0, count = 1;
    weights[0] = 1.0;
    const double place =
        axis.align_corners ? axis.step * (double)o : axis.step * ((double)o + 0.5) - 0.5;
    const double last = (double)(axis.input - 1);
    if (axis.filter <= NEAREST_EXACT || (axis.filter == LINEAR && axis.input == axis.output)) {
        first = axis.filter == LINEAR ? o : resample_nearest(axis, o);
    } else if (axis.filter == LINEAR) {
        const double inside = place > 0.0 ? place : 0.0;
        first = resample_clamp((i64)inside, axis.input);
        double part = inside - (double)first;
        part = part < 1.0 ? part : 1.0;
        if (first + 1 < axis.input) {
            count = 2;
            weights[0] = 1.0 - part;
            weights[1] = part;
        }
    } else if (axis.filter == CUBIC) {
        double floor = op_floor(place);
        floor = floor < last ? floor : last;
        double part = place - floor;
        part = part < 0.0 ? 0.0 : part < 1.0 ? part : 1.0;
        first = resample_clamp((i64)floor - 1, axis.input);
        count = resample_clamp((i64)floor + 2, axis.input) - first + 1;
        for (i64 k = 0; k < count; ++k) weights[k] = 0.0;
        // Elements beyond an end are the end's.
        for (i64 tap = -1; tap <= 2; ++tap) {
            weights[resample_clamp((i64)floor + tap, axis.input) - first] +=
                resample_cubic(op_abs(part - (double)tap), -0.75);
        }
    } else {
        const double reach = axis.filter == LINEAR_WIDE ? 1.0 : axis.filter == CUBIC_WIDE ? 2.0 : 3.0;
        const bool shrinks = axis.step >= 1.0;
        const double support = shrinks ? reach * axis.step : reach, inverse = shrinks ? 1.0 / axis.step : 1.0;
        const double center = axis.step * ((double)o + 0.5);
        const double low = center - support + 0.5, high = center + support + 0.5;
        first = low > 0.0 ? (i64)low : 0;
        const i64 end = high < (double)axis.input ? (i64)high : axis.input;
        count = end > first ? end - first : 0;
        double total = 0.0;
        for (i64 k = 0; k < count; ++k) {
            weights[k] = resample_wide(axis.filter, ((double)(first + k) - center + 0.5) * inverse);
            total += weights[k];
        }
        if (total != 0.0) {
            for (i64 k = 0; k < count; ++k) weights[k] /= total;
        }
    }
    axis.spans[2 * o] = first;
    axis.spans[2 * o + 1] = count;
}

struct ResamplePlace {
    i64 image, channel, at[3];

    DEVICE i64 plane(const ResampleTensor& tensor) const {
        return image * tensor.steps[0] + channel * tensor.steps[1];
    }

    DEVICE i64 offset(const ResampleTensor& tensor) const {
        return plane(tensor) + at[0] * tensor.steps[2] + at[1] * tensor.steps[3] + at[2] * tensor.steps[4];
    }
};

template <class Index, bool ChannelsInner> DEVICE bool resample_place(const ResampleParams& p, ResamplePlace& place) {
    const u64 own = (u64)blockIdx.x * RESAMPLE_THREADS + threadIdx.x;
    if (own >= p.count) return false;
    split_planes<ChannelsInner>((Index)own, p.channels, p.sizes, place.image, place.channel, place.at);
    return true;
}

// Elements that are only moved.
template <class S, class Index, bool ChannelsInner> DEVICE void resample_pick(const ResampleParams& p) {
    ResamplePlace place;
    if (!resample_place<Index, ChannelsInner>(p, place)) return;
    i64 from = place.plane(p.x);
#pragma unroll
    for (int d = 0; d < 3; ++d) from += resample_nearest(p.axes[d], place.at[d]) * p.x.steps[2 + d];
    ((S*)p.y.at)[place.offset(p.y)] = ((const S*)p.x.at)[from];
}

template <class S, class Index, bool ChannelsInner> DEVICE void resample(const ResampleParams& p) {
    typedef typename Compute<S>::type T;
    ResamplePlace place;
    if (!resample_place<Index, ChannelsInner>(p, place)) return;
    i64 first[3], count[3];
    const double* weights[3];
#pragma unroll
    for (int d = 0; d < 3; ++d) {
        first[d] = p.axes[d].spans[2 * place.at[d]];
        count[d] = p.axes[d].spans[2 * place.at[d] + 1];
        weights[d] = p.axes[d].weights + place.at[d] * p.axes[d].width;
    }
    const S* x = (const S*)p.x.at + place.plane(p.x);
    T sum = (T)0;
    for (i64 i = 0; i < count[0]; ++i) {
        const S* slab = x + (first[0] + i) * p.x.steps[2];
        for (i64 j = 0; j < count[1]; ++j) {
            const S* row = slab + (first[1] + j) * p.x.steps[3];
            const T weight = (T)weights[0][i] * (T)weights[1][j];
            for (i64 k = 0; k < count[2]; ++k) {
                sum = sum + weight * (T)weights[2][k] * load(row + (first[2] + k) * p.x.steps[4]);
            }
        }
    }
    store((S*)p.y.at + place.offset(p.y), sum);
}

// The first output element whose span ends behind `at`, and the one after the last whose span begins before it or there.
DEVICE void resample_outputs(const ResampleAxis& axis, i64 at, i64& first, i64& end) {
    i64 low = 0, high = axis.output;
    while (low < high) {
        const i64 middle = (low + high) / 2;
        if (axis.spans[2 * middle] + axis.spans[2 * middle + 1] > at) high = middle;
        else low = middle + 1;
    }
    first = low;
    high = axis.output;
    while (low < high) {
        const i64 middle = (low + high) / 2;
        if (axis.spans[2 * middle] > at) high = middle;
        else low = middle + 1;
    }
    end = low;
}

template <class S, class Index, bool ChannelsInner> DEVICE void resample_backward(const ResampleParams& p) {
    typedef typename Compute<S>::type T;
    ResamplePlace place;
    if (!resample_place<Index, ChannelsInner>(p, place)) return;
    i64 first[3], end[3];
#pragma unroll
    for (int d = 0; d < 3; ++d) resample_outputs(p.axes[d], place.at[d], first[d], end[d]);
    const auto weight = [&](int d, i64 o) {
        return (T)p.axes[d].weights[o * p.axes[d].width + (place.at[d] - p.axes[d].spans[2 * o])];
    };
    const S* y = (const S*)p.y.at + place.plane(p.y);
    T sum = (T)0;
    for (i64 i = first[0]; i < end[0]; ++i) {
        for (i64 j = first[1]; j < end[1]; ++j) {
            const T outer = weight(0, i) * weight(1, j);
            const S* row = y + (i * p.y.steps[2] + j * p.y.steps[3]);
            for (i64 k = first[2]; k < end[2]; ++k) sum = sum + outer * weight(2, k) * load(row + k * p.y.steps[4]);
        }
    }
    store((S*)p.x.at + place.offset(p.x), sum);
}
