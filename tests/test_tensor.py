"""Tensors: creation, views, operators, promotion, memory shared with NumPy, errors."""

import gc
import warnings
import weakref

import flambeau as torch
import numpy as np
import pytest


def test_creation_and_printing():
    x = torch.tensor([[1, 2], [3, 4.0]])
    assert repr(x.cpu()) == "tensor([[1., 2.],\n        [3., 4.]])"
    assert x.shape == torch.Size([2, 2]) and x.dtype is torch.float32
    assert torch.tensor([1, 2]).dtype is torch.int64
    assert torch.tensor([True]).dtype is torch.bool
    assert torch.tensor(1j).dtype is torch.complex64
    assert torch.zeros(2, 3).tolist() == [[0.0] * 3] * 2
    assert torch.arange(2, 10, 3).tolist() == [2, 5, 8]
    assert torch.full((2,), 7).dtype is torch.int64
    assert torch.eye(2).tolist() == [[1, 0], [0, 1]]


@pytest.mark.parametrize(
    ("data", "error"),
    [([[1], [2, 3]], ValueError), ([1, "a"], TypeError), (None, RuntimeError), ([[], [1]], ValueError)],
)
def test_bad_data(data, error):
    with pytest.raises(error):
        torch.tensor(data)


def test_views_share_memory():
    x = torch.arange(12).reshape(3, 4)
    x[1, 2] = 100
    x[:, 0].fill_(-1)
    x.T[3] = 7
    assert x.tolist() == [[-1, 1, 2, 7], [-1, 5, 100, 7], [-1, 9, 10, 7]]
    assert x.t()._base is not None and x.view(-1)[6].item() == 100
    with pytest.raises(RuntimeError, match="view size is not compatible"):
        x.t().view(-1)


@pytest.mark.parametrize(
    "index", [0, -1, slice(1, 3), slice(None, None, 2), (slice(None), 1), (..., 0), (None, 1), (2, ..., slice(1, None))]
)
def test_basic_indexing_agrees_with_numpy(index):
    x = np.arange(60, dtype=np.float32).reshape(5, 4, 3)
    assert torch.from_numpy(x)[index].tolist() == x[index].tolist()


def test_index_errors():
    x = torch.zeros(2, 3)
    with pytest.raises(IndexError, match="index 2 is out of bounds for dimension 0 with size 2"):
        x[2]
    with pytest.raises(IndexError, match="too many indices"):
        x[0, 0, 0]
    with pytest.raises(ValueError, match="step must be greater than zero"):
        x[::-1]


OPERATORS = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "floordiv": lambda a, b: a // b,
    "mod": lambda a, b: a % b,
    "pow": lambda a, b: a**b,
    "lt": lambda a, b: a < b,
    "eq": lambda a, b: a == b,
}


@pytest.mark.parametrize("name", OPERATORS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64, np.int32, np.uint8])
@pytest.mark.parametrize("shapes", [((3, 4), (3, 4)), ((3, 1), (4,)), ((0, 4), (4,)), ((), (5,))])
def test_operators_agree_with_numpy(name, dtype, shapes):
    generator = np.random.default_rng(7)
    a, b = (generator.integers(1, 5, shape).astype(dtype) for shape in shapes)
    got = OPERATORS[name](torch.from_numpy(a), torch.from_numpy(b))
    wanted = OPERATORS[name](a, b)
    np.testing.assert_allclose(got.numpy(), wanted, rtol=1e-6)


def test_strided_operands():
    x = np.arange(24, dtype=np.float32).reshape(4, 6)
    t = torch.from_numpy(x)
    np.testing.assert_array_equal((t[::2, 1::2] + t.T[::2, ::2].T).numpy(), x[::2, 1::2] + x.T[::2, ::2].T)


def test_promotion():
    i, f, h = torch.ones(2, dtype=torch.int32), torch.ones(2), torch.ones(2, dtype=torch.float16)
    assert (i + 1).dtype is torch.int32 and (i + 1.5).dtype is torch.float32 and (h + 1.5).dtype is torch.float16
    assert (i / 2).dtype is torch.float32 and (i + f).dtype is torch.float32
    assert (f + torch.tensor(1.0, dtype=torch.float64)).dtype is torch.float32
    assert (i + torch.ones(2, dtype=torch.uint8)).dtype is torch.int32
    with pytest.raises(RuntimeError, match="can't be cast"):
        i.add_(1.5)


@pytest.mark.cpu_only("the CPU alone looks for zeros among divisors, as in PyTorch")
def test_integer_division_by_zero():
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        torch.tensor([1]) // torch.tensor([0])


def test_broadcast_error_names_the_sizes():
    with pytest.raises(
        RuntimeError,
        match=r"The size of tensor a \(3\) must match the size of tensor b \(4\) at non-singleton dimension 1",
    ):
        torch.ones(2, 3) + torch.ones(4)


def test_argument_errors():
    x = torch.ones(2)
    with pytest.raises(TypeError, match="mul"):
        torch.mul(x, "a")
    with pytest.raises(TypeError):
        torch.exp()
    with pytest.raises(TypeError):
        x.exp(1)
    with pytest.raises(TypeError):
        x + "a"
    with pytest.raises(RuntimeError):
        torch.zeros(-1)
    with pytest.raises((RuntimeError, MemoryError)):
        torch.zeros(1 << 40, 1 << 40)
    with pytest.raises(AttributeError, match="flambeau"):
        torch.no_such_function  # noqa: B018


@pytest.mark.cpu_only("arrays share memory with tensors of the CPU")
def test_numpy_shares_memory():
    array = np.arange(6, dtype=np.float64).reshape(2, 3)
    t = torch.from_numpy(array)
    t[0, 0] = 42
    assert array[0, 0] == 42
    back = t.T.numpy()
    back[0, 1] = -1
    assert array[1, 0] == -1
    del t, array
    gc.collect()
    assert back[0, 0] == 42
    with pytest.raises(ValueError, match="negative"):
        torch.from_numpy(np.arange(3)[::-1])
    with pytest.raises(TypeError):
        torch.from_numpy(np.array(["a"]))


def test_out_argument():
    a, out = torch.tensor([1.0, 4.0]), torch.zeros(2)
    assert torch.sqrt(a, out=out) is out and out.tolist() == [1, 2]
    wide = torch.zeros(0)
    torch.add(a, 1, out=wide)
    assert wide.tolist() == [2, 5]


def test_sums():
    x = np.random.default_rng(0).normal(size=(7, 5, 3))
    t = torch.from_numpy(x)
    np.testing.assert_allclose(t.sum().item(), x.sum())
    np.testing.assert_allclose(t.sum((0, 2)).numpy(), x.sum((0, 2)))
    np.testing.assert_allclose(t.mean(-1, keepdim=True).numpy(), x.mean(-1, keepdims=True))
    assert torch.tensor([True, True]).sum().item() == 2
    assert torch.zeros(0).sum().item() == 0
    with pytest.raises(IndexError, match="Dimension out of range"):
        t.sum(3)


def test_results_do_not_depend_on_threads():
    x = torch.arange(300_001, dtype=torch.float32).sin()
    before = torch.get_num_threads()
    try:
        results = []
        for threads in (1, 2, 3):
            torch.set_num_threads(threads)
            results.append((x.exp() * x).sum().item())
        assert results[0] == results[1] == results[2]
    finally:
        torch.set_num_threads(before)


def test_one_object_while_either_side_lives():
    x = torch.ones(2, requires_grad=True)
    (x * 2).sum().backward()
    assert x.grad is x.grad
    x.grad.note = "kept"
    gc.collect()
    assert x.grad.note == "kept"
    watch = weakref.ref(x.grad)
    assert watch() is x.grad
    x.grad = None
    gc.collect()
    assert watch() is None


def test_cycles_through_hooks_are_collected():
    x = torch.ones(1, requires_grad=True)
    x.register_hook(lambda grad: x)  # noqa: F821
    watch = weakref.ref(x)
    del x
    gc.collect()
    assert watch() is None


@pytest.mark.parametrize("convert", [int, float, complex])
def test_one_element_becomes_a_number(convert):
    assert convert(torch.tensor([[2]])) == 2
    with pytest.raises(ValueError, match="only one element tensors can be converted to Python scalars"):
        convert(torch.ones(2))


def test_complex_elements_become_numbers():
    assert complex(torch.tensor(1 + 2j)) == 1 + 2j
    assert int(torch.tensor(3 + 0j)) == 3
    with pytest.raises(RuntimeError, match="without overflow"):
        int(torch.tensor(1 + 2j))


def test_membership():
    x = torch.arange(3)
    assert 2 in x and 5 not in x and torch.tensor(1) in x and np.float32(2) in x
    for other in ("a", None, [1]):
        with pytest.raises(RuntimeError, match="only supports Tensor or scalar"):
            other in x  # noqa: B015


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e30, 300, 255.5, -0.5])
def test_numbers_that_a_dtype_cannot_hold(value):
    x = torch.zeros(2, dtype=torch.uint8)
    for attempt in (
        lambda: torch.tensor([value], dtype=torch.uint8),
        lambda: torch.full((2,), value, dtype=torch.uint8),
        lambda: torch.full_like(x, value),
        lambda: x.new_full((2,), value),
        lambda: x.fill_(value),
    ):
        with pytest.raises(RuntimeError, match="without overflow"):
            attempt()
    assert x.fill_(-1).tolist() == [255, 255] and x.fill_(2.75).tolist() == [2, 2]


def test_resizing_keeps_the_memory():
    x = torch.arange(6.0)
    part = x[2:4]
    assert part.resize_(4) is part
    part[3] = 9
    assert x.tolist() == [0, 1, 2, 3, 4, 9]
    assert x.view(2, 3).t().resize_(2).tolist() == [0, 1]
    grown = part.resize_(2, 4)
    assert grown.shape == (2, 4) and grown.view(-1)[:4].tolist() == [2, 3, 4, 9]


def test_numpy_functions_give_tensors():
    x = torch.tensor([0.0, 1.0])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        assert isinstance(np.exp(x), torch.Tensor) and np.exp(x).dtype is torch.float32
        assert np.greater(x, 0.5).tolist() == [0, 1]
        assert (x * np.array([2.0, 3.0])).tolist() == [0, 3]


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [
        (torch.ones(2, dtype=torch.int8), 1, "int8"),
        (torch.ones(2, dtype=torch.int8), 1.0, "float32"),
        (torch.ones(2, dtype=torch.int8), torch.tensor(1), "int8"),
        (torch.ones(2, dtype=torch.int8), torch.ones(1, dtype=torch.uint8), "int16"),
        (torch.ones(2), torch.tensor(1.0, dtype=torch.float64), "float32"),
        (torch.ones(2, dtype=torch.float64), 1j, "complex128"),
        (torch.tensor(True), 2, "int64"),
        (1, 2.0, "float32"),
    ],
)
def test_result_type(first, second, wanted):
    assert torch.result_type(first, second) is getattr(torch, wanted)
    assert torch.result_type(second, first) is getattr(torch, wanted)


def test_shapes_in_common():
    assert torch.broadcast_shapes((2, 1), (3,), 1) == (2, 3)
    assert torch.broadcast_shapes() == ()
    with pytest.raises(RuntimeError, match="broadcast a dimension of length 3"):
        torch.broadcast_shapes((2,), (3,))


def test_asarray():
    array = np.arange(3.0)
    assert torch.asarray(array, copy=False, device="cpu").data_ptr() == array.ctypes.data
    assert torch.asarray(array, copy=True, device="cpu").data_ptr() != array.ctypes.data
    assert torch.asarray([1, 2]).dtype is torch.int64
    assert torch.asarray([1.0], requires_grad=True).requires_grad
    with pytest.raises(ValueError, match="copy=False"):
        torch.asarray([1], copy=False)


def test_transposed_attributes():
    number = torch.tensor(1 + 2j)
    assert number.mT.item() == 1 + 2j and number.H.item() == 1 - 2j
    with pytest.raises(RuntimeError, match="only supported on matrices"):
        torch.ones(2, 2, 2).H  # noqa: B018


def test_diagonals_are_filled():
    assert torch.zeros(2, 3).fill_diagonal_(5).tolist() == [[5, 0, 0], [0, 5, 0]]
    tall = torch.zeros(8, 3).fill_diagonal_(1, wrap=True)
    array = np.zeros((8, 3))
    np.fill_diagonal(array, 1, wrap=True)
    assert tall.tolist() == array.tolist()
    cube = torch.zeros(3, 3, 3).fill_diagonal_(2)
    assert cube.sum().item() == 6 and cube[1, 1, 1].item() == 2
    with pytest.raises(RuntimeError, match="equal length"):
        torch.zeros(3, 3, 2).fill_diagonal_(1)
    with pytest.raises(RuntimeError, match="larger than 1"):
        torch.zeros(3).fill_diagonal_(1)


def test_other_names_and_what_a_tensor_is_not():
    x = torch.tensor([0.5, float("nan")])
    assert x.clone().nan_to_num_(2.0).tolist() == [0.5, 2.0]
    assert torch.ones(2).clip_(0, 0.5).tolist() == [0.5, 0.5]
    assert torch.equal(torch.arctan2(torch.ones(2), torch.ones(2)), torch.ones(2).atan2(torch.ones(2)))
    assert not (x.is_mps or x.is_nested or x.is_sparse_csr or x.is_xla) and x.name is None
    assert x.is_set_to(x.view(2)) and not x.is_set_to(x.clone()) and x.is_same_size(x.clone())
    assert torch.ones(2).map_(torch.arange(2.0), lambda a, b: a + b).tolist() == [1, 2]
    assert torch.fill(x, 3).tolist() == [3, 3] and torch.get_device(x) == (0 if x.is_cuda else -1)
