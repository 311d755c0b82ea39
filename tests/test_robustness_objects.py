"""Objects under stress: lifetimes of tensors and graphs, callbacks that misbehave, memory shared with NumPy."""

import array
import copy
import functools
import gc
import io
import pickle
import random
import threading
import traceback
import warnings
import weakref

import flambeau as torch
import numpy as np
import pytest
from flambeau import nn


def collected(make):
    """Whether what ``make`` returns weak references to is gone after a collection."""
    references = make()
    gc.collect()
    return all(reference() is None for reference in references)


# --- One Python object for one tensor


class Tagged(torch.Tensor):
    pass


def test_identity_attributes_and_subclass_survive():
    x = torch.ones(2, requires_grad=True)
    x.sum().backward()
    assert x.grad is x.grad
    x.grad.tag = 3
    gc.collect()
    assert x.grad.tag == 3 and x.grad_fn is None
    given = torch.Tensor._make_subclass(Tagged, torch.ones(2))
    given.items = [1]
    address = id(given)
    x.grad = given
    del given
    gc.collect()
    assert type(x.grad) is Tagged and x.grad.items == [1] and id(x.grad) == address
    y = x * 2
    assert y.grad_fn is y.grad_fn and y.grad_fn.next_functions[0][0] is y.grad_fn.next_functions[0][0]
    assert y.grad_fn.next_functions[0][0].variable is x
    seen = []
    y.register_hook(seen.append)
    y.backward(torch.ones(2))
    assert seen[0].tolist() == [1, 1]


def test_weak_references_follow_the_tensor():
    x = torch.ones(2, requires_grad=True)
    grad, finalised = torch.ones(2), []
    weakref.finalize(grad, finalised.append, 1)
    reference = weakref.ref(grad)
    x.grad = grad
    del grad
    gc.collect()
    assert reference() is x.grad and not finalised
    x.grad = None
    gc.collect()
    assert reference() is None and finalised == [1]

    saved = torch.ones(2) * 3
    reference = weakref.ref(saved)
    y = x * saved
    del saved
    gc.collect()
    assert reference().tolist() == [3, 3]
    y.sum().backward()
    gc.collect()
    assert reference() is None


def test_a_finaliser_may_bring_a_tensor_back():
    box = []

    class Phoenix(torch.Tensor):
        def __del__(self):
            box.append(self)

    tensor = torch.Tensor._make_subclass(Phoenix, torch.ones(3))
    del tensor
    gc.collect()
    assert box[0].sum().item() == 3 and type(box[0]) is Phoenix
    del box[0]
    gc.collect()


def hook_cycle():
    x = torch.ones(2, requires_grad=True)
    x.register_hook(lambda grad, x=x: None)
    return [weakref.ref(x)]


def attribute_cycle():
    x = torch.ones(2)
    x.me = [x]
    return [weakref.ref(x)]


def graph_cycle():
    x = torch.ones(2, requires_grad=True)
    x.kept = x * 2
    return [weakref.ref(x), weakref.ref(x.kept)]


def accumulate_hook_cycle():
    x = torch.ones(2, requires_grad=True)
    x.register_post_accumulate_grad_hook(lambda _, x=x: None)
    (x * 1).sum().backward()
    return [weakref.ref(x)]


def module_hook_cycle():
    module = nn.Linear(2, 2)
    module.register_forward_hook(lambda *_, module=module: None)
    module(torch.ones(1, 2)).sum().backward()
    return [weakref.ref(module), weakref.ref(module.weight)]


def parent_cycle():
    module = nn.Sequential(nn.Linear(2, 2))
    module[0].parents = [module]
    module.weight_list = [module[0].weight]
    return [weakref.ref(module), weakref.ref(module[0].weight)]


def function_saving_its_result():
    class Exp(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            y = x.exp()
            ctx.save_for_backward(y)
            return y

        @staticmethod
        def backward(ctx, grad):
            return grad * ctx.saved_tensors[0]

    x = torch.ones(2, requires_grad=True)
    return [weakref.ref(Exp.apply(x)), weakref.ref(x)]


@pytest.mark.parametrize(
    "make",
    [
        hook_cycle,
        attribute_cycle,
        graph_cycle,
        accumulate_hook_cycle,
        module_hook_cycle,
        parent_cycle,
        function_saving_its_result,
    ],
    ids=lambda make: make.__name__,
)
def test_cycles_are_collected(make):
    assert collected(make)


@pytest.mark.parametrize("seed", range(2))
def test_random_lives(seed):
    """A thousand random acts on a pool of tensors; a model of what each must contain goes along."""
    rng = random.Random(seed)
    pool = []
    made = 0

    def new(tensor, value):
        nonlocal made
        tensor.number = made
        pool.append([tensor, value, made, weakref.ref(tensor)])
        made += 1
        if len(pool) > 40:
            del pool[rng.randrange(len(pool))]

    new(torch.full((4,), 1.0, requires_grad=True), 1.0)
    for step in range(1000):
        entry = rng.choice(pool)
        tensor, value, number, reference = entry
        act = rng.randrange(12)
        if act == 0:
            new(torch.full((4,), float(step), requires_grad=True), float(step))
        elif act == 1:
            new(tensor * 0.5, value * 0.5)
        elif act == 2:
            new(tensor.detach(), value)
        elif act == 3:
            new(torch.Tensor._make_subclass(Tagged, tensor.detach()), value)
        elif act == 4:
            tensor.link = rng.choice(pool)[0]
        elif act == 5 and tensor.is_leaf:
            tensor.grad = rng.choice(pool)[0].detach().clone()
        elif act == 6 and tensor.is_leaf and tensor.grad is not None:
            assert tensor.grad is tensor.grad
            tensor.grad.seen = step
        elif act == 7 and tensor.requires_grad:
            tensor.register_hook(functools.partial(lambda keep, grad: None, tensor.detach()))
        elif act == 8 and tensor.requires_grad:
            tensor.sum().backward(retain_graph=True)
        elif act == 9:
            new(tensor[1:][None].expand(4, 3)[:, 0], value)
        elif act == 10:
            pool.append([copy.copy(tensor), value, None, None])
        else:
            vars(tensor).pop("link", None)
        if step % 100 == 0:
            gc.collect()
        if not pool:
            new(torch.ones(4), 1.0)
        if number is not None:
            assert tensor.number == number and reference() is tensor
        assert torch.isclose(tensor.detach()[0], torch.tensor(value))
        del entry, tensor, reference
    references = [entry[3] for entry in pool if entry[3] is not None]
    gc.collect()
    assert all(reference() is not None for reference in references)


# --- Copies


class Shared(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(3, 3)
        self.second = nn.Linear(3, 3)
        self.second.weight = self.first.weight
        self.register_buffer("scale", torch.ones(1))
        self.extra = {"list": [self.scale]}

    def forward(self, x):
        return self.second(self.first(x)) * self.scale


def through_pickle(module):
    return pickle.loads(pickle.dumps(module))


def through_save(module):
    file = io.BytesIO()
    torch.save(module, file)
    file.seek(0)
    return torch.load(file, weights_only=False)


@pytest.mark.parametrize("duplicate", [copy.deepcopy, through_pickle, through_save])
def test_copies_share_what_the_original_shares(duplicate):
    module = Shared()
    module(torch.ones(1, 3)).sum().backward()
    other = duplicate(module)
    assert other.first.weight is other.second.weight and other.first.weight is not module.first.weight
    assert other.extra["list"][0] is other.scale
    assert other.first.weight.data_ptr() != module.first.weight.data_ptr()
    assert torch.equal(other(torch.ones(2, 3)), module(torch.ones(2, 3)))
    assert len(list(other.parameters())) == 3 and type(other.first.weight) is nn.Parameter
    other.zero_grad()
    other(torch.ones(1, 3)).sum().backward()
    assert torch.equal(other.first.weight.grad, module.first.weight.grad)


# --- Callbacks that misbehave


def test_a_hook_may_run_a_backward_pass():
    x = torch.ones(3, requires_grad=True)
    w = torch.full((3,), 2.0, requires_grad=True)

    def hook(grad):
        with torch.enable_grad():
            (w * w).sum().backward()
        return grad * 3

    y = x * w
    y.register_hook(hook)
    y.sum().backward()
    assert x.grad.tolist() == [6, 6, 6] and w.grad.tolist() == [7, 7, 7]

    leaf = torch.ones(1, requires_grad=True)

    def nested(depth):
        with torch.enable_grad():
            y = leaf * 1
        if depth:
            y.register_hook(lambda grad: nested(depth - 1).backward())
        return y

    nested(40).backward()
    assert leaf.grad.item() == 41

    # A pass through a part of the graph that is being run.
    x = torch.ones(1, requires_grad=True)
    y = x * 2
    z = y * 3
    z.register_hook(lambda grad: y.backward(retain_graph=True))
    z.backward()
    assert x.grad.item() == 8


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit, MemoryError])
def test_what_a_hook_raises_arrives(error):
    x = torch.ones(3, requires_grad=True)

    def misbehave(grad):
        raise error("mine")

    handles = [
        lambda y: y.register_hook(misbehave),
        lambda y: y.grad_fn.register_hook(lambda *_: misbehave(None)),
        lambda y: y.grad_fn.register_prehook(misbehave),
    ]
    for register in handles:
        y = x * 2
        register(y)
        with pytest.raises(error, match="mine") as caught:
            y.sum().backward()
        assert "in misbehave" in "".join(traceback.format_tb(caught.value.__traceback__))
        assert torch.is_grad_enabled() and x.grad is None
    handle = x.register_hook(misbehave)
    with pytest.raises(error):
        x.sum().backward()
    handle.remove()
    x.sum().backward()
    assert x.grad.tolist() == [1, 1, 1]


@pytest.mark.parametrize("value", [3, "x", [torch.ones(2)], torch.ones(5)])
def test_wrong_answers_of_hooks(value):
    x = torch.ones(2, requires_grad=True)
    y = x * 1
    y.register_hook(lambda grad: value)
    with pytest.raises((TypeError, RuntimeError), match="hook"):
        y.sum().backward()


@pytest.mark.parametrize("method", ["register_hook", "register_prehook"])
@pytest.mark.parametrize(
    ("value", "error"),
    [(3, TypeError), ("x", TypeError), (torch.ones(2), TypeError), ((), RuntimeError), ((None,) * 5, RuntimeError)],
)
def test_wrong_answers_of_node_hooks(method, value, error):
    x = torch.ones(2, requires_grad=True)
    y = x * 1
    getattr(y.grad_fn, method)(lambda *_: value)
    with pytest.raises(error, match="hook"):
        y.sum().backward()


def test_hooks_change_hooks():
    x = torch.ones(2, requires_grad=True)
    calls = []

    def once(grad):
        calls.append("once")
        handle.remove()

    def adds(grad):
        calls.append("adds")
        x.register_hook(lambda grad: calls.append("added"))

    handle = x.register_hook(once)
    x.register_hook(adds)
    (x * 1).sum().backward()
    assert calls == ["once", "adds"]
    (x * 1).sum().backward()
    assert calls[2:] == ["adds", "added"]


def test_hooks_change_gradients():
    x = torch.ones(3, requires_grad=True)

    def double(leaf):
        leaf.grad.mul_(2)

    def forget(leaf):
        leaf.grad = None

    x.register_post_accumulate_grad_hook(double)
    (x * 3).sum().backward()
    assert x.grad.tolist() == [6, 6, 6]
    x.register_post_accumulate_grad_hook(forget)
    (x * 3).sum().backward()
    assert x.grad is None


def test_hooks_of_the_node_that_accumulates():
    x = torch.ones(2, requires_grad=True)
    node = (x * 1).grad_fn.next_functions[0][0]
    calls = []
    node.register_prehook(lambda grads: calls.append(("before", x.grad, grads[0].tolist())) or (grads[0] * 2,))
    handle = node.register_hook(lambda into, out: calls.append(("after", into, x.grad.tolist())))
    (x * 3).sum().backward()
    assert calls == [("before", None, [3, 3]), ("after", (), [6, 6])]
    handle.remove()
    (x * 3).sum().backward()
    assert len(calls) == 3 and x.grad.tolist() == [12, 12]
    node.register_hook(lambda *_: torch.ones(2))
    with pytest.raises(TypeError, match="hook"):
        x.sum().backward()


def cube_by_grad(ctx, grad):
    (x,) = ctx.saved_tensors
    with torch.enable_grad():
        inner = x.detach().requires_grad_()
        (slope,) = torch.autograd.grad((inner**3).sum(), inner)
    return slope * grad


def make_function(backward):
    class Custom(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x**3

    Custom.backward = staticmethod(backward)
    return Custom


def test_a_custom_backward_may_differentiate():
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    make_function(cube_by_grad).apply(x).sum().backward()
    assert x.grad.tolist() == [12, 27]


def test_saved_results_stay_in_the_graph():
    class Exp(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            y = x.exp()
            ctx.save_for_backward(y)
            return y

        @staticmethod
        def backward(ctx, grad):
            return grad * ctx.saved_tensors[0]

    x = torch.tensor([0.5, 1.0], dtype=torch.float64, requires_grad=True)
    y = Exp.apply(x)
    (first,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    (second,) = torch.autograd.grad(first.sum(), x, create_graph=True)
    (third,) = torch.autograd.grad(second.sum(), x)
    for value in (first, second, third):
        torch.testing.assert_close(value.detach(), x.detach().exp())
    y = Exp.apply(x)
    with torch.no_grad():
        y.mul_(2)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.sum().backward()


@pytest.mark.parametrize(
    ("answer", "error", "text"),
    [
        (3, RuntimeError, "expected Variable or None"),
        ("x", RuntimeError, "expected Variable or None"),
        ((torch.ones(2), torch.ones(2)), RuntimeError, "incorrect number of gradients"),
        (torch.ones(5), RuntimeError, "invalid gradient at index 0"),
    ],
)
def test_wrong_answers_of_custom_backwards(answer, error, text):
    x = torch.ones(2, requires_grad=True)
    with pytest.raises(error, match=text):
        make_function(lambda ctx, grad: answer).apply(x).sum().backward()


def test_errors_in_custom_functions_name_the_line():
    def failing(ctx, grad):
        raise LookupError("backward")

    class Refuses(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            raise LookupError("forward")

    x = torch.ones(2, requires_grad=True)
    y = make_function(failing).apply(x).sum()
    with pytest.raises(LookupError, match="backward") as caught:
        y.backward()
    assert "in failing" in "".join(traceback.format_tb(caught.value.__traceback__))
    with pytest.raises(LookupError, match="forward"):
        Refuses.apply(x)
    assert torch.is_grad_enabled()


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("workers", [0, 1])
@pytest.mark.parametrize("place", ["dataset", "collate_fn", "worker_init_fn", "sampler"])
def test_errors_in_loading_name_the_line(workers, place):
    from flambeau.utils.data import DataLoader

    def user_code(*_):
        raise LookupError("mine")

    class Data(torch.utils.data.Dataset):
        def __len__(self):
            return 4

        def __getitem__(self, index):
            return user_code() if place == "dataset" else torch.tensor(index)

    class Sampler(torch.utils.data.Sampler):
        def __iter__(self):
            yield 0
            user_code()

    options = {place: user_code} if place in ("collate_fn", "worker_init_fn") else {}
    if place == "sampler":
        options["sampler"] = Sampler()
    if place == "worker_init_fn" and workers == 0:
        return
    if workers:
        options.update(num_workers=workers, multiprocessing_context="fork")
    with pytest.raises(LookupError, match="mine") as caught:
        list(DataLoader(Data(), batch_size=2, **options))
    assert "in user_code" in "".join(traceback.format_exception(caught.value))


class Shrinks:
    """A number that empties its list when it is read."""

    def __init__(self, items):
        self.items = items

    def __index__(self):
        self.items.clear()
        return 1


class Breaks(list):
    def __getitem__(self, index):
        raise KeyError("mine")

    def __iter__(self):
        raise KeyError("mine")

    def __index__(self):
        raise KeyError("mine")


@pytest.mark.parametrize(
    "function",
    [
        torch.zeros,
        torch.tensor,
        lambda items: torch.ones(3)[items],
        lambda items: torch.ones(1, 2, 3, 4).permute(items),
        lambda items: torch.ones(24).view(items),
        lambda items: torch.ones(3).index_select(0, torch.as_tensor(items)),
    ],
)
def test_sequences_that_change_or_fail_while_they_are_read(function):
    items = []
    items.extend([Shrinks(items), 2, 3, 4])
    try:
        function(items)
    except (ValueError, RuntimeError, IndexError, TypeError):
        pass
    with pytest.raises((KeyError, TypeError)):
        function(Breaks([1, 2]))
    with pytest.raises((KeyError, TypeError)):
        function([Breaks(), 1])
    endless = [1, 2]
    endless.append(endless)
    with pytest.raises((ValueError, TypeError)):
        function(endless)


def test_modules_that_change_while_they_run():
    model = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
    model[0].register_forward_hook(lambda *_: model.append(nn.Identity()) and None)
    with pytest.raises(RuntimeError, match="during iteration"):
        model(torch.ones(1, 2))
    layer = nn.Linear(2, 2)

    def lose(module, _):
        del module.weight

    layer.register_forward_pre_hook(lose)
    with pytest.raises(AttributeError, match="weight"):
        layer(torch.ones(1, 2))


# --- NumPy


@pytest.mark.cpu_only("arrays share its memory")
@pytest.mark.parametrize(
    "dtype", ["float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "bool", "c8", "c16"]
)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 3), (2, 3)])
def test_memory_is_shared_both_ways(dtype, shape):
    source = np.ones(shape, dtype)
    tensor = torch.from_numpy(source)
    back = tensor.numpy()
    assert back.dtype == source.dtype and tuple(tensor.shape) == back.shape == shape
    for view in (back, np.asarray(tensor), np.array(tensor, copy=False), tensor.detach().numpy()):
        assert source.size == 0 or np.shares_memory(source, view)
    tensor.zero_()
    assert not source.any()
    source[...] = 1
    assert tensor.bool().all() and back.all()
    for view in (source.T, np.repeat(source[None], 2, 0)[:, ...][::2], np.broadcast_to(source, (2, *shape))):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            shared = torch.from_numpy(view)
        assert shared.numpy().strides == view.strides or view.size <= 1 or 1 in view.shape
        np.testing.assert_array_equal(shared.numpy(), view)


@pytest.mark.cpu_only("arrays share its memory")
def test_each_side_keeps_the_memory():
    source = np.arange(1000.0)
    reference = weakref.ref(source)
    tensor = torch.from_numpy(source)[10:20].reshape(2, 5)
    del source
    gc.collect()
    assert tensor.sum().item() == 145 and reference() is not None
    threads = [threading.Thread(target=lambda boxed: boxed.clear(), args=([tensor],))]
    del tensor
    for thread in threads:
        thread.start()
        thread.join()
    del threads, thread
    gc.collect()
    assert reference() is None

    tensor = torch.arange(1000.0)
    kept = tensor.numpy()[5:]
    tensor.resize_(5000)
    del tensor
    gc.collect()
    noise = [torch.zeros(1000) for _ in range(20)]
    assert kept.sum() == 499500 - 10 and len(noise) == 20
    tensor = torch.ones(3)
    kept = tensor.numpy()
    tensor.data = torch.zeros(2)
    assert kept.tolist() == [1, 1, 1]


def test_what_numpy_has_and_tensors_do_not():
    for values in (np.arange(3)[::-1], np.ones((2, 3))[:, ::-1]):
        with pytest.raises(ValueError, match="negative"):
            torch.from_numpy(values)
    for function in (torch.from_numpy, torch.tensor, torch.as_tensor):
        for code in (">i4", ">f8", ">c8", ">f2"):
            with pytest.raises(ValueError, match="byte order"):
                function(np.ones(3).astype(code))
        assert function(np.ones(3).astype(">u1")).tolist() == [1, 1, 1]
    for values in (
        np.zeros(3, [("a", "f4"), ("b", "i4")]),
        np.zeros(3, [("a", "f4")]),
        np.array([None, 1], object),
        np.array(["a"]),
        np.array([b"a"]),
        np.ones(2, "longdouble"),
    ):
        with pytest.raises(TypeError, match="convert"):
            torch.from_numpy(values)
    with pytest.raises((TypeError, ValueError)):
        torch.from_numpy(np.array(["2020-01-01"], "M8[D]"))
    with pytest.raises(ValueError, match="multiple of the element byte size"):
        torch.from_numpy(np.zeros(3, [("a", "i1"), ("b", "f4")])["b"])
    for other in ([1], 3, np.float32(1), "x", None):
        with pytest.raises(TypeError, match=r"expected np\.ndarray"):
            torch.from_numpy(other)


def test_arrays_that_may_not_be_written():
    source = np.zeros(3)
    source.flags.writeable = False
    with pytest.warns(UserWarning, match="not writable"):
        tensor = torch.from_numpy(source)
    assert tensor.tolist() == [0, 0, 0]
    copied = torch.tensor(source)
    copied += 1
    assert source.tolist() == [0, 0, 0]


def test_overlapping_and_odd_layouts():
    windows = np.lib.stride_tricks.as_strided(np.arange(10.0), (3, 2), (8, 8))
    assert torch.from_numpy(windows).sum(1).tolist() == [1, 3, 5]
    unaligned = np.frombuffer(bytearray(17), np.uint8)[1:].view(np.float64)
    assert torch.from_numpy(unaligned).add(1).tolist() == [1, 1]
    assert torch.from_numpy(np.zeros((1,) * 32)).dim() == 32
    assert torch.from_numpy(np.zeros((0, 3))[:, ::-1]).shape == (0, 3)


@pytest.mark.cpu_only("arrays share its memory")
def test_numpy_reads_tensors():
    t = torch.arange(6).reshape(2, 3).t()
    assert np.asarray(t).tolist() == t.tolist() and np.asarray(t, dtype="f4").dtype == np.float32
    assert np.array(t) is not t and np.array_equal(t, np.arange(6).reshape(2, 3).T)
    assert memoryview(t).tolist() == t.tolist() and bytes(torch.tensor([1, 2], dtype=torch.uint8)) == b"\1\2"
    with pytest.raises(RuntimeError, match="requires grad"):
        np.asarray(torch.ones(2, requires_grad=True))
    with pytest.raises(TypeError):
        np.asarray(torch.ones(2, dtype=torch.bfloat16))
    assert np.arange(5)[torch.tensor([1, 2])].tolist() == [1, 2]
    assert torch.arange(5)[np.array([1, 2])].tolist() == [1, 2]


@pytest.mark.cpu_only("arrays share its memory")
def test_numpy_functions_give_tensors():
    for value, expected in (
        (np.add(torch.ones(2), 1), torch.tensor([2.0, 2.0])),
        (np.sin(torch.zeros(2)), torch.zeros(2)),
        (np.exp(torch.tensor(0.0)), torch.tensor(1.0)),
        (torch.ones(2) + np.ones(2), torch.tensor([2.0, 2.0], dtype=torch.float64)),
        (torch.ones(2) @ np.ones(2), torch.tensor(2.0, dtype=torch.float64)),
        (np.float64(2) + torch.ones(2), torch.tensor([3.0, 3.0])),
        (np.greater(torch.ones(2), 0), torch.tensor([1, 1], dtype=torch.uint8)),
        (np.add.reduce(torch.ones(3)), torch.tensor(3.0)),
    ):
        assert type(value) is torch.Tensor and value.dtype == expected.dtype and torch.equal(value, expected)


def test_buffers():
    buffer = bytearray(8)
    tensor = torch.frombuffer(buffer, dtype=torch.float32)
    tensor[0] = 1
    assert bytes(buffer[:4]) == b"\0\0\x80?"
    with pytest.raises(BufferError):
        buffer.extend(b"more")
    del tensor
    buffer.extend(b"more")
    assert torch.frombuffer(array.array("i", [1, 2]), dtype=torch.int32).tolist() == [1, 2]
    odd = torch.frombuffer(bytearray(b"_\0\0\x80?"), dtype=torch.float32, offset=1)
    assert odd.tolist() == [1] and (odd + 1).tolist() == [2]
    for arguments in ({"count": 9}, {"offset": 8}, {"offset": -1}, {"count": 0}, {"count": 2**62}, {"offset": 3}):
        with pytest.raises(ValueError):
            torch.frombuffer(bytearray(8), dtype=torch.float32, **arguments)
    with pytest.raises(ValueError):
        torch.frombuffer(bytearray(), dtype=torch.uint8)
