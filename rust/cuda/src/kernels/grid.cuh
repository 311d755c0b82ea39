// Planes read at given points, and the gradients of both. What points add to a plane is added in integers, in units that
// the largest gradient gives, so that the order of threads changes nothing.

constexpr int GRID_THREADS = 256, GRID_CHANNELS = 8;
// Rust puts GRID_INTERPOLATION and GRID_OUTSIDE in front, as it numbers them (grid.rs).

struct GridParams {
    i64 align_corners, axes;
    i64 batch, channels, size[3], points;
    const char* x;
    i64 steps[5];
    const char* grid;   // row-major (images, points, axes)
    char* y;            // row-major (images, channels, points): values, or their gradients
    char* grad_x;       // row-major
    char* grad_grid;
    u64 plane_sums;     // elements of `grad_x`
    i64 headroom;       // bits that a sum of all points may need beyond the largest part
    u64* largest;
    i64* sums;
    b8* lost;           // where a part was no finite number
};

template <class T> struct GridPlace {
    T at, slope;
};

// An element, none where it is negative; its weight, and the derivative of the weight by the coordinate.
template <class T> struct GridTap {
    i64 at;
    T weight, slope;
};

template <class T> DEVICE i64 grid_index(T place) {
    if (place != place) return -1000000000;
    return place < (T)-1e18 ? -1000000000000000000 : place > (T)1e18 ? 1000000000000000000 : (i64)place;
}

template <class T> DEVICE GridPlace<T> grid_clip(GridPlace<T> place, i64 size) {
    const T last = (T)(size - 1);
    const bool inside = place.at > (T)0 && place.at < last;
    return GridPlace<T>{op_fmin(op_fmax(place.at, (T)0), last), inside ? place.slope : (T)0};
}

// Mirrors at half of `twice_low` and of `twice_high`.
template <class T> DEVICE GridPlace<T> grid_reflect(GridPlace<T> place, i64 twice_low, i64 twice_high) {
    if (twice_low == twice_high) return GridPlace<T>{(T)0, (T)0};
    const T low = (T)((double)twice_low / 2.0), span = (T)((double)(twice_high - twice_low) / 2.0);
    const T slope = place.at < low ? -place.slope : place.slope, distance = op_abs(place.at - low);
    const T extra = op_fmod(distance, span);
    const bool even = op_fmod(op_floor(distance / span), (T)2) == (T)0;
    return even ? GridPlace<T>{extra + low, slope} : GridPlace<T>{span - extra + low, -slope};
}

template <class T> DEVICE GridPlace<T> grid_bring_in(const GridParams& p, GridPlace<T> place, i64 size) {
    if (GRID_OUTSIDE == 0) return place;
    if (GRID_OUTSIDE == 1) {
        if (p.axes == 3 && place.at != place.at) return GridPlace<T>{(T)(size - 1), (T)0};
        return grid_clip(place, size);
    }
    return grid_clip(p.align_corners ? grid_reflect(place, 0, 2 * (size - 1)) : grid_reflect(place, -1, 2 * size - 1),
                     size);
}

template <class T> DEVICE GridPlace<T> grid_place(const GridParams& p, T coordinate, i64 elements) {
    const T one = (T)1, half = (T)0.5, size = (T)elements;
    if (p.align_corners) return GridPlace<T>{(coordinate + one) * half * (size - one), (size - one) * half};
    return GridPlace<T>{((coordinate + one) * size - one) * half, size * half};
}

// Cubic convolution with a = -0.75 at a signed distance, and its derivative.
template <class T> DEVICE void grid_cubic(T distance, T& weight, T& slope) {
    const T a = (T)-0.75, x = op_abs(distance);
    if (x <= (T)1) {
        weight = ((a + (T)2) * x - (a + (T)3)) * x * x + (T)1;
        slope = ((T)3 * (a + (T)2) * x - (T)2 * (a + (T)3)) * x;
    } else {
        weight = ((a * x - (T)5 * a) * x + (T)8 * a) * x - (T)4 * a;
        slope = ((T)3 * a * x - (T)10 * a) * x + (T)8 * a;
    }
    if (distance < (T)0) slope = -slope;
}

// The taps of one axis, and how many.
template <class T> DEVICE int grid_taps(const GridParams& p, T coordinate, i64 size, GridTap<T> (&taps)[4]) {
    const GridPlace<T> free = grid_place(p, coordinate, size);
    const auto inside = [&](i64 at) { return (u64)at < (u64)size ? at : (i64)-1; };
    if (GRID_INTERPOLATION == 1) {
        taps[0] = GridTap<T>{inside(grid_index(op_round(grid_bring_in(p, free, size).at))), (T)1, (T)0};
        return 1;
    }
    if (GRID_INTERPOLATION == 0) {
        const GridPlace<T> place = grid_bring_in(p, free, size);
        const T floor = op_floor(place.at), part = place.at - floor;
        const i64 first = grid_index(floor);
        taps[0] = GridTap<T>{inside(first), (T)1 - part, -place.slope};
        taps[1] = GridTap<T>{inside(first + 1), part, place.slope};
        return 2;
    }
    const T floor = op_floor(free.at), part = free.at - floor;
    const i64 first = grid_index(floor);
#pragma unroll 1
    for (int tap = 0; tap < 4; ++tap) {
        T weight, slope;
        grid_cubic(part - (T)(tap - 1), weight, slope);
        i64 at = first + tap - 1;
        if (GRID_OUTSIDE != 0) at = grid_index(grid_bring_in(p, GridPlace<T>{(T)at, (T)1}, size).at);
        taps[tap] = GridTap<T>{inside(at), weight, slope * free.slope};
    }
    return 4;
}

// The elements that a point is made of.
template <class S> struct GridPoint {
    typedef typename Compute<S>::type T;
    GridTap<T> taps[3][4];  // width, height, depth
    int counts[3];
    bool lost;  // with zeros outside, a weight that is not a number is one even of those

    DEVICE GridPoint(const GridParams& p, i64 number) {
        const S* point = (const S*)p.grid + number * p.axes;
        taps[2][0] = GridTap<T>{0, (T)1, (T)0};
        counts[2] = 1;
#pragma unroll 1
        for (int d = 0; d < (int)p.axes; ++d) counts[d] = grid_taps(p, load(point + d), p.size[2 - d], taps[d]);
        const T none_x = load(point) * (T)0, none_y = load(point + 1) * (T)0;
        lost = p.axes == 2 && GRID_OUTSIDE == 0 && GRID_INTERPOLATION != 1 && (none_x != none_x || none_y != none_y);
    }

    // Calls `work(depth, height, width, weight, slopes)` for each.
    template <class F> DEVICE void each(F work) const {
#pragma unroll 1
        for (int k = 0; k < counts[2]; ++k) {
#pragma unroll 1
            for (int j = 0; j < counts[1]; ++j) {
#pragma unroll 1
                for (int i = 0; i < counts[0]; ++i) {
                    const GridTap<T>&z = taps[2][k], &y = taps[1][j], &x = taps[0][i];
                    if (z.at < 0 || y.at < 0 || x.at < 0) continue;
                    const T slopes[3] = {z.weight * y.weight * x.slope, z.weight * y.slope * x.weight,
                                         z.slope * y.weight * x.weight};
                    work(z.at, y.at, x.at, z.weight * y.weight * x.weight, slopes);
                }
            }
        }
    }
};

DEVICE i64 grid_thread() { return (i64)blockIdx.x * GRID_THREADS + threadIdx.x; }

template <class S> DEVICE void grid_sample(const GridParams& p) {
    typedef typename Compute<S>::type T;
    const i64 number = grid_thread();
    if (number >= p.batch * p.points) return;
    const i64 image = number / p.points, own = number % p.points;
    const GridPoint<S> point(p, number);
    const i64 first = (i64)blockIdx.y * GRID_CHANNELS;
    const i64 end = first + GRID_CHANNELS < p.channels ? first + GRID_CHANNELS : p.channels;
    for (i64 c = first; c < end; ++c) {
        const S* x = (const S*)p.x + (image * p.steps[0] + c * p.steps[1]);
        T sum = point.lost ? (T)NAN_F : (T)0;
        point.each([&](i64 d, i64 h, i64 w, T weight, const T (&)[3]) {
            sum = sum + weight * load(x + (d * p.steps[2] + h * p.steps[3] + w * p.steps[4]));
        });
        store((S*)p.y + ((image * p.channels + c) * p.points + own), sum);
    }
}

// The largest finite gradient, as the bits of a double: those of numbers that are not negative are in their order.
template <class S> DEVICE void grid_largest(const GridParams& p) {
    const i64 number = grid_thread();
    double size = 0.0;
    if (number < p.batch * p.channels * p.points) {
        const double grad = op_abs((double)load((const S*)p.y + number));
        if (op_is_finite(grad)) size = grad;
    }
    size = combine_lanes<Max<double>, GRID_THREADS, GRID_THREADS, 1>(size, threadIdx.x);
    if (threadIdx.x == 0 && size > 0.0) atomicMax(p.largest, (u64)__double_as_longlong(size));
}

// Units of a sum are 2^-shift.
DEVICE int grid_shift(const GridParams& p) {
    const double largest = __longlong_as_double((i64)*p.largest);
    if (largest == 0.0) return 0;
    const i64 shift = 61 - p.headroom - ilogb(largest);
    return shift > 1000 ? 1000 : shift < -1000 ? -1000 : (int)shift;
}

template <class S> DEVICE void grid_sample_backward(const GridParams& p) {
    typedef typename Compute<S>::type T;
    const i64 number = grid_thread();
    if (number >= p.batch * p.points) return;
    const i64 image = number / p.points, own = number % p.points;
    const GridPoint<S> point(p, number);
    const double unit = p.grad_x ? scalbn(1.0, grid_shift(p)) : 0.0;
    T by_point[3] = {};
    point.each([&](i64 d, i64 h, i64 w, T weight, const T (&slopes)[3]) {
        const i64 element = (d * p.size[1] + h) * p.size[2] + w, plane = p.size[0] * p.size[1] * p.size[2];
        const S* x = (const S*)p.x + (image * p.steps[0] + d * p.steps[2] + h * p.steps[3] + w * p.steps[4]);
        T along = (T)0;
        for (i64 c = 0; c < p.channels; ++c) {
            const T grad = load((const S*)p.y + ((image * p.channels + c) * p.points + own));
            along = along + load(x + c * p.steps[1]) * grad;
            if (!p.grad_x) continue;
            const i64 to = (image * p.channels + c) * plane + element;
            const double part = (double)weight * (double)grad;
            if (op_is_finite(part)) atomicAdd((u64*)p.sums + to, (u64)llrint(part * unit));
            else p.lost[to] = b8{1};
        }
        for (int d = 0; d < 3; ++d) by_point[d] = by_point[d] + slopes[d] * along;
    });
    for (i64 d = 0; d < p.axes; ++d) store((S*)p.grad_grid + (number * p.axes + d), by_point[d]);
}

template <class S> DEVICE void grid_finish(const GridParams& p) {
    typedef typename Compute<S>::type T;
    const i64 number = grid_thread();
    if ((u64)number >= p.plane_sums) return;
    const double sum = (double)p.sums[number] * scalbn(1.0, -grid_shift(p));
    store((S*)p.grad_x + number, p.lost[number].bits ? (T)NAN_F : (T)sum);
}
