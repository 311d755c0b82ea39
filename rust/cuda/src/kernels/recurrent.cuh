// Gates of recurrent layers: one step, a thread for a unit of a row. Everything is computed in `Compute<S>::type`, which cell
// states are kept in too.

enum { LSTM, GRU, TANH, RELU };

template <class S>
struct CellParams {
    typedef typename Compute<S>::type T;
    u64 count;        // of units of all rows
    Dim units;        // of a row
    u64 before_rows;  // that were in the step before; the others begin
    S* gates;         // (rows, gates, units): what is added up so far, without bias; LSTM, GRU: the gates where `kept` is
    const S* sums;    // GRU: what hidden states add, without bias
    const S *bias, *hidden_bias;  // null: none
    const S *before, *first;      // GRU: hidden states of the step before, and first ones
    T* cell;                      // LSTM: cell states, updated
    T* kept;                      // null: nothing is kept. LSTM: new cell states; GRU: the hidden states' part of n
    S* out;                       // new hidden states
};

// Where the state before of an element is: of rows that begin among the first ones.
template <class T>
DEVICE const T* old_state(const T* before, const T* first, u64 at, u64 row, u64 before_rows) {
    return (row < before_rows ? before : first) + at;
}

template <class T>
DEVICE T sigmoid(T x) {
    return (T)1 / ((T)1 + op_exp(-x));
}

template <int Cell, class S>
DEVICE void cell_forward(const CellParams<S>& p) {
    typedef typename Compute<S>::type T;
    constexpr int GATES = Cell == LSTM ? 4 : Cell == GRU ? 3 : 1;
    const u64 at = (u64)global_thread();
    if (at >= p.count) return;
    const u64 units = p.units.size, row = at < 1ull << 31 ? quotient((u32)at, p.units) : at / units, unit = at - row * units;
    S* gates = p.gates + row * GATES * units + unit;
    T x[GATES];
#pragma unroll
    for (int k = 0; k < GATES; ++k) {
        x[k] = load(gates + k * units);
        if (p.bias) x[k] = x[k] + load(p.bias + k * units + unit);
        // A GRU's part of n is added behind the reset gate.
        if (p.hidden_bias && Cell != GRU) x[k] = x[k] + load(p.hidden_bias + k * units + unit);
    }
    T h;
    if (Cell == LSTM) {
        const T i = sigmoid(x[0]), f = sigmoid(x[1 % GATES]), g = op_tanh(x[2 % GATES]), o = sigmoid(x[3 % GATES]);
        const T c = op_mul_add(f, p.cell[at], i * g);
        h = o * op_tanh(c);
        p.cell[at] = c;
        if (p.kept) {
            store(gates, i);
            store(gates + units, f);
            store(gates + 2 * units, g);
            store(gates + 3 * units, o);
            p.kept[at] = c;
        }
    } else if (Cell == GRU) {
        T s[GATES];
#pragma unroll
        for (int k = 0; k < GATES; ++k) {
            s[k] = load(p.sums + (row * GATES + k) * units + unit);
            if (p.hidden_bias) s[k] = s[k] + load(p.hidden_bias + k * units + unit);
        }
        const T r = sigmoid(x[0] + s[0]), z = sigmoid(x[1 % GATES] + s[1 % GATES]);
        const T part = s[2 % GATES], n = op_tanh(op_mul_add(r, part, x[2 % GATES]));
        const T old = load(old_state(p.before, p.first, at, row, p.before_rows));
        h = op_mul_add(z, old - n, n);
        if (p.kept) {
            store(gates, r);
            store(gates + units, z);
            store(gates + 2 * units, n);
            p.kept[at] = part;
        }
    } else {
        h = Cell == TANH ? op_tanh(x[0]) : x[0] < 0 ? (T)0 : x[0];
    }
    store(p.out + at, h);
}

template <class S>
struct CellBackwardParams {
    typedef typename Compute<S>::type T;
    u64 count;
    Dim units;
    u64 before_rows;
    const S* grad;   // of the new hidden states
    const S* gates;  // LSTM, GRU: the gates; others: the new hidden states
    const T* kept;
    const T *cells_before, *first_cells;  // LSTM
    const S *before, *first;              // GRU: hidden states
    T* cell;                              // LSTM: gradient of the cell states, updated for the step before
    S* input_gates;                       // gradients of the gates, towards the input
    S* hidden_gates;                      // GRU: towards the hidden states
    S *grad_before, *grad_first;          // GRU: gradients of the hidden states before, added to; the second may be null
};

template <int Cell, class S>
DEVICE void cell_backward(const CellBackwardParams<S>& p) {
    typedef typename Compute<S>::type T;
    constexpr int GATES = Cell == LSTM ? 4 : Cell == GRU ? 3 : 1;
    const u64 at = (u64)global_thread();
    if (at >= p.count) return;
    const u64 units = p.units.size, row = at < 1ull << 31 ? quotient((u32)at, p.units) : at / units;
    const u64 gate = row * GATES * units + at - row * units;
    const T dh = load(p.grad + at), one = (T)1;
    T x[GATES];
#pragma unroll
    for (int k = 0; k < GATES; ++k) x[k] = load(p.gates + gate + k * units);
    if (Cell == LSTM) {
        const T i = x[0], f = x[1 % GATES], g = x[2 % GATES], o = x[3 % GATES], t = op_tanh(p.kept[at]);
        const T old = *old_state(p.cells_before, p.first_cells, at, row, p.before_rows);
        const T dc = op_mul_add(dh * o, one - t * t, p.cell[at]);
        store(p.input_gates + gate, dc * g * i * (one - i));
        store(p.input_gates + gate + units, dc * old * f * (one - f));
        store(p.input_gates + gate + 2 * units, dc * i * (one - g * g));
        store(p.input_gates + gate + 3 * units, dh * t * o * (one - o));
        p.cell[at] = dc * f;
    } else if (Cell == GRU) {
        const T r = x[0], z = x[1 % GATES], n = x[2 % GATES];
        const T old = load(old_state(p.before, p.first, at, row, p.before_rows));
        const T dn = dh * (one - z) * (one - n * n), dz = dh * (old - n) * z * (one - z);
        const T dr = dn * p.kept[at] * r * (one - r);
        const T grads[3] = {dr, dz, dn};
#pragma unroll
        for (int k = 0; k < 3; ++k) {
            store(p.input_gates + gate + k * units, grads[k]);
            store(p.hidden_gates + gate + k * units, k == 2 ? dn * r : grads[k]);
        }
        S* further = row < p.before_rows ? p.grad_before : p.grad_first;
        if (further) store(further + at, op_mul_add(dh, z, load(further + at)));
    } else {
        store(p.input_gates + gate, Cell == TANH ? dh * (one - x[0] * x[0]) : x[0] > 0 ? dh : (T)0);
    }
}
