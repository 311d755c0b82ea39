"""DLPack: memory shared with other libraries, in both directions."""

from __future__ import annotations

import ctypes
import gc
import weakref

import flambeau as torch
import numpy as np
import pytest
from flambeau.utils import dlpack

DTYPES = [
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
    "bool",
]


@pytest.mark.parametrize("name", DTYPES)
def test_both_ways(name):
    a = np.arange(6).reshape(2, 3).astype(name)
    t = torch.from_dlpack(a)
    assert t.dtype is getattr(torch, name) and t.data_ptr() == a.ctypes.data
    assert np.array_equal(t.numpy(), a)
    back = np.from_dlpack(t)
    assert back.dtype == a.dtype and back.ctypes.data == a.ctypes.data and back.shape == (2, 3)


def test_memory_is_shared():
    a = np.zeros(3)
    torch.from_dlpack(a).fill_(2)
    assert a.tolist() == [2, 2, 2]
    t = torch.zeros(2, device="cpu")
    np.from_dlpack(t)  # read-only or not, it sees what changes
    view = np.from_dlpack(t)
    t.add_(1)
    assert view.tolist() == [1, 1]


@pytest.mark.parametrize("version", [None, (0, 8), (1, 0), (1, 1)])
def test_capsules_are_used_once(version):
    t = torch.arange(4.0)
    capsule = t.__dlpack__(max_version=version)
    name = "dltensor_versioned" if version and version[0] else "dltensor"
    assert f'"{name}"' in repr(capsule)
    again = torch.from_dlpack(capsule)
    assert again.data_ptr() == t.data_ptr() and f'"used_{name}"' in repr(capsule)
    with pytest.raises(RuntimeError, match="invalid capsule.*consumed only once"):
        torch.from_dlpack(capsule)


@pytest.mark.parametrize(
    "make",
    [
        lambda: torch.ones(2, 3).t(),
        lambda: torch.arange(10.0)[::3],
        lambda: torch.arange(10.0)[4:],
        lambda: torch.ones(1, 3).expand(4, 3),
        lambda: torch.tensor(3.0),
        lambda: torch.empty(0, 3),
        lambda: torch.ones(2, 1, 3),
        lambda: torch.ones(1, 2, 3, 4).contiguous(memory_format=torch.channels_last),
        lambda: torch.ones(2, dtype=torch.bfloat16),
    ],
)
@pytest.mark.parametrize("version", [None, (1, 0)])
def test_layouts(make, version):
    t = make()
    again = torch.from_dlpack(t.__dlpack__(max_version=version))
    assert again.shape == t.shape and torch.equal(again, t)
    if t.numel():
        assert again.data_ptr() == t.data_ptr()


def test_numpy_strides():
    a = np.arange(12.0).reshape(3, 4)
    assert torch.from_dlpack(a.T).tolist() == a.T.tolist()
    assert torch.from_dlpack(a[:, ::2]).stride() == (4, 2)
    with pytest.raises(ValueError, match="negative strides"):
        torch.from_dlpack(a[::-1])


def test_the_source_lives_as_long_as_the_tensor():
    class Array(np.ndarray):
        pass

    a = np.zeros(3).view(Array)
    gone = weakref.ref(a)
    t = torch.from_dlpack(a)
    view = t[1:]
    del a, t
    gc.collect()
    assert gone() is not None and view.tolist() == [0, 0]
    del view
    gc.collect()
    assert gone() is None


def test_the_tensor_lives_as_long_as_the_array():
    t = torch.full((1000,), 7.0, device="cpu")
    array = np.from_dlpack(t)
    del t
    gc.collect()
    filler = [torch.zeros(1000) for _ in range(10)]
    assert (array == 7).all() and filler


class Managed(ctypes.Structure):
    pass


Deleter = ctypes.CFUNCTYPE(None, ctypes.POINTER(Managed))
Managed._fields_ = [
    ("data", ctypes.c_void_p),
    ("device_kind", ctypes.c_int32),
    ("device_id", ctypes.c_int32),
    ("ndim", ctypes.c_int32),
    ("code", ctypes.c_uint8),
    ("bits", ctypes.c_uint8),
    ("lanes", ctypes.c_uint16),
    ("shape", ctypes.POINTER(ctypes.c_int64)),
    ("strides", ctypes.POINTER(ctypes.c_int64)),
    ("offset", ctypes.c_uint64),
    ("context", ctypes.c_void_p),
    ("deleter", Deleter),
]
_new = ctypes.pythonapi.PyCapsule_New
_new.restype, _new.argtypes = ctypes.py_object, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]


class Foreign:
    """A capsule made by hand; counts how often its deleter runs."""

    def __init__(self, **changes):
        self.deleted = 0
        self.buffer = (ctypes.c_double * 8)(*range(8))
        self.shape = (ctypes.c_int64 * 1)(changes.pop("size", 4))
        self.strides = (ctypes.c_int64 * 1)(changes.pop("step", 1))
        fields = {
            "data": ctypes.addressof(self.buffer),
            "device_kind": 1,
            "ndim": 1,
            "code": 2,
            "bits": 64,
            "lanes": 1,
            "shape": self.shape,
            "strides": self.strides,
            "deleter": Deleter(self.delete),
        }
        fields.update(changes)
        self.managed = Managed(**fields)

    def delete(self, _):
        self.deleted += 1

    def capsule(self):
        return _new(ctypes.addressof(self.managed), b"dltensor", None)


def test_deleter_runs_once():
    foreign = Foreign()
    t = torch.from_dlpack(foreign.capsule())
    assert t.tolist() == [0, 1, 2, 3]
    other = t.view(2, 2)
    del t
    assert foreign.deleted == 0
    del other
    gc.collect()
    assert foreign.deleted == 1


def test_no_strides_and_an_offset():
    foreign = Foreign(strides=None, offset=16)
    assert torch.from_dlpack(foreign.capsule()).tolist() == [2, 3, 4, 5]
    foreign = Foreign(step=2)
    assert torch.from_dlpack(foreign.capsule()).tolist() == [0, 2, 4, 6]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code": 3}, BufferError),
        ({"bits": 128}, BufferError),
        ({"lanes": 2}, BufferError),
        ({"device_kind": 7}, RuntimeError),
        ({"size": -1}, ValueError),
        ({"step": -1}, ValueError),
        ({"step": 2**62}, ValueError),
        ({"size": 2**62}, RuntimeError),
        ({"ndim": -1}, ValueError),
        ({"offset": 3}, BufferError),
        ({"data": None}, BufferError),
    ],
)
def test_bad_capsules(changes, error):
    foreign = Foreign(**changes)
    with pytest.raises(error):
        torch.from_dlpack(foreign.capsule())
    assert foreign.deleted == 0


def test_capsules_that_nobody_consumes():
    t = torch.full((4,), 5.0)
    storage = t.untyped_storage()
    for version in (None, (1, 0)):
        capsules = [t.__dlpack__(max_version=version) for _ in range(3)]
        del capsules
    gc.collect()
    assert t.tolist() == [5] * 4 and storage.nbytes() == 16


def test_refusals():
    with pytest.raises(BufferError, match="require gradient"):
        torch.ones(2, requires_grad=True).__dlpack__()
    with pytest.raises(BufferError, match="require gradient"):
        torch.from_dlpack(torch.ones(2, requires_grad=True))
    with pytest.raises(TypeError, match="stream must be"):
        torch.ones(2).__dlpack__(stream="a")
    with pytest.raises(AssertionError, match="stream should be None on cpu"):
        torch.ones(2, device="cpu").__dlpack__(stream=1)
    with pytest.raises(BufferError):
        torch.ones(2).__dlpack__(dl_device=(2, 0) if torch.get_default_device().type == "cpu" else (7, 0))
    with pytest.raises(RuntimeError, match="invalid capsule"):
        torch.from_dlpack(3)
    with pytest.raises(BufferError):
        torch.from_dlpack(np.array(["a"]))


def test_copies():
    t = torch.ones(2)
    for version in (None, (1, 0)):
        copy = torch.from_dlpack(t.__dlpack__(copy=True, max_version=version))
        assert copy.data_ptr() != t.data_ptr() and copy.tolist() == [1, 1]
    a = np.ones(2)
    assert torch.from_dlpack(a, copy=True).data_ptr() != a.ctypes.data
    assert torch.from_dlpack(a, copy=False).data_ptr() == a.ctypes.data
    assert torch.from_dlpack(a, device="cpu").data_ptr() == a.ctypes.data


def test_read_only_arrays_are_shared():
    a = np.ones(2)
    a.flags.writeable = False
    assert torch.from_dlpack(a).data_ptr() == a.ctypes.data


def test_exporters_that_know_fewer_options():
    class Old:
        def __init__(self, tensor):
            self.tensor = tensor

        def __dlpack__(self, stream=None):
            return self.tensor.__dlpack__()

        def __dlpack_device__(self):
            return (1, 0)

    t = torch.ones(2)
    assert torch.from_dlpack(Old(t)).data_ptr() == t.data_ptr()
    assert torch.from_dlpack(Old(t), copy=True).data_ptr() != t.data_ptr()


@pytest.mark.cuda_only
def test_cuda_array_interface():
    x = torch.arange(6.0).reshape(2, 3)
    expected = {"typestr": "<f4", "shape": (2, 3), "strides": None, "data": (x.data_ptr(), False), "version": 2}
    assert x.__cuda_array_interface__ == expected
    expected = {"shape": (3, 2), "strides": (4, 12)}
    assert expected.items() <= x.t().__cuda_array_interface__.items()
    assert torch.ones(2, 0, dtype=torch.bool).__cuda_array_interface__["data"] == (0, False)
    with pytest.raises(RuntimeError, match="on Variable that requires grad"):
        _ = x.requires_grad_().__cuda_array_interface__
    with pytest.raises(AttributeError, match="on non-CUDA tensor type: torch.FloatTensor"):
        _ = torch.ones(2, device="cpu").__cuda_array_interface__


def test_devices_and_names():
    kind = {"cpu": dlpack.DLDeviceType.kDLCPU, "cuda": dlpack.DLDeviceType.kDLCUDA}[torch.get_default_device().type]
    assert torch.ones(1).__dlpack_device__() == (kind, 0)
    assert torch.ones(1, device="cpu").__dlpack_device__() == (dlpack.DLDeviceType.kDLCPU, 0)
    t = torch.ones(1)
    assert torch.utils.dlpack.from_dlpack(torch.utils.dlpack.to_dlpack(t)).data_ptr() == t.data_ptr()
    assert torch.to_dlpack is dlpack.to_dlpack
