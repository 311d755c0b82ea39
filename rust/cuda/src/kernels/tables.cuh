// Many tensors in one launch: a table in the parameters says which block has a piece of which tensor.

// The row of the table whose tensor this block has a piece of.
template <class Params>
DEVICE auto row_of_block(const Params& p) -> decltype((p.table[0])) {
    u32 low = 0, high = (u32)p.tensors;
    while (high - low > 1) {
        const u32 middle = (low + high) / 2;
        if (p.table[middle].first_block <= blockIdx.x) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return p.table[low];
}

// Single numbers whose floating-point type comes with the launch: 0 float, 1 double, 2 f16, 3 bf16.
DEVICE double load_number(const char* from, u64 type) {
    switch (type) {
        case 0: return load((const float*)from);
        case 1: return load((const double*)from);
        case 2: return load((const f16*)from);
        default: return load((const bf16*)from);
    }
}

DEVICE void store_number(char* to, u64 type, double x) {
    switch (type) {
        case 0: store((float*)to, (float)x); break;
        case 1: store((double*)to, x); break;
        case 2: store((f16*)to, (float)x); break;
        default: store((bf16*)to, (float)x);
    }
}

DEVICE double round_number(double x, u64 type) {
    switch (type) {
        case 0: return (float)x;
        case 1: return x;
        case 2: return up(down<f16>((float)x));
        default: return up(down<bf16>((float)x));
    }
}
