// Places of values in sorted sequences.

struct SearchParams {
    u64 n, per_row, length;  // values, those of a row, elements of a sequence
    u64 shared;              // whether all rows have one sequence
    const char* sequences;
    const i64* sorter;  // may be null: the order in which each sequence ascends
    const char* values;
    char* out;
    Report report;
};

// The first of `length` places for which `behind` is true; it is for all that follow.
template <class F>
DEVICE u64 first_place(u64 length, F behind) {
    u64 start = 0, end = length;
    while (start < end) {
        const u64 middle = start + (end - start) / 2;
        if (behind(middle)) {
            end = middle;
        } else {
            start = middle + 1;
        }
    }
    return start;
}

template <class T, bool Upper>
DEVICE void search(const SearchParams& p) {
    const u64 number = (u64)global_thread();
    if (number >= p.n) return;
    const u64 start = p.shared ? 0 : number / p.per_row * p.length;
    if (p.sorter) {
        const u64 all = p.shared ? p.length : p.n / p.per_row * p.length;
        for (u64 j = number; j < all; j += p.n) {
            if ((u64)p.sorter[j] >= p.length) report_index(p.report, p.sorter[j], 0, (i64)p.length);
        }
    }
    const T* sequence = (const T*)p.sequences + start;
    const T value = ((const T*)p.values)[number];
    const u64 found = first_place(p.length, [&](u64 j) {
        const u64 at = p.sorter ? (u64)p.sorter[start + j] : j;
        const T there = at < p.length ? sequence[at] : T();
        return Upper ? there > value : there >= value;
    });
    ((i64*)p.out)[number] = (i64)found;
}

// Whether values are among those of a sorted sequence, in which NaN comes last; NaN never is.
template <class T, bool>
DEVICE void contains(const SearchParams& p) {
    const u64 number = (u64)global_thread();
    if (number >= p.n) return;
    const T* sequence = (const T*)p.sequences;
    const T value = ((const T*)p.values)[number];
    const u64 found = first_place(p.length, [&](u64 j) { return !(sequence[j] < value); });
    p.out[number] = found < p.length && sequence[found] == value;
}

// For each value its bin between neighbouring edges, doubles that ascend, or the number of bins where it is in none. The last
// bin has its upper edge too. `Even`: edges are equally far apart, and the place between the first and the last decides.
template <class S, bool Even>
DEVICE void bins(const SearchParams& p) {
    const u64 number = (u64)global_thread();
    if (number >= p.n) return;
    const double* edges = (const double*)p.sequences;
    const double value = (double)load((const S*)p.values + number), first = edges[0], last = edges[p.length - 1];
    const u64 count = p.length - 1;
    u64 place = count;
    if (value >= first && value <= last) {
        place = Even ? (u64)((value - first) * ((double)count / (last - first)))
                     : first_place(p.length, [&](u64 j) { return edges[j] > value; }) - 1;
        if (place >= count) place = count - 1;
    }
    ((i64*)p.out)[number] = (i64)place;
}
