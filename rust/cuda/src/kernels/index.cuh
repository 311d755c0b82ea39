// Elements at places that tensors of indices name.
//
// An operand is walked over a shape with steps in bytes; its dimensions that are indexed have no steps there, and every
// index adds its own. An index outside its dimension is noted, and its element left out.

struct Index {
    const i64* data;
    i64 size, step, dim;  // the dimension's size, its step in bytes and its number
};

// `Flat` is not 0 where the one index counts the operand's elements in row-major order: the operand's dimensions.
template <int Count, int Flat>
struct Indices {
    Index of[Count];
    u64 flags;    // 1: -1 is the last element; 2: `skipped` names nothing, and is no mistake
    i64 skipped;
    Dim dims[Flat ? Flat : 1];
    i64 steps[Flat ? Flat : 1][1];
};

// Adds to `place` what the indices name, which stand `at` bytes behind their first ones. False where they name nothing.
template <int Count, int Flat>
DEVICE bool find(const Indices<Count, Flat>& indices, const i64* at, const Report& report, i64& place) {
    bool inside = true;
#pragma unroll
    for (int k = 0; k < Count; ++k) {
        const Index& by = indices.of[k];
        i64 index = *(const i64*)((const char*)by.data + at[k]);
        const bool skips = (indices.flags & 2) && index == indices.skipped;
        if (skips || !check_index(report, index, by.dim, by.size, indices.flags & 1)) {
            inside = false;
        } else if (Flat) {
            i64 within[1] = {};
            walk<Flat ? Flat : 1, 1>((u64)index, indices.dims, indices.steps, within);
            place += within[0];
        } else {
            place += index * by.step;
        }
    }
    return inside;
}

template <int Dims, int Count, int Flat>
struct MoveParams {
    u64 n;
    char* target;
    const char* source;
    Indices<Count, Flat> indices;
    Dim dims[Dims];
    i64 steps[Dims][2 + Count];  // target, source, indices
    Report report;
};

// Elements of the source that indices name.
template <class E, class Number, int Dims, int Count, int Flat>
DEVICE void pick(const MoveParams<Dims, Count, Flat>& p) {
    const u64 number = (u64)global_thread();
    if (number >= p.n) return;
    i64 at[2 + Count] = {};
    walk<Dims, 2 + Count>((Number)number, p.dims, p.steps, at);
    if (find(p.indices, at + 2, p.report, at[1])) *(E*)(p.target + at[0]) = *(const E*)(p.source + at[1]);
}

struct Replacing {
    template <class E>
    DEVICE static void write(E* to, E value) { *to = value; }
};

// Integers wrap, so that the order of the additions makes no difference.
struct AddingAtomically {
    DEVICE static void write(i32* to, i32 value) { atomicAdd(to, value); }
    DEVICE static void write(i64* to, i64 value) { atomicAdd((u64*)to, (u64)value); }
};

// Elements to the places in the target that indices name, in any order.
template <class Writing, class E, class Number, int Dims, int Count, int Flat>
DEVICE void put(const MoveParams<Dims, Count, Flat>& p) {
    const u64 number = (u64)global_thread();
    if (number >= p.n) return;
    i64 at[2 + Count] = {};
    walk<Dims, 2 + Count>((Number)number, p.dims, p.steps, at);
    if (find(p.indices, at + 2, p.report, at[0])) {
        Writing::write((E*)(p.target + at[0]), *(const E*)(p.source + at[1]));
    }
}

template <class Key, class Position, int Dims, int Count, int Flat>
struct KeyParams {
    u64 n;
    Key* keys;
    u64* owners;  // may be null
    i64 lowest;   // the first place, in bytes from the target
    u64 unit;     // bytes of an element
    u64 outside;  // the key of what names nothing, above all others
    Indices<Count, Flat> indices;
    Dim dims[Dims];
    i64 steps[Dims][1 + Count];  // target, indices
    Report report;
};

// The places that positions name, as numbers from 0. Of several positions with one place the last becomes its owner,
// counted from 1.
template <class Key, class Position, class Number, int Dims, int Count, int Flat>
DEVICE void place_keys(const KeyParams<Key, Position, Dims, Count, Flat>& p) {
    const u64 number = (u64)global_thread();
    if (number >= p.n) return;
    i64 at[1 + Count] = {};
    walk<Dims, 1 + Count>((Number)number, p.dims, p.steps, at);
    const bool inside = find(p.indices, at + 1, p.report, at[0]);
    const Key key = (Key)(inside ? (u64)(at[0] - p.lowest) / p.unit : p.outside);
    p.keys[number] = key;
    if (inside && p.owners) atomicMax((Position*)p.owners + key, (Position)(number + 1));
}

// Positions with all that belongs to each: `rest` elements of the dimensions that are not indexed.
template <class Key, class Position, int Dims, int RestDims>
struct CombineParams {
    u64 n, rest;
    const Key* keys;
    const Position* order;  // of sorted keys: their positions
    const Position* owners;
    u64 unit, outside;
    char* target;  // the first place
    const char* values;
    char *first, *last;  // of tiles: partial results
    Dim dims[Dims];
    i64 steps[Dims][1];  // values
    Dim rest_dims[RestDims];
    i64 rest_steps[RestDims][2];  // target, values
};

// Writes the values of owners to their places.
template <class E, class Key, class Position, class Number, int Dims, int RestDims>
DEVICE void put_owned(const CombineParams<Key, Position, Dims, RestDims>& p) {
    const u64 number = (u64)global_thread();
    if (number >= p.n * p.rest) return;
    const Number position = (Number)number / (Number)p.rest;
    const u64 key = p.keys[position];
    if (key == p.outside || p.owners[key] != (Position)position + 1) return;
    i64 within[2] = {}, at[1] = {};
    walk<RestDims, 2>((Number)number - position * (Number)p.rest, p.rest_dims, p.rest_steps, within);
    walk<Dims, 1>(position, p.dims, p.steps, at);
    *(E*)(p.target + (i64)(key * p.unit) + within[0]) = *(const E*)(p.values + at[0] + within[1]);
}

struct Last {
    template <class T>
    DEVICE static T of(T, T b) { return b; }
};

struct Added {
    template <class T>
    DEVICE static T of(T a, T b) { return op_add(a, b); }
    DEVICE static bool of(bool a, bool b) { return a || b; }
};

struct Multiplied {
    template <class T>
    DEVICE static T of(T a, T b) { return op_mul(a, b); }
    DEVICE static bool of(bool a, bool b) { return a && b; }
};

struct Smaller {
    template <class T>
    DEVICE static T of(T a, T b) { return b < a || b != b ? b : a; }
};

struct Larger {
    template <class T>
    DEVICE static T of(T a, T b) { return b > a || b != b ? b : a; }
};

// Positions in sorted order that one thread combines.
constexpr u64 COMBINED = 64;

// Combines the values of each place in the order of their positions with what is there. A thread has a tile of sorted
// positions; a place whose positions go over the end of a tile is finished by `combine_spanning`.
template <class Combine, class S, class Key, class Position, class Number, int Dims, int RestDims>
DEVICE void combine_sorted(const CombineParams<Key, Position, Dims, RestDims>& p) {
    typedef typename Compute<S>::type T;
    const u64 number = (u64)global_thread(), tile = number / p.rest;
    const u64 start = tile * COMBINED, end = start + COMBINED < p.n ? start + COMBINED : p.n;
    if (start >= p.n) return;
    i64 within[2] = {};
    walk<RestDims, 2>((Number)(number - tile * p.rest), p.rest_dims, p.rest_steps, within);
    const auto value = [&](u64 j) {
        i64 at[1] = {};
        walk<Dims, 1>((Number)p.order[j], p.dims, p.steps, at);
        return load((const S*)(p.values + at[0] + within[1]));
    };
    u64 j = start;
    if (start > 0 && p.keys[start] == p.keys[start - 1]) {
        const Key key = p.keys[start];
        if (key == p.outside) return;
        T result = value(j);
        for (++j; j < end && p.keys[j] == key; ++j) result = Combine::of(result, value(j));
        ((T*)p.first)[number] = result;
    }
    while (j < end) {
        const Key key = p.keys[j];
        if (key == p.outside) return;
        S* to = (S*)(p.target + (i64)(key * p.unit) + within[0]);
        T result = load(to);
        for (; j < end && p.keys[j] == key; ++j) result = Combine::of(result, value(j));
        if (j == end && end < p.n && p.keys[end] == key) {
            ((T*)p.last)[number] = result;
        } else {
            store(to, result);
        }
    }
}

// Combines what the tiles of a place have.
template <class Combine, class S, class Key, class Position, class Number, int Dims, int RestDims>
DEVICE void combine_spanning(const CombineParams<Key, Position, Dims, RestDims>& p) {
    typedef typename Compute<S>::type T;
    const u64 number = (u64)global_thread(), tile = number / p.rest;
    const u64 start = tile * COMBINED;
    u64 end = start + COMBINED;
    if (end >= p.n) return;
    const Key key = p.keys[end - 1];
    const bool begins = start == 0 || p.keys[start - 1] != key;
    if (key == p.outside || p.keys[end] != key || !begins) return;
    T result = ((const T*)p.last)[number];
    for (u64 other = number + p.rest;; other += p.rest) {
        result = Combine::of(result, ((const T*)p.first)[other]);
        end += COMBINED;
        if (end >= p.n || p.keys[end] != key) break;
    }
    i64 within[2] = {};
    walk<RestDims, 2>((Number)(number - tile * p.rest), p.rest_dims, p.rest_steps, within);
    store((S*)(p.target + (i64)(key * p.unit) + within[0]), result);
}
