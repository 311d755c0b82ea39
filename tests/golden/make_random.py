"""Records what PyTorch draws on the CPU: `random.csv`, which rust/core/src/random/tests.rs reads.

Needs torch on an x86-64 processor with AVX2 that is not Intel's (there MKL replaces some streams):

    python tests/golden/make_random.py

A row is one call after `manual_seed(42)` and one scalar normal draw, repeated, so that it starts amid a block of the
Mersenne Twister's state with a cached normal: distribution, two parameters, dtype, number of elements; then the FNV-1a
hash of both results' bytes and the generator's next 32 bits; then up to 5 elements of the second result, evenly spaced.
"""

import pathlib

import torch

SIZES = (0, 1, 15, 16, 17, 31, 32, 1000)
FLOATS = (torch.float32, torch.float64, torch.float16, torch.bfloat16)
INTEGERS = (torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64)

CASES = [
    ("uniform", 0.0, 1.0, FLOATS),
    ("uniform", -0.3, 0.7, FLOATS),
    ("uniform", -0.3, 0.9, FLOATS),
    ("normal", 0.0, 1.0, FLOATS),
    ("normal", 2.0, 3.0, FLOATS),
    ("log_normal", 0.1, 0.4, FLOATS),
    ("exponential", 1.3, 0.0, FLOATS),
    ("cauchy", 0.3, 2.0, FLOATS),
    ("geometric", 0.3, 0.0, FLOATS + INTEGERS),
    ("bernoulli", 0.3, 0.0, (*FLOATS, *INTEGERS, torch.bool)),
    ("random", 0.0, 0.0, (*FLOATS, *INTEGERS, torch.bool)),
    ("range", 0, 100, FLOATS + INTEGERS),
    ("range", -5, 1 << 28, (torch.float32, torch.int32, torch.int64)),
    ("range", 0, (1 << 28) - 1, (torch.float32, torch.int32, torch.int64)),
    ("range", 0, 65504, (torch.float16,)),
    ("range", -(1 << 40), 1 << 60, (torch.int64,)),
    ("randperm", 0, 0, (torch.int64, torch.int32, torch.float32)),
    # Half types tie, and PyTorch leaves the order of equals open.
    ("multinomial", 0, 0, (torch.float32, torch.float64)),
    ("multinomial", 1, 0, FLOATS),
]


def draw(name: str, a: float, b: float, dtype: torch.dtype, n: int) -> torch.Tensor:
    """One call of the row's function, with a result of `n` elements."""
    out = torch.empty(n, dtype=dtype)
    match name:
        case "randperm":
            return torch.randperm(n, dtype=dtype)
        case "multinomial":
            weights = 1.5 ** torch.arange(20, dtype=dtype)
            return torch.multinomial(weights, min(max(n, 1), 20), replacement=bool(a))
        case "range":
            return out.random_(int(a), int(b))
        case "random":
            return out.random_()
        case "uniform" | "normal" | "log_normal" | "cauchy":
            return getattr(out, f"{name}_")(a, b)
        case _:
            return getattr(out, f"{name}_")(a)


def raw(result: torch.Tensor) -> bytes:
    """The result's bytes."""
    return result.view(torch.uint8).numpy().tobytes() if result.numel() else b""


def fnv1a(data: bytes) -> int:
    """The 64-bit FNV-1a hash."""
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return value


def main() -> None:
    lines = [f"# torch {torch.__version__.split('+')[0]}; see make_random.py"]
    for name, a, b, dtypes in CASES:
        for dtype in dtypes:
            for n in SIZES:
                torch.manual_seed(42)
                torch.empty(1, dtype=torch.float64).normal_()
                first, second = draw(name, a, b, dtype, n), draw(name, a, b, dtype, n)
                follow = torch.empty(1, dtype=torch.int64).random_(0, 1 << 27).item()
                spaced = second[:: max(1, -(-second.numel() // 5))].to(torch.float64).tolist()
                fields = (name, a, b, str(dtype).removeprefix("torch."), n, f"{fnv1a(raw(first) + raw(second)):016x}")
                lines.append(",".join(map(str, (*fields, follow, *map(repr, spaced)))))
    pathlib.Path(__file__).with_name("random.csv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
