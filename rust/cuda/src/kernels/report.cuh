// Mistakes that a kernel finds. Rust makes `Report` and reads `Mishap` (report.rs).

struct Mishap {
    u64 state;
    i64 index, dim, size;
    u64 asker;
};

struct Report {
    u32* taken;
    Mishap* seen;
    u64 asker;
};

// Notes the first index that lies outside its dimension.
DEVICE void report_index(const Report& report, i64 index, i64 dim, i64 size) {
    if (atomicCAS(report.taken, 0u, 1u) != 0u) return;
    report.seen->index = index;
    report.seen->dim = dim;
    report.seen->size = size;
    report.seen->asker = report.asker;
    __threadfence_system();
    report.seen->state = 1;
}

// Whether the index is inside; one from the end counts as such where `wraps`, and is moved.
DEVICE bool check_index(const Report& report, i64& index, i64 dim, i64 size, bool wraps) {
    const i64 given = index;
    if (wraps && index < 0) index += size;
    if ((u64)index < (u64)size) return true;
    report_index(report, given, dim, size);
    return false;
}
