// A tile of sums, 16 * Rows by 64, that a block makes from tiles of a left and a right factor with 16 terms. Two ways to do it
// have the same functions:
//
//   put_left, put_right       an element of a factor, by row or column and term
//   multiply                  adds the products, between two barriers
//   row, column, sum          what a thread has: ROWS by COLUMNS sums

constexpr int CONV_COLUMNS = 64, CONV_TERMS = 16, CONV_THREADS = 256;

// By multiply-adds. `RowsInner`: whether neighbouring threads have neighbouring rows, not columns.
template <class S, int Rows, bool RowsInner> struct PlainTiles {
    typedef typename Compute<S>::type T;
    static constexpr int ROWS = Rows, COLUMNS = 4;
    struct Shared {
        T left[CONV_TERMS][16 * Rows + 1], right[CONV_TERMS][CONV_COLUMNS + 1];
    };
    T sums[Rows][4];

    DEVICE PlainTiles() {
#pragma unroll
        for (int i = 0; i < Rows; ++i)
#pragma unroll
            for (int j = 0; j < 4; ++j) sums[i][j] = op_convert<T>((i32)0);
    }

    DEVICE static void put_left(Shared& shared, int row, int term, T value) { shared.left[term][row] = value; }
    DEVICE static void put_right(Shared& shared, int column, int term, T value) { shared.right[term][column] = value; }

    DEVICE static int row(int i) {
        return RowsInner ? threadIdx.x % 16 + i * 16 : threadIdx.x / 16 * Rows + i;
    }
    DEVICE static int column(int j) { return RowsInner ? threadIdx.x / 16 * 4 + j : threadIdx.x % 16 + j * 16; }
    DEVICE T sum(int i, int j) const { return sums[i][j]; }

    DEVICE void multiply(const Shared& shared) {
#pragma unroll
        for (int l = 0; l < CONV_TERMS; ++l) {
            T x[Rows], y[4];
#pragma unroll
            for (int i = 0; i < Rows; ++i) x[i] = shared.left[l][row(i)];
#pragma unroll
            for (int j = 0; j < 4; ++j) y[j] = shared.right[l][column(j)];
#pragma unroll
            for (int i = 0; i < Rows; ++i)
#pragma unroll
                for (int j = 0; j < 4; ++j) sums[i][j] = op_mul_add(x[i], y[j], sums[i][j]);
        }
    }
};

// By tensor cores: a warp has 16 rows and 8 * Rows columns.
template <class M, int Rows> struct MmaTiles {
    typedef typename M::Element S;
    typedef typename Compute<S>::type T;
    static_assert(Rows % 2 == 0, "right factors come in pairs of eight columns");
    static constexpr int ROWS = 2, COLUMNS = 2 * Rows, STRIDE = tile_stride<S>(CONV_TERMS);
    struct Shared {
        alignas(16) S left[16 * Rows * STRIDE];
        alignas(16) S right[CONV_COLUMNS * STRIDE];
    };
    T sums[1][Rows][4];

    DEVICE MmaTiles() : sums{} {}

    DEVICE static void put_left(Shared& shared, int row, int term, T value) {
        store(shared.left + (row * STRIDE + term), value);
    }
    DEVICE static void put_right(Shared& shared, int column, int term, T value) {
        store(shared.right + (column * STRIDE + term), value);
    }

    DEVICE static int first_row() { return threadIdx.x / 32 % Rows * 16; }
    DEVICE static int first_column() { return threadIdx.x / 32 / Rows * 8 * Rows; }
    DEVICE static int row(int i) { return first_row() + lane_row() + i * 8; }
    DEVICE static int column(int j) { return first_column() + j / 2 * 8 + lane_column() * 2 + j % 2; }
    DEVICE T sum(int i, int j) const { return sums[0][j / 2][i * 2 + j % 2]; }

    DEVICE void multiply(const Shared& shared) {
        multiply_rows<M, CONV_TERMS>(sums, shared.left + first_row() * STRIDE, shared.right + first_column() * STRIDE,
                                     STRIDE);
    }
};
