// Places of convolutions: from numbers of elements to addresses. A convolution reads a source and a weight and gives a
// target; a transposed one is cut into phases of targets that the same taps reach, so that each is a plain one again.

// One axis; phases have one of two numbers of places and of taps, or no taps.
struct ConvAxis {
    i64 source, target, kernel, stride, padding, dilation, phases;
    Dim places[2], taps[2];
};

// First element, and distances of images, channels and along the axes, in elements.
struct ConvTensor {
    char* at;
    i64 steps[5];
};

struct ConvParams {
    u64 batch, groups, rows;  // rows: channels of a group of targets
    Dim depth;                // channels of a group of sources
    Dim channels;             // of the target
    ConvAxis axes[3];
    ConvTensor source, target;
    char* weight;
    i64 weight_steps[6];  // groups, rows, depth, along the axes
    const char* bias;
    i64 bias_step;
    u64 blocks, slices, per_slice;
    char* partials;
};

template <class Index> struct Unsigned {};
template <> struct Unsigned<i32> { typedef u32 type; };
template <> struct Unsigned<i64> { typedef u64 type; };

// An axis of one phase: place `y` is target `first + y * step`, tap `k` is kernel element `tap_first + k * tap_step`, and
// they meet at source element `y * stride + k * dilation + offset`.
template <class Index> struct Slide {
    Index source, first, step, tap_first, tap_step, stride, dilation, offset;
    Dim places, taps;
};

DEVICE i64 greatest_divisor(i64 a, i64 b) {
    while (b != 0) {
        const i64 rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

DEVICE Dim sized(const Dim (&dims)[2], i64 size) {
    if (size == 0) return Dim{0, 1, 0};
    return (i64)dims[0].size == size ? dims[0] : dims[1];
}

template <class Index, bool Transposed> DEVICE Slide<Index> slide_of(const ConvAxis& axis, i64 phase) {
    if (!Transposed) {
        return Slide<Index>{(Index)axis.source, 0, 1, 0, 1, (Index)axis.stride, (Index)axis.dilation,
                            (Index)-axis.padding, axis.places[0], axis.taps[0]};
    }
    // Every `step`-th tap reaches the targets of a phase, from the first one on that does.
    const i64 shared = greatest_divisor(axis.stride, axis.dilation), step = axis.stride / shared;
    const i64 start = phase + axis.padding;
    i64 first = 0;
    while (first < step && (start - first * axis.dilation) % axis.stride != 0) ++first;
    const i64 taps = first < step && first < axis.kernel ? (axis.kernel - first + step - 1) / step : 0;
    const i64 offset = taps == 0 ? 0 : (start - first * axis.dilation) / axis.stride;
    return Slide<Index>{(Index)axis.source, (Index)phase, (Index)axis.stride, (Index)first, (Index)step, 1,
                        (Index)(-axis.dilation / shared), (Index)offset,
                        sized(axis.places, (axis.target - phase + axis.stride - 1) / axis.stride),
                        sized(axis.taps, taps)};
}

// The last `Axes` of three axes in phase number `phase`.
template <class Index, int Axes, bool Transposed> struct Slides {
    Slide<Index> axes[Axes];

    DEVICE Slides(const ConvParams& p, u64 phase) {
#pragma unroll
        for (int d = Axes - 1; d >= 0; --d) {
            const ConvAxis& axis = p.axes[3 - Axes + d];
            const u64 rest = Transposed ? phase / axis.phases : 0;
            axes[d] = slide_of<Index, Transposed>(axis, Transposed ? (i64)(phase - rest * axis.phases) : 0);
            phase = rest;
        }
    }

    // Targets of an image, or taps of a channel.
    DEVICE u64 places() const {
        u64 count = 1;
#pragma unroll
        for (int d = 0; d < Axes; ++d) count *= axes[d].places.size;
        return count;
    }

    DEVICE u64 taps() const {
        u64 count = 1;
#pragma unroll
        for (int d = 0; d < Axes; ++d) count *= axes[d].taps.size;
        return count;
    }
};

// What a place or a tap adds to an address and to the index along each axis.
template <class Index, int Axes> struct Reach {
    i64 base;
    Index at[Axes];
};

// Place `number` in the source; `to` is its offset in the target.
template <class Index, int Axes, bool Transposed>
DEVICE Reach<Index, Axes> place_of(const Slides<Index, Axes, Transposed>& slides, const ConvParams& p,
                                   typename Unsigned<Index>::type number, i64& to) {
    Reach<Index, Axes> reach;
    reach.base = 0;
    to = 0;
#pragma unroll
    for (int d = Axes - 1; d >= 0; --d) {
        const Slide<Index>& slide = slides.axes[d];
        const auto rest = quotient(number, slide.places);
        const Index y = (Index)(number - rest * (typename Unsigned<Index>::type)slide.places.size);
        number = rest;
        reach.at[d] = y * slide.stride + slide.offset;
        reach.base += (i64)reach.at[d] * p.source.steps[5 - Axes + d];
        to += (i64)(slide.first + y * slide.step) * p.target.steps[5 - Axes + d];
    }
    reach.base += (i64)number * p.source.steps[0];
    to += (i64)number * p.target.steps[0];
    return reach;
}

// Tap `number` of all source channels of a group in the source; `to` is its offset in the weight. Channels are inside or
// outside of the kernel's elements.
template <bool ChannelsInner, class Index, int Axes, bool Transposed>
DEVICE Reach<Index, Axes> tap_of(const Slides<Index, Axes, Transposed>& slides, const ConvParams& p,
                                 typename Unsigned<Index>::type number, i64& to) {
    typedef typename Unsigned<Index>::type U;
    Reach<Index, Axes> reach;
    U channel = 0;
    if (ChannelsInner) {
        const U rest = quotient(number, p.depth);
        channel = number - rest * (U)p.depth.size;
        number = rest;
    }
    reach.base = 0;
    to = 0;
#pragma unroll
    for (int d = Axes - 1; d >= 0; --d) {
        const Slide<Index>& slide = slides.axes[d];
        const U rest = quotient(number, slide.taps);
        const Index k = (Index)(number - rest * (U)slide.taps.size);
        number = rest;
        reach.at[d] = k * slide.dilation;
        reach.base += (i64)reach.at[d] * p.source.steps[5 - Axes + d];
        to += (i64)(slide.tap_first + k * slide.tap_step) * p.weight_steps[6 - Axes + d];
    }
    if (!ChannelsInner) channel = number;
    reach.base += (i64)channel * p.source.steps[1];
    to += (i64)channel * p.weight_steps[2];
    return reach;
}

// The source's element where a place and a tap meet, 0 outside.
template <class S, class Index, int Axes, bool Transposed>
DEVICE typename Compute<S>::type meet(const Slides<Index, Axes, Transposed>& slides, const S* source,
                                      const Reach<Index, Axes>& place, const Reach<Index, Axes>& tap, bool inside) {
    typedef typename Unsigned<Index>::type U;
#pragma unroll
    for (int d = 0; d < Axes; ++d) inside = inside && (U)(place.at[d] + tap.at[d]) < (U)slides.axes[d].source;
    return inside ? load(source + (place.base + tap.base)) : op_convert<typename Compute<S>::type>((i32)0);
}
