// Keys that ascend as elements do, NaN last and both zeros equal.

DEVICE u32 key_of(b8 x) { return x.bits; }
DEVICE u32 key_of(u8 x) { return x; }
DEVICE u32 key_of(i8 x) { return (u8)x ^ 0x80u; }
DEVICE u32 key_of(i16 x) { return (u16)x ^ 0x8000u; }
DEVICE u32 key_of(i32 x) { return (u32)x ^ 0x80000000u; }
DEVICE u64 key_of(i64 x) { return (u64)x ^ 0x8000000000000000ull; }

// `infinity`: bits of the largest magnitude that is a number.
DEVICE u32 half_key(u32 bits, u32 infinity) {
    if ((bits & 0x7fff) > infinity) return 0xffff;
    if (bits == 0x8000) bits = 0;
    return bits & 0x8000 ? ~bits & 0xffff : bits | 0x8000;
}

DEVICE u32 key_of(f16 x) { return half_key(x.bits, 0x7c00); }
DEVICE u32 key_of(bf16 x) { return half_key(x.bits, 0x7f80); }

DEVICE u32 key_of(float x) {
    if (x != x) return 0xffffffffu;
    const u32 bits = x == 0.0f ? 0u : (u32)__float_as_int(x);
    return bits & 0x80000000u ? ~bits : bits | 0x80000000u;
}

DEVICE u64 key_of(double x) {
    if (x != x) return 0xffffffffffffffffull;
    const u64 bits = x == 0.0 ? 0ull : (u64)__double_as_longlong(x);
    return bits & 0x8000000000000000ull ? ~bits : bits | 0x8000000000000000ull;
}
