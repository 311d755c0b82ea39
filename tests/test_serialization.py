"""save and load: round trips, files of PyTorch, where tensors go, damaged and malicious files."""

from __future__ import annotations

import argparse
import collections
import copy
import io
import os
import pathlib
import pickle
import random

import flambeau as torch
import numpy as np
import pytest
from flambeau import nn

GOLDEN = pathlib.Path(__file__).parent / "golden" / "checkpoints"


def saved(obj: object) -> bytes:
    file = io.BytesIO()
    torch.save(obj, file)
    return file.getvalue()


def loaded(content: bytes, **options: object) -> object:
    return torch.load(io.BytesIO(content), **options)


def round_trip(obj: object, **options: object) -> object:
    return loaded(saved(obj), **options)


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.arange(6.0).reshape(2, 3))
        self.register_buffer("count", torch.tensor(3))
        self.activation = nn.functional.relu
        self.made = True

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.activation(x)


class Plain:
    pass


class Tagged(torch.Tensor):
    pass


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        0,
        -1,
        2**63 - 1,
        -(2**63),
        2**64,
        -(2**200),
        1.5,
        float("inf"),
        1 + 2j,
        "",
        "\u00e9\u6f22\U0001f600",
        b"a\xff\x00",
        bytearray(b"x"),
        (),
        (1, (2, [3])),
        [],
        {},
        {"a": {1: [None]}},
        {1, 2},
        frozenset({3}),
        collections.OrderedDict(b=1, a=2),
        collections.Counter("aab"),
        torch.Size([2, 3]),
        torch.float16,
        torch.device("cpu"),
        torch.device("cuda:1"),
        torch.strided,
        np.float32(2.5),
        np.dtype("int16"),
    ],
    ids=repr,
)
def test_values(value):
    result = round_trip(value)
    assert result == value and type(result) is type(value)


def test_default_dict_and_arrays():
    result = round_trip({"d": collections.defaultdict(list, a=[1]), "n": np.arange(6).reshape(2, 3).T})
    assert result["d"]["a"] == [1] and result["d"]["new"] == []
    assert (result["n"] == np.arange(6).reshape(2, 3).T).all() and result["n"].flags.f_contiguous
    result["n"][0, 0] = 7


DTYPES = ["uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64", "bool", "complex64"]


@pytest.mark.parametrize("name", DTYPES)
def test_dtypes(name):
    x = torch.tensor([0, 1, 2]).to(getattr(torch, name))
    result = round_trip(x)
    assert result.dtype is x.dtype and result.tolist() == x.tolist()


def test_views_share_and_keep_strides():
    base = torch.arange(24.0).reshape(4, 6)
    result = round_trip({"base": base, "t": base.t(), "part": base[1:3, ::2], "wide": torch.ones(2, 1).expand(2, 3)})
    assert result["t"].stride() == (1, 6) and result["part"].stride() == (6, 2) and result["wide"].stride() == (1, 0)
    result["base"][1, 0] = 100
    assert result["t"][0, 1] == 100 and result["part"][0, 0] == 100
    assert result["part"].untyped_storage() is result["base"].untyped_storage()


def test_identity_and_cycles():
    shared, ring = torch.ones(2), [1]
    ring.append(ring)
    result = round_trip({"a": shared, "b": [shared], "ring": ring})
    assert result["a"] is result["b"][0]
    assert result["ring"][1] is result["ring"]
    knot = ([],)
    knot[0].append(knot)
    with pytest.raises(RuntimeError, match="contains itself"):
        saved(knot)


def test_a_state_is_whole_before_it_is_set():
    # A module's state holds dictionaries of dictionaries; its class looks into them when the state is set.
    net = nn.Sequential(collections.OrderedDict(a=Net(), b=nn.Sequential(Net())))
    result = round_trip({"first": net, "second": net}, weights_only=False)
    assert result["first"] is result["second"] and [name for name, _ in result["first"].named_parameters()] == [
        "a.weight",
        "b.0.weight",
    ]


def test_gradient_flags_parameters_and_attributes():
    leaf = torch.ones(2, requires_grad=True)
    tagged = torch.zeros(2)
    tagged.tag = {"name": "x", "list": [leaf]}
    parameter = nn.Parameter(torch.ones(2, 2))
    parameter.tag = 5
    frozen = nn.Parameter(torch.ones(1), requires_grad=False)
    result = round_trip([leaf, tagged, parameter, frozen, leaf * 2])
    assert result[0].requires_grad and not result[1].requires_grad
    assert result[1].tag["name"] == "x" and result[1].tag["list"][0] is result[0]
    assert type(result[2]) is nn.Parameter and result[2].requires_grad and result[2].tag == 5
    assert type(result[3]) is nn.Parameter and not result[3].requires_grad
    assert result[4].requires_grad and result[4].is_leaf


def test_state_dict_metadata():
    net = Net()
    state = round_trip(net.state_dict())
    assert list(state) == ["weight", "count"] and state._metadata == net.state_dict()._metadata
    other = Net()
    other.load_state_dict(state)


def test_generators():
    generator = torch.Generator()
    generator.manual_seed(5)
    state = generator.get_state()
    assert torch.equal(round_trip({"rng": state})["rng"], state)
    content = saved(generator)
    with pytest.raises(pickle.UnpicklingError, match="Generator"):
        loaded(content)
    result = loaded(content, weights_only=False)
    assert result.initial_seed() == 5 and torch.equal(result.get_state(), state)


def test_optimizer_state():
    weight = nn.Parameter(torch.ones(3))
    optimizer = torch.optim.SGD([weight], lr=0.1, momentum=0.9)
    (weight * weight).sum().backward()
    optimizer.step()
    state = round_trip(optimizer.state_dict())
    other = torch.optim.SGD([nn.Parameter(torch.ones(3))], lr=0.5, momentum=0.1)
    other.load_state_dict(state)
    assert other.param_groups[0]["momentum"] == 0.9
    assert torch.equal(next(iter(other.state.values()))["momentum_buffer"], state["state"][0]["momentum_buffer"])


# --- Places for files


def test_paths_and_files(tmp_path):
    path = tmp_path / "x.pt"
    torch.save([1], path)
    torch.save([2], str(tmp_path / "y.pt"))
    with open(tmp_path / "z.pt", "wb") as file:
        torch.save([3], file)
    with open(tmp_path / "z.pt", "rb") as file:
        assert torch.load(file) == [3]
    assert torch.load(path) == [1] and torch.load(str(tmp_path / "y.pt")) == [2]
    with open(path, "rb", buffering=0) as file:
        assert torch.load(file) == [1]


class Full(io.RawIOBase):
    def writable(self):
        return True

    def write(self, data):
        raise OSError(28, "No space left on device")


def test_where_not_to_write(tmp_path):
    with pytest.raises(RuntimeError, match="Parent directory .* does not exist"):
        torch.save(1, tmp_path / "no" / "x.pt")
    with pytest.raises(AttributeError, match="'write' attribute"):
        torch.save(1, 3)
    with pytest.raises(TypeError):
        torch.save(1, io.StringIO())
    with pytest.raises(OSError, match="No space left"):
        torch.save(torch.ones(3), Full())
    with pytest.raises(TypeError):
        torch.save(1)
    for options in ({"pickle_protocol": 4}, {"_use_new_zipfile_serialization": False}, {"pickle_module": random}):
        with pytest.raises(NotImplementedError):
            torch.save(1, io.BytesIO(), **options)


def test_a_failed_save_leaves_the_old_file(tmp_path):
    path = tmp_path / "x.pt"
    torch.save([1], path)
    with pytest.raises(pickle.PicklingError, match="<lambda>"):
        torch.save([torch.ones(2), lambda x: x], path)
    assert torch.load(path) == [1] and os.listdir(tmp_path) == ["x.pt"]


def test_same_memory_as_two_dtypes():
    x = torch.zeros(4, dtype=torch.complex64)
    with pytest.raises(RuntimeError, match="two tensors view the same storage as different dtypes"):
        saved([x, x.real])


# --- Places for tensors


def test_map_location():
    content = saved({"a": torch.arange(3.0, device="cpu")})
    places = []

    def keep(storage, location):
        places.append((location, len(storage), storage.device.type))
        return storage

    for place in ("cpu", torch.device("cpu"), {"cpu": "cpu"}, {"cuda:0": "cpu"}, keep, lambda storage, location: None):
        assert loaded(content, map_location=place)["a"].tolist() == [0, 1, 2]
    assert places == [("cpu", 12, "cpu")]
    with pytest.raises(RuntimeError, match="don't know how to restore data location"):
        loaded(content, map_location="foo")
    with pytest.raises(TypeError):
        loaded(content, map_location=1.5)
    with pytest.raises(ZeroDivisionError):
        loaded(content, map_location=lambda storage, location: 1 / 0)


@pytest.fixture
def no_gpu(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)


def test_files_from_a_gpu(no_gpu):
    content = saved({"a": torch.arange(3.0, device="cpu")})
    with pytest.raises(RuntimeError, match="Attempting to deserialize object on a CUDA device"):
        loaded(content, map_location="cuda")
    # The place of a storage is a string that occurs once, before its length.
    moved = content.replace(b"X\x03\x00\x00\x00cpu", b"X\x03\x00\x00\x00mps")
    assert moved != content
    moved = with_pickle(content, lambda data: data.replace(b"X\x03\x00\x00\x00cpu", b"X\x06\x00\x00\x00cuda:0"))
    with pytest.raises(RuntimeError, match="map_location=torch.device\\('cpu'\\)"):
        loaded(moved)
    for place in ("cpu", {"cuda:0": "cpu"}, lambda storage, location: storage):
        assert loaded(moved, map_location=place)["a"].tolist() == [0, 1, 2]


@pytest.mark.cuda_only
def test_places_of_gpus():
    x = torch.arange(6.0)
    content = saved([x[:2], x[2:], torch.ones(2, device="cpu")])
    devices = [
        [tensor.device.type for tensor in loaded(content, map_location=place)] for place in (None, "cpu", "cuda")
    ]
    assert devices == [["cuda", "cuda", "cpu"], ["cpu"] * 3, ["cuda"] * 3]
    first, second, _ = loaded(content, map_location=lambda storage, location: storage.cuda())
    assert first.untyped_storage() is second.untyped_storage() and second.tolist() == [2, 3, 4, 5]
    last = torch.cuda.device_count() - 1
    for place in (last, f"cuda:{last}", {"cuda:0": f"cuda:{last}"}, torch.device("cuda", last)):
        assert loaded(content, map_location=place)[0].device == torch.device("cuda", last)
    with pytest.raises(RuntimeError, match=f"CUDA device {last + 1} but torch.cuda.device_count\\(\\) is {last + 1}"):
        loaded(content, map_location=last + 1)


def with_pickle(content: bytes, change) -> bytes:
    """The archive with another pickle, written by Python's own zip module."""
    import zipfile

    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(result, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if name.endswith("data.pkl") else data)
    return result.getvalue()


def test_mmap(tmp_path):
    path = tmp_path / "x.pt"
    torch.save({"a": torch.arange(1000.0), "b": torch.tensor([True, False])}, path)
    result = torch.load(path, mmap=True)
    result["a"][0] = 7
    result["a"].mul_(2)
    assert result["a"][:3].tolist() == [14, 2, 4] and result["b"].tolist() == [True, False]
    assert torch.load(path)["a"][0] == 0
    torch.save({"a": torch.zeros(3)}, path)
    assert result["a"][999] == 1998
    with pytest.raises(ValueError, match="f must be a file path"):
        loaded(saved(1), mmap=True)
    with pytest.raises(RuntimeError, match="mmap can only be used"):
        torch.load(GOLDEN / "tensors_stream.pt", mmap=True)


# --- Files of PyTorch


@pytest.mark.parametrize("name", ["tensors.pt", "tensors_stream.pt"])
def test_tensors_of_pytorch(name):
    items = torch.load(GOLDEN / name)
    assert items["base"].tolist() == torch.arange(24.0).reshape(4, 6).tolist()
    assert items["sliced"].untyped_storage() is items["base"].untyped_storage()
    assert items["conjugate"].tolist() == [1 - 2j, 3 + 4j]
    assert type(items["parameter"]) is nn.Parameter and items["leaf"].requires_grad
    for name in DTYPES:
        assert items[name].dtype is getattr(torch, name) and items[name].shape == (3,)


@pytest.mark.parametrize("name", ["values.pt", "values_stream.pt", "values_protocol5.pt"])
def test_values_of_pytorch(name):
    items = torch.load(GOLDEN / name)
    assert items["integers"][-1] == -(2**80) and items["ordered"] == collections.OrderedDict(b=1, a=2)
    assert items["shared"]["a"] is items["shared"]["b"] and items["dtype"] is torch.float16
    assert items["size"] == torch.Size([2, 3]) and items[1, 2] == 3


@pytest.mark.parametrize("name", ["arrays.pt", "arrays_stream.pt", "arrays_protocol5.pt"])
def test_arrays_of_pytorch(name):
    items = torch.load(GOLDEN / name)
    assert items["scalar"] == 2.5 and items["array"].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert items["fortran"].flags.f_contiguous and items["text"].tolist() == ["ab", "c"]
    assert items["default"].default_factory is list and items["frozen"] == {5}


@pytest.mark.parametrize("name", ["training.pt", "training_stream.pt"])
def test_training_state_of_pytorch(name):
    items = torch.load(GOLDEN / name)
    assert items["model"]["0.weight"].shape == (2, 3) and items["epoch"] == 3
    assert items["model"]._metadata[""] == {"version": 1}
    assert items["optimizer"]["state"][0]["exp_avg"].shape == (2, 3)


def test_module_of_pytorch():
    with pytest.raises(pickle.UnpicklingError, match="torch.nn.modules.linear.Linear"):
        torch.load(GOLDEN / "whole_module.pt")
    module = torch.load(GOLDEN / "whole_module.pt", weights_only=False)
    assert type(module) is nn.Linear and (module.in_features, module.out_features) == (2, 2)
    assert isinstance(module.weight, nn.Parameter)


# --- Objects of classes


def test_whole_modules():
    net = nn.Sequential(Net(), nn.ReLU())
    content = saved(net)
    with pytest.raises(pickle.UnpicklingError, match="Sequential"):
        loaded(content)
    result = loaded(content, weights_only=False)
    assert repr(result) == repr(net) and torch.equal(result[0].weight, net[0].weight)
    assert result[0].activation is nn.functional.relu and result[0].made and type(result[0]) is Net


def test_optimizers_and_schedulers():
    weight = nn.Parameter(torch.ones(3))
    optimizer = torch.optim.SGD([weight], lr=0.1, momentum=0.9)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 2)
    result = round_trip({"w": weight, "o": optimizer, "s": scheduler}, weights_only=False)
    assert result["o"].param_groups[0]["params"][0] is result["w"]
    assert result["s"].optimizer is result["o"] and result["s"].step_size == 2


def test_other_objects_need_consent():
    plain = Plain()
    plain.value = torch.ones(2)
    content = saved(plain)
    for options in ({}, {"weights_only": False}):
        with pytest.raises(pickle.UnpicklingError, match="Plain.*add_safe_globals"):
            loaded(content, **options)
    with torch.serialization.safe_globals([Plain]):
        assert torch.serialization.get_safe_globals() == [Plain]
        assert loaded(content).value.tolist() == [1, 1]
    assert torch.serialization.get_safe_globals() == []
    space = round_trip(argparse.Namespace(lr=0.1), weights_only=False)
    assert space == argparse.Namespace(lr=0.1)


def test_tensor_subclass():
    x = torch.ones(2).as_subclass(Tagged) if hasattr(torch.Tensor, "as_subclass") else None
    if x is None:
        x = torch.Tensor._make_subclass(Tagged, torch.ones(2))
    x.tag = 3
    content = saved(x)
    with pytest.raises(pickle.UnpicklingError, match="Tagged"):
        loaded(content)
    with torch.serialization.safe_globals([Tagged]):
        result = loaded(content)
    assert type(result) is Tagged and result.tag == 3 and result.tolist() == [1, 1]


class Call:
    def __init__(self, function, *args):
        self.call = function, args

    def __reduce__(self):
        return self.call


@pytest.mark.parametrize("weights_only", [True, False])
@pytest.mark.parametrize(
    "call",
    [
        Call(os.system, "exit 1"),
        Call(eval, "1"),
        Call(exec, "1"),
        Call(getattr, 1, "real"),
        Call(open, "x", "w"),
        Call(Plain),
        Call(pickle.loads, b"I1\n."),
        Call(nn.Linear, 2, 2),
        Call(copy.deepcopy, 1),
    ],
    ids=lambda call: call.call[0].__name__,
)
def test_calls_are_refused_by_name(call, weights_only):
    for protocol in (2, 4):
        content = with_pickle(saved(1), lambda data: pickle.dumps(call, protocol=protocol))  # noqa: B023
        with pytest.raises(pickle.UnpicklingError, match=call.call[0].__name__):
            loaded(content, weights_only=weights_only)


def test_deep_nesting_is_an_error_not_a_crash():
    deep: tuple = ()
    for _ in range(100_000):
        deep = (deep,)
    body = b"\x80\x02)" + b"\x85" * 100_000 + b"."
    with pytest.raises(pickle.UnpicklingError, match="nested"):
        loaded(with_pickle(saved(1), lambda data: body))
    lists = b"\x80\x02]" + b"]" * 100_000 + b"a" * 100_000 + b"."
    assert isinstance(loaded(with_pickle(saved(1), lambda data: lists)), list)
    ring = []
    for _ in range(5000):
        ring = [ring]
    with pytest.raises(RecursionError):
        saved(ring)
    while deep:
        deep = deep[0]


# --- Files that are none


def test_no_files(tmp_path):
    with pytest.raises(FileNotFoundError, match="missing.pt"):
        torch.load(tmp_path / "missing.pt")
    with pytest.raises(IsADirectoryError):
        torch.load(tmp_path)
    with pytest.raises(EOFError):
        loaded(b"")
    for wrong in (3, None):
        with pytest.raises(AttributeError, match="seek"):
            torch.load(wrong)
    closed = io.BytesIO(saved(1))
    closed.close()
    with pytest.raises(ValueError, match="closed file"):
        torch.load(closed)
    with pytest.raises(TypeError, match="binary mode"):
        torch.load(io.StringIO("text"))
    for wrong in (b"hello world\n", b"\x7fELF", pickle.dumps(3)):
        with pytest.raises(pickle.UnpicklingError, match="checkpoint"):
            loaded(wrong)


def test_arguments_of_load():
    content = saved([1])
    assert loaded(content, pickle_module=pickle) == [1] == loaded(content, encoding="ascii")
    with pytest.raises(RuntimeError, match="Can not safely load weights"):
        loaded(content, weights_only=True, pickle_module=pickle)
    with pytest.raises(NotImplementedError):
        loaded(content, pickle_module=random)
    with pytest.raises(TypeError, match="unexpected keyword argument 'foo'"):
        loaded(content, foo=1)


EXPECTED = (RuntimeError, EOFError, pickle.UnpicklingError, TypeError, ValueError, AttributeError, OverflowError)


@pytest.mark.parametrize("name", ["tensors.pt", "training_stream.pt", "values_protocol5.pt", "arrays.pt"])
def test_truncated_files(name):
    content = (GOLDEN / name).read_bytes()
    for length in [*range(0, min(len(content), 400), 7), *range(400, len(content), 211)]:
        with pytest.raises((RuntimeError, EOFError, pickle.UnpicklingError)):
            loaded(content[:length])


@pytest.mark.parametrize("name", ["tensors.pt", "tensors_stream.pt", "training.pt", "values.pt", "arrays_stream.pt"])
@pytest.mark.parametrize("seed", [0, 1])
def test_damaged_files(name, seed, tmp_path):
    original = (GOLDEN / name).read_bytes()
    draw = random.Random(f"{name}{seed}")
    path = tmp_path / "x.pt"
    for trial in range(150):
        content = bytearray(original)
        for _ in range(draw.randint(1, 8)):
            content[draw.randrange(min(len(content), 6000))] = draw.randrange(256)
        if draw.random() < 0.2:
            del content[draw.randrange(len(content)) :]
        try:
            if trial % 5:
                result = loaded(bytes(content), weights_only=bool(trial % 2))
            else:
                path.write_bytes(content)
                result = torch.load(path, mmap=name.endswith(("s.pt", "g.pt")))
        except EXPECTED:
            continue
        # What was read can be looked at.
        if isinstance(result, dict):
            for value in result.values():
                if isinstance(value, torch.Tensor):
                    value.tolist()


@pytest.mark.parametrize("seed", range(3))
def test_damaged_pickles(seed):
    original = saved({"a": torch.arange(6.0).reshape(2, 3), "p": nn.Parameter(torch.ones(2)), "l": [1, 2.5, "x", (3,)]})
    draw = random.Random(seed)

    def damage(data: bytes) -> bytes:
        content = bytearray(data)
        for _ in range(draw.randint(1, 4)):
            at = draw.randrange(len(content))
            choice = draw.random()
            if choice < 0.5:
                content[at] = draw.randrange(256)
            elif choice < 0.75:
                del content[at : at + draw.randint(1, 4)]
            else:
                content[at:at] = bytes(draw.randrange(256) for _ in range(draw.randint(1, 4)))
        return bytes(content)

    for trial in range(200):
        try:
            result = loaded(with_pickle(original, damage), weights_only=bool(trial % 2))
            if isinstance(result, dict) and isinstance(result.get("a"), torch.Tensor):
                result["a"].tolist()
        except EXPECTED:
            pass
