"""Cases of operations with three or more operands."""

from ._case import case, raises

_ODD = "t([0.5, float('nan'), float('inf'), -float('inf')])"

CASES = [
    case("torch.where(b(2, 3), x(2, 3), x(3))"),
    case("torch.where(b(2, 3), x(2, 3), 0.5)"),
    case("torch.where(b(3), 1.5, x(3))"),
    case("torch.where(b(2, 1), c(3), c(2, 3))"),
    case("torch.where(b(3), i(5, 3), x(3))"),
    case("torch.masked_fill(x(2, 3), b(3), 2.5)"),
    case("x(2, 3).masked_fill(b(2, 1), x())"),
    case("(x(2, 3) * 1).masked_fill_(b(2, 3), -1)"),
    case("(x(2, 3) * 1).masked_fill_(b(2, 3), x())"),
    case("i(5, 3).masked_fill(b(3), 7)"),
    case("torch.clamp(x(2, 4), -0.5, 0.7)"),
    case("torch.clamp(x(2, 4), min=0.1)"),
    case("torch.clamp(x(2, 4), max=0.1)"),
    case("torch.clamp(x(2, 4), x(4, low=-1.0, high=-0.5), x(4, low=0.5, high=1.0))"),
    case("torch.clamp(x(4), x(4), x(4))"),
    case("torch.clamp(i(9, 4), 2, 5)"),
    case("torch.clamp(i(9, 4), 2.5, 5.5)"),
    case("torch.clamp(t([float('nan'), 1.0]), 0.0, 0.5)"),
    case("(x(4) * 1).clamp_(-0.5, 0.5)"),
    case("torch.clip(x(4), -0.5, 0.5)"),
    case("torch.clamp_min(x(4), 0.2)"),
    case("torch.clamp_min(x(4), x(4))"),
    case("torch.clamp_max(x(4), 0.2)"),
    case("torch.clamp_max(x(4), x(4))"),
    case("(x(4) * 1).clamp_min_(0.2)"),
    case("(x(4) * 1).clamp_max_(0.2)"),
    case("torch.lerp(x(2, 3), x(3), 0.3)"),
    case("torch.lerp(x(2, 3), x(2, 3), x(3, low=0.0, high=1.0))"),
    case("torch.lerp(c(3), c(3), 0.8)"),
    case("(x(3) * 1).lerp_(x(3), 0.7)"),
    case("torch.addcmul(x(2, 3), x(3), x(2, 1), value=0.5)"),
    case("torch.addcmul(c(3), c(3), c(3))"),
    case("torch.addcmul(i(5, 3), i(5, 3), i(5, 3), value=2)"),
    case("(x(2, 3) * 1).addcmul_(x(3), x(2, 1))"),
    case("torch.addcdiv(x(2, 3), x(3), x(2, 1, low=0.4), value=0.5)"),
    case("torch.addcdiv(c(3), c(3), c(3))"),
    case("(x(2, 3) * 1).addcdiv_(x(3), x(3, low=0.4), value=-2)"),
    case(f"torch.nan_to_num({_ODD})"),
    case(f"torch.nan_to_num({_ODD}, nan=1.0, posinf=2.0, neginf=-2.0)"),
    case("torch.nan_to_num(x(3))"),
    case("torch.nan_to_num(i(4, 3))"),
]

ERRORS = [
    raises("torch.where(x(3), x(3), x(3))"),
    raises("torch.clamp(x(3))"),
    raises("torch.clamp(c(3), 0.0, 1.0)"),
    raises("x(3).masked_fill(i(2, 3), 1.0)"),
    raises("x(3).masked_fill(b(3), x(2))"),
    raises("torch.lerp(x(3), i(3, 3), 0.5)"),
    raises("torch.addcdiv(i(3, 2), i(3, 2), i(3, 2))"),
]
