"""Cases of tensors made from nothing."""

from ._case import case, raises

CASES = [
    case("torch.zeros(2, 3)"),
    case("torch.zeros((2,), dtype=torch.int32)"),
    case("torch.ones(2, 3, dtype=torch.float64)"),
    case("torch.full((2, 3), 1.5)"),
    case("torch.full((2,), 3)"),
    case("torch.full((), True)"),
    case("torch.full((2,), 1 + 2j)"),
    case("torch.zeros_like(x(2, 3))"),
    case("torch.ones_like(i(5, 3))"),
    case("torch.full_like(x(2), 7, dtype=torch.int16)"),
    case("x(2).new_zeros((2, 2))"),
    case("i(5, 2).new_ones(3)"),
    case("x(2).new_full((2,), 3)"),
    case("torch.arange(5)"),
    case("torch.arange(1, 4)"),
    case("torch.arange(0.5, 3, 0.7)"),
    case("torch.arange(5, 0, -2)"),
    case("torch.arange(0, 1, 0.1, dtype=torch.float64)"),
    case("torch.arange(3, dtype=torch.float16)"),
    case("torch.linspace(-1, 2, 7)"),
    case("torch.linspace(-1, 2, 7, dtype=torch.float64)"),
    case("torch.linspace(3, 3, 1)"),
    case("torch.linspace(0, 10, 4, dtype=torch.int64)"),
    case("torch.logspace(-1, 2, 5, dtype=torch.float64)"),
    case("torch.logspace(0, 4, 3, base=2.0, dtype=torch.float64)"),
    case("torch.eye(3)"),
    case("torch.eye(2, 4, dtype=torch.int64)"),
    case("torch.scalar_tensor(2.5)"),
    case("torch.tensor([[1, 2], [3, 4]])"),
    case("torch.tensor([1.5, True])"),
    case("torch.tensor(2 + 1j)"),
    case("torch.tensor([])"),
]

ERRORS = [
    raises("torch.zeros(-1)"),
    raises("torch.arange(0, 3, 0)"),
    raises("torch.arange(0, 3, -1)"),
    raises("torch.linspace(0, 1, -1)"),
    raises("torch.eye(-1)"),
    raises("torch.full((-2,), 1)"),
    raises("torch.tensor([[1], [2, 3]])"),
]
