"""NumPy's arrays and tensors: memory that they share, elements as Python numbers, shapes."""

from __future__ import annotations

import copy
import gc
import pickle
import subprocess
import sys
import weakref

import flambeau as torch
import numpy as np
import pytest

DTYPES = [
    "bool",
    "uint8",
    "int8",
    "int16",
    "int32",
    "int64",
    "float16",
    "float32",
    "float64",
    "complex64",
    "complex128",
]


@pytest.mark.cpu_only("arrays share its memory")
@pytest.mark.parametrize("name", DTYPES)
@pytest.mark.parametrize("shape", [(), (0, 3), (4,), (2, 3), (2, 1, 3)])
def test_there_and_back(name, shape):
    array = np.arange(np.prod(shape, dtype=int)).reshape(shape).astype(name)
    tensor = torch.from_numpy(array)
    assert tensor.dtype is getattr(torch, name)
    assert tensor.shape == shape
    assert tensor.tolist() == array.tolist()
    back = tensor.numpy()
    assert back.dtype == array.dtype
    assert back.shape == shape
    assert back.tolist() == array.tolist()
    if array.size:
        assert back.ctypes.data == array.ctypes.data
        array[...] = 1
        assert bool((tensor == 1).all())
        tensor.zero_()
        assert not array.any()
        assert back.flags.writeable


@pytest.mark.parametrize("function", [torch.from_numpy, torch.as_tensor, torch.tensor])
def test_layouts(function):
    array = np.arange(24.0).reshape(2, 3, 4)
    for view in (array.T, array[:, ::2], array[1:, :, 3], np.broadcast_to(array[0], (5, 3, 4)), array[:0]):
        view = view if view.flags.writeable else view.view()
        if not view.flags.writeable and function is torch.from_numpy:
            with pytest.warns(UserWarning, match="not writable"):
                tensor = function(view)
        else:
            tensor = function(view)
        assert tensor.tolist() == view.tolist()
        assert torch.equal(torch.from_numpy(tensor.numpy()), tensor)


def test_long_names_of_integers():
    for letter in "bhilqBfd?":
        array = np.ones(3, dtype=letter)
        assert torch.from_numpy(array).element_size() == array.itemsize


@pytest.mark.parametrize(
    ("make", "error", "text"),
    [
        (lambda: [1], TypeError, r"expected np.ndarray \(got list\)"),
        (lambda: np.float32(1), TypeError, r"expected np.ndarray \(got numpy.float32\)"),
        (lambda: np.array(["a"]), TypeError, "can't convert np.ndarray of type numpy.str_"),
        (lambda: np.zeros(3, object), TypeError, "can't convert np.ndarray of type numpy.object_"),
        (lambda: np.zeros(3, "M8[s]"), TypeError, "can't convert np.ndarray of type numpy.datetime64"),
        (lambda: np.zeros(3, "V4"), TypeError, "can't convert np.ndarray of type numpy.void"),
        (lambda: np.zeros(3, np.longdouble), TypeError, "can't convert np.ndarray of type numpy.longdouble"),
        (lambda: np.zeros(3)[::-1], ValueError, "At least one stride in the given numpy array is negative"),
        (lambda: np.zeros((1, 3))[:, ::-1][:, :1], ValueError, "At least one stride"),
        (lambda: np.zeros(3, "f4,i2")["f0"], ValueError, "strides not a multiple of the element byte size"),
        (lambda: np.zeros(3, ">f4"), ValueError, "byte order different from the native byte order"),
    ],
)
def test_arrays_that_cannot_be_shared(make, error, text):
    with pytest.raises(error, match=text):
        torch.from_numpy(make())


@pytest.mark.cpu_only("arrays share its memory")
def test_calls_of_from_numpy():
    with pytest.raises(TypeError):
        torch.from_numpy()
    with pytest.raises(TypeError):
        torch.from_numpy(np.ones(1), np.ones(1))
    with pytest.raises(TypeError):
        torch.from_numpy(ndarray=np.ones(1))
    assert torch.from_numpy(np.ma.array([1, 2])).tolist() == [1, 2]
    assert torch.from_numpy(np.zeros(3, "f4,i4")["f0"]).stride() == (2,)


@pytest.mark.cpu_only("arrays share its memory")
def test_a_tensor_keeps_the_array():
    class Array(np.ndarray):
        pass

    array = np.arange(1000.0).view(Array)
    seen = weakref.ref(array)
    view = torch.from_numpy(array)[10:]
    del array
    gc.collect()
    assert seen() is not None
    assert view[0].item() == 10
    del view
    gc.collect()
    assert seen() is None


def test_an_array_keeps_the_memory():
    tensor = torch.arange(1000)
    array = tensor.numpy()
    tensor.data = torch.zeros(3, dtype=torch.int64)
    del tensor
    gc.collect()
    others = [torch.full((1000,), 5) for _ in range(4)]
    assert array.tolist() == list(range(1000))
    del others


@pytest.mark.cpu_only("arrays share its memory")
def test_numpy_of_tensors_in_a_graph():
    x = torch.ones(2, requires_grad=True)
    for read in (x.numpy, x.__array__, lambda: np.asarray(x)):
        with pytest.raises((RuntimeError, BufferError), match="requires grad"):
            read()
    assert x.numpy(force=True).tolist() == [1, 1]
    assert x.detach().numpy().tolist() == [1, 1]
    with torch.no_grad():
        assert x.numpy().tolist() == [1, 1]
    with pytest.raises(TypeError, match="BFloat16"):
        torch.ones(2, dtype=torch.bfloat16).numpy()
    with pytest.raises(TypeError, match="takes 0 positional arguments but 1 was given"):
        x.numpy(True)
    with pytest.raises(TypeError, match="argument 'force' must be bool, not int"):
        x.numpy(force=1)
    with pytest.raises(TypeError, match="unexpected keyword"):
        x.numpy(forced=True)


@pytest.mark.cpu_only("arrays share its memory")
def test_array_protocol():
    x = torch.tensor([[1.5, 2.5]])
    assert np.asarray(x).ctypes.data == x.data_ptr()
    assert x.__array__(np.float64).dtype == np.float64
    assert x.__array__("float32").ctypes.data == x.data_ptr()
    assert x.__array__(copy=True).ctypes.data != x.data_ptr()
    with pytest.raises(ValueError, match="copy is needed"):
        x.__array__(np.float64, copy=False)
    assert np.array(x).tolist() == [[1.5, 2.5]]
    assert np.sqrt(torch.tensor([4.0])).tolist() == [2.0]


def test_numpy_is_imported_late():
    code = (
        "import sys, flambeau\n"
        "flambeau.tensor([1.0]); flambeau.as_tensor(b'ab'[0]); flambeau.tensor(memoryview(bytearray(8)))\n"
        "assert 'numpy' not in sys.modules\n"
        "try: flambeau.from_numpy([1])\n"
        "except TypeError: pass\n"
        "assert 'numpy' not in sys.modules\n"
        "assert flambeau.ones(2).numpy().tolist() == [1, 1]\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


@pytest.mark.parametrize("name", [*DTYPES, "bfloat16"])
def test_lists(name):
    dtype = getattr(torch, name)
    values = [[True, False, True]] if name == "bool" else [[1, 0, 3], [2, 100, 5]]
    x = torch.tensor(values, dtype=dtype)
    assert x.tolist() == values
    assert type(x.tolist()[0][0]) is type(x[0, 0].item())
    assert x.t().tolist() == [list(row) for row in zip(*values, strict=True)]
    assert x[0, 0].tolist() == values[0][0]
    assert torch.empty(2, 0, 3, dtype=dtype).tolist() == [[], []]
    assert torch.tensor(x.tolist(), dtype=dtype).tolist() == values


def test_lists_of_numbers():
    assert torch.tensor([1.0, 2, True]).dtype is torch.float32
    assert torch.tensor([[1, 2], [3.5, 4]]).tolist() == [[1, 2], [3.5, 4]]
    assert torch.tensor([1.0, np.float64(2)]).dtype is torch.float64
    assert torch.tensor([1.0, 1j]).dtype is torch.complex64

    class Float(float):
        pass

    assert torch.tensor([Float(1.5), 2.0]).tolist() == [1.5, 2.0]
    with pytest.raises(ValueError, match="expected sequence of length 2 at dim 1"):
        torch.tensor([[1.0, 2.0], [3.0]])
    with pytest.raises(TypeError):
        torch.tensor([1.0, [2.0]])
    shrinking = [1.0, 2.0, 3.0]

    class Shrinks:
        def __float__(self):
            shrinking.clear()
            return 1.0

        __index__ = None

    shrinking[0] = Shrinks()
    with pytest.raises((IndexError, TypeError, RuntimeError, ValueError)):
        torch.tensor(shrinking)


def test_sizes():
    size = torch.zeros(2, 3, 4).shape
    assert type(size) is torch.Size
    assert size == (2, 3, 4)
    assert hash(size) == hash((2, 3, 4))
    assert repr(size) == "torch.Size([2, 3, 4])"
    assert size.numel() == 24
    assert torch.Size().numel() == 1
    for part in (size[1:], size[:], size + (5,), (5,) + size, size * 2, 2 * size):  # noqa: RUF005
        assert type(part) is torch.Size
    assert (1,) + size == (1, 2, 3, 4)  # noqa: RUF005
    assert size[-1] == 4
    assert torch.Size([True, np.int64(3), torch.tensor(4)]) == (1, 3, 4)
    for other in (pickle.loads(pickle.dumps(size)), copy.deepcopy(size), copy.copy(size)):
        assert type(other) is torch.Size
        assert other == size
    rows, *rest = size
    assert (rows, rest) == (2, [3, 4])
    with pytest.raises(IndexError):
        size[5]
    with pytest.raises(TypeError, match="indices must be integers or slices"):
        size["a"]
    for wrong in (["a"], [1.5], [torch.tensor(3.0)]):
        with pytest.raises(TypeError, match=r"takes an iterable of 'int' \(item 0 is"):
            torch.Size(wrong)
    with pytest.raises(TypeError, match=r"\(item 3 is 'str'\)"):
        size + ("a",)  # noqa: RUF005
    with pytest.raises(TypeError):
        size + [1]  # noqa: RUF005
    with pytest.raises(TypeError):
        torch.Size(5)
    with pytest.raises(TypeError, match="not an acceptable base type"):
        type("Other", (torch.Size,), {})


def test_a_shape_follows_its_tensor():
    x = torch.zeros(2, 3)
    assert x.shape is x.shape
    assert x.size() == x.shape == (2, 3)
    x.t_()
    assert x.shape == (3, 2)
    x.data = torch.zeros(4)
    assert x.shape == (4,)
    x.resize_(2, 2)
    assert x.shape == (2, 2)
    assert x.size(0) == 2
    for _ in range(3):
        shape = torch.zeros(5).shape
        gc.collect()
        assert shape == (5,)
