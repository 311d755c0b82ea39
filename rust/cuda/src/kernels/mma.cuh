// Products of small matrices by the threads of a warp: 16 x 8 sums += (16 x STEP) (STEP x 8), for three ways to multiply.
//
//   MmaHalf<f16>, MmaHalf<bf16>   tensor cores, sums in binary32
//   MmaTf32                       tensor cores, operands rounded to TF32
//   MmaPlain<float or double>     multiply-adds of each thread
//
// A lane has, of the sums, columns 2t and 2t + 1 of rows g and g + 8, where g = lane / 4 and t = lane % 4: PTX ISA, "Matrix
// Fragments for mma.m16n8k16". All lanes of the warp take part in every function. Operands come from shared memory, rows of
// 16-byte multiples; `stride` is between rows, in elements. Right factors come in pairs, for 16 columns of sums:
//
//   left(a, stride)           rows of 16, STEP columns
//   right_rows(b, stride)     a row for each of 16 columns of sums, STEP columns
//   right_columns(b, stride)  STEP rows, 16 columns; goes with `left_of_sums`
//   left_of_sums(sums, k)     step k of sums as a left factor
//
// On a processor, lanes get each other's operands by shuffles from where the device's layout has them.

DEVICE int lane_row() { return threadIdx.x % 32 / 4; }
DEVICE int lane_column() { return threadIdx.x % 4; }

#ifdef FLAMBEAU_EMULATED
// Registers `first` and `first + 1` of an operand's row or column `line`, from the four lanes that have it.
template <int Count>
DEVICE void gather_line(const u32 (&own)[Count], int first, int line, u32 (&out)[2][4]) {
    for (int k = 0; k < 4; ++k) {
        const u64 both = __shfl_sync(0xffffffffu, (u64)own[first + 1] << 32 | own[first], line * 4 + k);
        out[0][k] = (u32)both;
        out[1][k] = (u32)(both >> 32);
    }
}

// The operands' parts that a lane's sums are made of: of rows g and g + 8, columns 2t and 2t + 1.
struct Gathered {
    u32 rows[2][2][4], columns[2][2][4];  // by line, half of the step and lane

    DEVICE Gathered(const u32 (&a)[4], const u32 (&b)[2]) {
        for (int half = 0; half < 2; ++half) {
            u32 part[2][4];
            gather_line(a, half * 2, lane_row(), part);
            for (int k = 0; k < 4; ++k) rows[0][half][k] = part[0][k], rows[1][half][k] = part[1][k];
        }
        for (int n = 0; n < 2; ++n) gather_line(b, 0, 2 * lane_column() + n, columns[n]);
    }
};
#endif

// Two numbers as a register of a fragment, the first in the lower half.
template <class S> DEVICE u32 pack_halves(float low, float high) {
    return (u32)down<S>(low).bits | (u32)down<S>(high).bits << 16;
}

#ifndef FLAMBEAU_EMULATED
template <> DEVICE u32 pack_halves<bf16>(float low, float high) {
    u32 both;
    asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(both) : "f"(high), "f"(low));
    return both;
}
template <> DEVICE u32 pack_halves<f16>(float low, float high) {
    u32 both;
    asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(both) : "f"(high), "f"(low));
    return both;
}

DEVICE u32 shared_address(const void* at) { return (u32)__cvta_generic_to_shared(at); }

// Four matrices of 8 x 8 halves, whose rows lanes 0..7, 8..15, 16..23 and 24..31 name.
DEVICE void load_matrices(u32 (&out)[4], const void* row) {
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(out[0]), "=r"(out[1]), "=r"(out[2]), "=r"(out[3])
                 : "r"(shared_address(row))
                 : "memory");
}
DEVICE void load_matrices_turned(u32 (&out)[4], const void* row) {
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(out[0]), "=r"(out[1]), "=r"(out[2]), "=r"(out[3])
                 : "r"(shared_address(row))
                 : "memory");
}
#endif

struct Left4 {
    u32 at[4];
};
struct Right2 {
    u32 at[2];
};

template <class S> struct MmaHalf {
    typedef S Element;
    typedef float Sum;
    typedef Left4 Left;
    typedef Right2 Right;
    static constexpr int STEP = 16, UNROLL = 16;

#ifndef FLAMBEAU_EMULATED
    DEVICE static Left left(const S* a, int stride) {
        const int lane = threadIdx.x % 32;
        Left out;
        load_matrices(out.at, a + lane % 16 * stride + lane / 16 * 8);
        return out;
    }
    DEVICE static void right_rows(Right (&out)[2], const S* b, int stride) {
        const int lane = threadIdx.x % 32;
        u32 all[4];
        load_matrices(all, b + (lane % 8 + lane / 16 * 8) * stride + lane / 8 % 2 * 8);
        out[0] = Right{{all[0], all[1]}};
        out[1] = Right{{all[2], all[3]}};
    }
    DEVICE static void right_columns(Right (&out)[2], const S* b, int stride) {
        const int lane = threadIdx.x % 32;
        u32 all[4];
        load_matrices_turned(all, b + lane % 16 * stride + lane / 16 * 8);
        out[0] = Right{{all[0], all[1]}};
        out[1] = Right{{all[2], all[3]}};
    }
#else
    DEVICE static u32 pair(const S* low, const S* high) { return (u32)low->bits | (u32)high->bits << 16; }
    DEVICE static Left left(const S* a, int stride) {
        const S* own = a + lane_row() * stride + lane_column() * 2;
        const S* below = own + 8 * stride;
        return Left{{pair(own, own + 1), pair(below, below + 1), pair(own + 8, own + 9), pair(below + 8, below + 9)}};
    }
    DEVICE static void right_rows(Right (&out)[2], const S* b, int stride) {
        for (int n = 0; n < 2; ++n) {
            const S* own = b + (lane_row() + n * 8) * stride + lane_column() * 2;
            out[n] = Right{{pair(own, own + 1), pair(own + 8, own + 9)}};
        }
    }
    DEVICE static void right_columns(Right (&out)[2], const S* b, int stride) {
        for (int n = 0; n < 2; ++n) {
            const S* own = b + lane_column() * 2 * stride + lane_row() + n * 8;
            out[n] = Right{{pair(own, own + stride), pair(own + 8 * stride, own + 9 * stride)}};
        }
    }
    DEVICE static float low(u32 both) { return up(S{(u16)both}); }
    DEVICE static float high(u32 both) { return up(S{(u16)(both >> 16)}); }
#endif

    template <int N> DEVICE static Left left_of_sums(const float (&sums)[N][4], int k) {
        const float(&first)[4] = sums[2 * k], (&second)[4] = sums[2 * k + 1];
        return Left{{pack_halves<S>(first[0], first[1]), pack_halves<S>(first[2], first[3]),
                     pack_halves<S>(second[0], second[1]), pack_halves<S>(second[2], second[3])}};
    }

    DEVICE static void multiply(float (&sums)[4], const Left& a, const Right& b);
};

#ifndef FLAMBEAU_EMULATED
#define MMA_HALF(S, name) \
    template <> DEVICE void MmaHalf<S>::multiply(float (&sums)[4], const Left& a, const Right& b) { \
        asm volatile("mma.sync.aligned.m16n8k16.row.col.f32." name "." name ".f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, " \
                     "{%8, %9}, {%0, %1, %2, %3};" \
                     : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3]) \
                     : "r"(a.at[0]), "r"(a.at[1]), "r"(a.at[2]), "r"(a.at[3]), "r"(b.at[0]), "r"(b.at[1])); \
    }
MMA_HALF(f16, "f16")
MMA_HALF(bf16, "bf16")
#undef MMA_HALF
#else
template <class S> DEVICE void MmaHalf<S>::multiply(float (&sums)[4], const Left& a, const Right& b) {
    const Gathered all(a.at, b.at);
    for (int at = 0; at < 4; ++at) {
        for (int k = 0; k < 8; ++k) {
            const u32 x = all.rows[at / 2][k / 4][k % 4], y = all.columns[at % 2][k / 4][k % 4];
            sums[at] = fmaf(high(x), high(y), fmaf(low(x), low(y), sums[at]));
        }
    }
}
#endif

// binary32 rounded to 10 bits of fraction, to nearest, ties away from 0.
DEVICE u32 to_tf32(float x) {
    u32 bits;
#ifndef FLAMBEAU_EMULATED
    asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(bits) : "f"(x));
#else
    bits = (u32)__float_as_int(x);
    if ((bits & 0x7f800000) != 0x7f800000) bits = (bits + 0x1000) & 0xffffe000;
#endif
    return bits;
}

struct MmaTf32 {
    typedef float Element;
    typedef float Sum;
    typedef Left4 Left;
    typedef Right2 Right;
    static constexpr int STEP = 8, UNROLL = 16;

    DEVICE static Left left(const float* a, int stride) {
        const float* own = a + lane_row() * stride + lane_column();
        const float* below = own + 8 * stride;
        return Left{{to_tf32(own[0]), to_tf32(below[0]), to_tf32(own[4]), to_tf32(below[4])}};
    }
    DEVICE static void right_rows(Right (&out)[2], const float* b, int stride) {
#pragma unroll
        for (int n = 0; n < 2; ++n) {
            const float* own = b + (lane_row() + n * 8) * stride + lane_column();
            out[n] = Right{{to_tf32(own[0]), to_tf32(own[4])}};
        }
    }
    // Terms of a product may come in any order: those that a lane has as sums, 2t and 2t + 1, take the places of t and t + 4.
    DEVICE static void right_columns(Right (&out)[2], const float* b, int stride) {
#pragma unroll
        for (int n = 0; n < 2; ++n) {
            const float* own = b + lane_column() * 2 * stride + lane_row() + n * 8;
            out[n] = Right{{to_tf32(own[0]), to_tf32(own[stride])}};
        }
    }
    template <int N> DEVICE static Left left_of_sums(const float (&sums)[N][4], int k) {
        return Left{{to_tf32(sums[k][0]), to_tf32(sums[k][2]), to_tf32(sums[k][1]), to_tf32(sums[k][3])}};
    }

    DEVICE static void multiply(float (&sums)[4], const Left& a, const Right& b) {
#ifndef FLAMBEAU_EMULATED
        asm volatile(
            "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, "
            "{%0, %1, %2, %3};"
            : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3])
            : "r"(a.at[0]), "r"(a.at[1]), "r"(a.at[2]), "r"(a.at[3]), "r"(b.at[0]), "r"(b.at[1]));
#else
        const Gathered all(a.at, b.at);
        for (int at = 0; at < 4; ++at) {
            for (int k = 0; k < 8; ++k) {
                const u32 x = all.rows[at / 2][k / 4][k % 4], y = all.columns[at % 2][k / 4][k % 4];
                sums[at] = fmaf(__int_as_float((i32)x), __int_as_float((i32)y), sums[at]);
            }
        }
#endif
    }
};

// Every lane has whole rows of the left factor and whole columns of the right one: those of its sums.
template <class T> struct MmaPlain {
    typedef T Element;
    typedef T Sum;
    // A step has so many instructions that a loop costs nothing, and a compiler enough to do.
    static constexpr int STEP = 8, UNROLL = 1;
    static constexpr int WIDE = 16 / sizeof(T);

    struct Left {
        T row[2][STEP];
    };
    struct Right {
        T column[2][STEP];
    };

    DEVICE static void read_row(T (&out)[STEP], const T* from) {
#pragma unroll
        for (int k = 0; k < STEP; k += WIDE) {
            const Pack<T, WIDE> pack = load_pack<WIDE>(from + k);
#pragma unroll
            for (int i = 0; i < WIDE; ++i) out[k + i] = pack.at[i];
        }
    }

    DEVICE static Left left(const T* a, int stride) {
        Left out;
        read_row(out.row[0], a + lane_row() * stride);
        read_row(out.row[1], a + (lane_row() + 8) * stride);
        return out;
    }
    DEVICE static void right_rows(Right (&out)[2], const T* b, int stride) {
#pragma unroll
        for (int n = 0; n < 2; ++n) {
#pragma unroll
            for (int i = 0; i < 2; ++i) read_row(out[n].column[i], b + (n * 8 + lane_column() * 2 + i) * stride);
        }
    }
    DEVICE static void right_columns(Right (&out)[2], const T* b, int stride) {
#pragma unroll
        for (int n = 0; n < 2; ++n) {
#pragma unroll
            for (int k = 0; k < STEP; ++k) {
                const Pack<T, 2> pack = load_pack<2>(b + k * stride + n * 8 + lane_column() * 2);
                out[n].column[0][k] = pack.at[0];
                out[n].column[1][k] = pack.at[1];
            }
        }
    }
    // Lanes of a row exchange what they have of it.
    template <int N> DEVICE static Left left_of_sums(const T (&sums)[N][4], int k) {
        Left out;
#pragma unroll
        for (int i = 0; i < STEP; ++i) {
            const int from = threadIdx.x % 32 / 4 * 4 + i / 2;
            out.row[0][i] = __shfl_sync(0xffffffffu, sums[k][i % 2], from);
            out.row[1][i] = __shfl_sync(0xffffffffu, sums[k][2 + i % 2], from);
        }
        return out;
    }

    DEVICE static void multiply(T (&sums)[4], const Left& a, const Right& b) {
#pragma unroll
        for (int k = 0; k < STEP; ++k) {
#pragma unroll
            for (int at = 0; at < 4; ++at) sums[at] = op_mul_add(a.row[at / 2][k], b.column[at % 2][k], sums[at]);
        }
    }
};

// sums[r][n] += 16 rows of `a` for each r times rows of `b`, over `Width` columns of both.
template <class M, int Width, int R, int N>
DEVICE void multiply_rows(typename M::Sum (&sums)[R][N][4], const typename M::Element* a, const typename M::Element* b,
                          int stride) {
#pragma unroll M::UNROLL
    for (int k = 0; k < Width; k += M::STEP) {
        typename M::Left left[R];
#pragma unroll
        for (int r = 0; r < R; ++r) left[r] = M::left(a + r * 16 * stride + k, stride);
#pragma unroll
        for (int n = 0; n < N; n += 2) {
            typename M::Right right[2];
            M::right_rows(right, b + n * 8 * stride + k, stride);
#pragma unroll
            for (int r = 0; r < R; ++r) {
                M::multiply(sums[r][n], left[r], right[0]);
                M::multiply(sums[r][n + 1], left[r], right[1]);
            }
        }
    }
}

// sums[r][n] += 16 rows of `weights[r]`, themselves sums, times columns of `b`.
template <class M, int R, int K, int N>
DEVICE void multiply_columns(typename M::Sum (&sums)[R][N][4], const typename M::Sum (&weights)[R][K][4],
                             const typename M::Element* b, int stride) {
#pragma unroll
    for (int k = 0; k < K * 8 / M::STEP; ++k) {
        typename M::Left left[R];
#pragma unroll
        for (int r = 0; r < R; ++r) left[r] = M::left_of_sums(weights[r], k);
#pragma unroll
        for (int n = 0; n < N; n += 2) {
            typename M::Right right[2];
            M::right_columns(right, b + k * M::STEP * stride + n * 8, stride);
#pragma unroll
            for (int r = 0; r < R; ++r) {
                M::multiply(sums[r][n], left[r], right[0]);
                M::multiply(sums[r][n + 1], left[r], right[1]);
            }
        }
    }
}
