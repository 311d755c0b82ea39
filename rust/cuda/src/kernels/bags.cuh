// Bags of rows of a table: their sums, means or maxima.

struct BagParams {
    u64 count, slots;   // bags; with one more where elements beyond the last offset are in none
    u64 width, n, rows; // of the table and the list of its rows
    const i64 *picks, *starts;
    i64 padding;          // a row that does not count; negative: there is none
    const char* table;
    i64 row_step, column_step;  // in bytes
    const char* factors;  // of the list's entries; may be null
    char* out;
    i64* bags;    // of the list's entries
    i64* sizes;   // of bags: the entries that count
    i64* winners; // of maxima: the rows they are from, -1 in an empty bag
    Report report;
};

// A thread has a column of a bag, and goes through its entries in order.
template <class S, int Mode>
DEVICE void bag_rows(const BagParams& p) {
    typedef typename Compute<S>::type T;
    const u64 threads = p.width > 0 ? p.width : 1;
    const u64 number = (u64)global_thread(), bag = number / threads, column = number - bag * threads;
    if (bag >= p.slots) return;
    // The first bag begins with the list, whatever its offset says.
    const i64 start = bag == 0 && p.count > 0 ? 0 : p.starts[bag];
    const i64 end = bag + 1 < p.slots ? p.starts[bag + 1] : (i64)p.n;
    if (start < 0 || end > (i64)p.n || start > end) {
        if (column == 0) report_index(p.report, start, 0, end);
        return;
    }
    for (i64 j = start + (i64)column; j < end; j += (i64)threads) p.bags[j] = (i64)bag;
    if (bag >= p.count) return;
    T result = 0;
    i64 used = 0, winner = -1;
    for (i64 j = start; j < end; ++j) {
        i64 row = p.picks[j];
        if (!check_index(p.report, row, 0, (i64)p.rows, false) || row == p.padding) continue;
        ++used;
        if (p.width == 0) continue;
        T value = load((const S*)(p.table + row * p.row_step + (i64)column * p.column_step));
        if (Mode == 2) {
            if (used > 1 && !(value > result || (value != value && result == result))) continue;
            winner = row;
            result = value;
        } else {
            if (p.factors) value = op_mul(value, load((const S*)p.factors + j));
            result = result + value;
        }
    }
    if (column == 0) p.sizes[bag] = used;
    if (p.width == 0) return;
    if (Mode == 1 && used > 0) result = result / (T)used;
    store((S*)p.out + number, result);
    if (Mode == 2) p.winners[number] = winner;
}
