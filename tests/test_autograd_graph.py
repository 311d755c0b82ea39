"""The graph: what a second pass finds, hooks on kept tensors, nodes and edges, anomaly detection."""

import gc
import warnings
import weakref

import flambeau as torch
import pytest
from flambeau.autograd import graph

INDEX = torch.tensor([0, 2])
MASK = torch.tensor([True, False, True])

#: Operations that keep nothing, on a leaf of three elements.
KEEPS_NOTHING = [
    "x.sum()",
    "x.mean()",
    "x.expand(2, 3).sum()",
    "x.view(3, 1).t().sum()",
    "(x + x).sum()",
    "(x - 1).sum()",
    "x.neg().sum()",
    "x.cumsum(0).sum()",
    "x.flip(0).sum()",
    "x.clone().sum()",
    "torch.cat([x, x]).sum()",
    "torch.stack([x, x]).sum()",
    "x[0:2].sum()",
    "x.roll(1).sum()",
    "x.repeat(2).sum()",
    "x.double().sum()",
    "x.round().sum()",
    "x.unfold(0, 2, 1).sum()",
    "x.unbind(0)[0]",
    "x.split(1)[0].sum()",
    "x.as_strided((2,), (1,)).sum()",
    "x.diag().sum()",
    "x.index_add(0, INDEX, torch.ones(2)).sum()",
    "torch.lerp(x, x, 0.5).sum()",
    "torch.nn.functional.pad(x, (1, 1)).sum()",
    "x.clone().copy_(x).sum()",
    "x.clone().zero_().sum()",
]
#: Operations that keep a tensor.
KEEPS = [
    "(x * 2).sum()",
    "(x / 2).sum()",
    "(2 / x).sum()",
    "(x * x).sum()",
    "x.relu().sum()",
    "x.exp().sum()",
    "x[INDEX].sum()",
    "x[MASK].sum()",
    "x.gather(0, INDEX).sum()",
    "x.index_select(0, INDEX).sum()",
    "x.index_fill(0, INDEX, 1.0).sum()",
    "x.masked_fill(MASK, 0.0).sum()",
    "x.masked_select(MASK).sum()",
    "x.take(INDEX).sum()",
    "x.scatter(0, INDEX, 1.0).sum()",
    "x.max()",
    "x.max(0)[0]",
    "torch.where(MASK, x, x).sum()",
    "x.pow(2).sum()",
    "x.abs().sum()",
    "x.clamp(0, 1).sum()",
    "torch.nn.functional.dropout(x, 0.5).sum()",
    "x.norm()",
    "x.softmax(0).sum()",
    "x.logsumexp(0)",
    "x.var()",
    "x.prod()",
    "x.sort()[0].sum()",
    "x.topk(2)[0].sum()",
    "x.cummax(0)[0].sum()",
    "torch.dot(x, x)",
    "x.view(3, 1).mm(torch.ones(1, 2)).sum()",
    "torch.nn.functional.embedding(INDEX, x.view(3, 1)).sum()",
    "x.clone().mul_(2).sum()",
]


def leaf():
    return torch.tensor([1.0, 2.0, 3.0], requires_grad=True)


def value(expression, **names):
    return eval(expression, globals(), names)


@pytest.mark.parametrize("expression", KEEPS_NOTHING)
def test_a_graph_that_keeps_nothing_can_be_passed_twice(expression):
    x = leaf()
    y = value(expression, x=x)
    y.backward()
    once = x.grad.clone()
    y.backward()
    assert torch.equal(x.grad, 2 * once)


@pytest.mark.parametrize("expression", KEEPS)
def test_a_graph_that_keeps_tensors_cannot(expression):
    x = leaf()
    y = value(expression, x=x)
    y.backward()
    with pytest.raises(RuntimeError, match="Trying to backward through the graph a second time"):
        y.backward()


def test_kept_tensors_are_freed_by_the_pass():
    x = leaf()
    kept = x.clone().detach()
    y = (x * kept).sum()
    there = weakref.ref(kept)
    del kept
    y.backward()
    gc.collect()
    assert there() is None


def test_a_failed_pass_can_be_repeated():
    x = leaf()
    y = x.exp()
    fails = [True]

    def hook(gradient):
        if fails:
            fails.pop()
            raise ValueError("not now")

    z = (y * 2).sum()
    y.register_hook(hook)
    with pytest.raises(ValueError, match="not now"):
        z.backward(retain_graph=True)
    z.backward()
    assert torch.allclose(x.grad, 2 * y.detach())


@pytest.mark.parametrize(
    "expression",
    ["x.gather(0, index)", "x.take(index)", "x.index_select(0, index)", "x[index]", "x.scatter(0, index, 1.0)"],
)
def test_an_index_that_changes_is_seen(expression):
    x, index = leaf(), INDEX.clone()
    y = value(expression, x=x, index=index).sum()
    index.zero_()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.backward()


class Keeper(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, asks):
        ctx.asks = asks
        ctx.save_for_backward(x)
        return x * 2

    @staticmethod
    def backward(ctx, gradient):
        if ctx.asks:
            (_,) = ctx.saved_tensors
        return gradient * 2, None


def test_custom_functions_fail_where_they_ask_for_what_is_gone():
    x = leaf()
    y = Keeper.apply(x, False).sum()
    y.backward()
    y.backward()
    y = Keeper.apply(x, True).sum()
    y.backward(retain_graph=True)
    y.backward()
    with pytest.raises(RuntimeError, match="Trying to backward through the graph a second time"):
        y.backward()


# --- hooks on kept tensors


def test_hooks_see_what_is_kept_and_give_it_back():
    seen = []

    def pack(tensor):
        seen.append(tensor.tolist())
        return len(seen) - 1

    x = leaf()
    with graph.saved_tensors_hooks(pack, lambda at: torch.tensor(seen[at])):
        y = (x * x).sum() + Keeper.apply(x, True).sum()
    y.backward()
    assert seen == [[1.0, 2.0, 3.0]] * 3 and x.grad.tolist() == [4, 6, 8]


def test_hooks_nest_and_end():
    calls = []
    x = leaf()
    with graph.saved_tensors_hooks(lambda t: calls.append("outer") or t, lambda t: t):
        with graph.saved_tensors_hooks(lambda t: calls.append("inner") or t, lambda t: t):
            x.exp()
        x.exp()
    x.exp()
    assert calls == ["inner", "outer"]


def test_hooks_and_second_derivatives():
    x = leaf()
    with graph.save_on_cpu():
        y = (x**3).sum() + (x.exp() * x).sum()
    (first,) = torch.autograd.grad(y, x, create_graph=True)
    (second,) = torch.autograd.grad(first.sum(), x)
    assert torch.allclose(second, 6 * x + x.exp() * (x + 2))


def test_errors_of_hooks():
    x = leaf()

    def fails(_):
        raise ValueError("packing")

    with graph.saved_tensors_hooks(fails, lambda t: t), pytest.raises(ValueError, match="packing"):
        x.exp()
    with graph.saved_tensors_hooks(lambda t: 0, lambda t: t):
        y = x.exp().sum()
    with pytest.raises(TypeError, match="unpack_hook expected to be a Tensor but got result of type int"):
        y.backward()
    with (
        graph.saved_tensors_hooks(lambda t: t.mul_(2), lambda t: t),
        pytest.raises(RuntimeError, match="A saved tensor pack hook is modifying its input in place"),
    ):
        x.exp()
    with graph.disable_saved_tensors_hooks("not here"), pytest.raises(RuntimeError, match="not here"):
        with graph.saved_tensors_hooks(lambda t: t, lambda t: t):
            pass
    with graph.saved_tensors_hooks(lambda t: t, lambda t: t), pytest.raises(RuntimeError, match="not here"):
        with graph.disable_saved_tensors_hooks("not here"):
            pass


# --- nodes and edges


def test_nodes():
    x = leaf()
    y = (x * 2).exp()
    node = y.grad_fn
    assert isinstance(node, graph.Node) and node.name() == "ExpBackward0" and node.metadata == {}
    node.metadata["note"] = 1
    assert y.grad_fn.metadata == {"note": 1}
    assert node.next_functions[0][0].name() == "MulBackward0" and node.next_functions[0][1] == 0
    assert torch.equal(node._saved_result, y) and torch.equal((x * x).grad_fn._saved_other, x)
    with pytest.raises(AttributeError, match="_saved_self"):
        node._saved_self  # noqa: B018
    y.sum().backward()
    with pytest.raises(RuntimeError, match="second time"):
        node._saved_result  # noqa: B018


def test_hooks_of_nodes_and_their_handles():
    x, seen = leaf(), []
    y = x * 2
    handle = y.grad_fn.register_hook(lambda inputs, outputs: seen.append((inputs[0].tolist(), outputs[0].tolist())))
    before = y.grad_fn.register_prehook(lambda outputs: (outputs[0] * 3,))
    y.sum().backward(retain_graph=True)
    assert seen == [([6, 6, 6], [3, 3, 3])]
    assert isinstance(handle, torch.utils.hooks.RemovableHandle) and handle.id != before.id
    with handle:
        before.remove()
    y.sum().backward()
    assert len(seen) == 1 and x.grad.tolist() == [8, 8, 8]


def test_handles_of_tensors_are_contexts():
    x = leaf()
    with x.register_hook(lambda gradient: gradient * 0) as handle:
        assert isinstance(handle, torch.utils.hooks.RemovableHandle) and isinstance(handle.id, int)
        x.sum().backward()
    x.sum().backward()
    assert x.grad.tolist() == [1, 1, 1]


def test_edges():
    x = leaf()
    y = x * 2
    edge = graph.get_gradient_edge(y)
    assert edge.node is y.grad_fn and edge.output_nr == 0
    z = (y * y).sum()
    assert torch.autograd.grad(z, edge, retain_graph=True)[0].tolist() == [4, 8, 12]
    assert torch.autograd.grad(graph.get_gradient_edge(z), x)[0].tolist() == [8, 16, 24]
    end = graph.get_gradient_edge((x * 3).sum())
    torch.autograd.backward(end)
    assert x.grad.tolist() == [3, 3, 3]
    (x * 3).sum().backward(inputs=[graph.get_gradient_edge(x)])
    assert x.grad.tolist() == [6, 6, 6]
    with pytest.raises(RuntimeError, match="get the gradient edge for a Tensor that does not require gradients"):
        graph.get_gradient_edge(torch.ones(1))


def test_versions_can_be_counted_up():
    x = leaf()
    y = x * 1
    z = (y * y).sum()
    graph.increment_version(y)
    graph.increment_version([torch.ones(1), torch.ones(1)])
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        z.backward()


def test_hooks_on_several_gradients():
    x, seen = leaf(), []
    a, b, c = x * 2, x * 3, x * 4
    handle = graph.register_multi_grad_hook((a, b, c), lambda grads: seen.append([g and 1 for g in map(known, grads)]))
    (a.sum() + b.sum()).backward(retain_graph=True)
    assert seen == [[1, 1, None]]
    torch.autograd.grad((a + b + c).sum(), a, retain_graph=True)
    assert seen == [[1, 1, None], [1, None, None]]
    handle.remove()
    (a.sum() + b.sum()).backward()
    assert len(seen) == 2
    first = []
    graph.register_multi_grad_hook((a, b), first.append, mode="any")
    (x * 5).sum().backward()
    assert first == []
    with pytest.raises(ValueError, match="Expects mode"):
        graph.register_multi_grad_hook((a, b), first.append, mode="some")


def known(gradient):
    return None if gradient is None else 1


# --- anomaly detection


def test_nan_in_a_gradient_names_the_node():
    x = torch.tensor([0.0, 1.0], requires_grad=True)
    with pytest.warns(UserWarning) as caught, torch.autograd.detect_anomaly():
        y = (x / x).sum()
        with pytest.raises(RuntimeError, match="Function 'DivBackward0' returned nan values in its [01]th output"):
            y.backward()
    texts = [str(warning.message) for warning in caught]
    assert texts[0].startswith("Anomaly Detection has been enabled")
    assert texts[1].startswith("Error detected in DivBackward0. Traceback of forward call that caused the error:")
    assert "y = (x / x).sum()" in texts[1]
    assert not torch.is_anomaly_enabled()


def test_anomaly_without_a_forward_pass_and_without_the_check():
    x = torch.tensor([0.0, 1.0], requires_grad=True)
    y = (x / x).sum()
    with pytest.warns(UserWarning) as caught, torch.autograd.detect_anomaly():
        with pytest.raises(RuntimeError, match="returned nan values"):
            y.backward()
    assert "No forward pass information available" in str(caught[1].message)
    with pytest.warns(UserWarning, match="has been enabled"), torch.autograd.detect_anomaly(check_nan=False):
        (x / x).sum().backward()
    assert x.grad.isnan().any()


def test_anomaly_in_a_second_derivative_tells_what_led_to_it():
    x = torch.tensor([0.0], requires_grad=True)
    with pytest.warns(UserWarning) as caught, torch.autograd.set_detect_anomaly(True):
        (first,) = torch.autograd.grad(x.sqrt().sum(), x, create_graph=True)
        with pytest.raises(RuntimeError, match="returned nan values"):
            (first * 0).sum().backward()
    assert any("Previous calculation was induced by SqrtBackward0" in str(warning.message) for warning in caught)


def test_other_errors_are_traced_too():
    class Fails(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.clone()

        @staticmethod
        def backward(ctx, gradient):
            raise ValueError("boom")

    with pytest.warns(UserWarning, match="Error detected in FailsBackward"), torch.autograd.set_detect_anomaly(True):
        with pytest.raises(ValueError, match="boom"):
            Fails.apply(leaf()).sum().backward()


def test_anomaly_settings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        torch.autograd.set_detect_anomaly(True, check_nan=False)
        assert torch.is_anomaly_enabled() and not torch.is_anomaly_check_nan_enabled()
        torch.autograd.set_detect_anomaly(False)
        assert not torch.is_anomaly_enabled()
        with torch.autograd.set_detect_anomaly(True):
            assert torch.is_anomaly_enabled()
        assert not torch.is_anomaly_enabled()


# --- batches of gradients


def test_batches_of_gradients():
    x = leaf()
    (rows,) = torch.autograd.grad(x * x, x, torch.eye(3), is_grads_batched=True)
    assert torch.equal(rows, torch.diag(2 * x.detach()))
    (rows,) = torch.autograd.grad(x**3, x, torch.eye(3), is_grads_batched=True, create_graph=True)
    assert rows.requires_grad
    other = torch.ones(1, requires_grad=True)
    _, unused = torch.autograd.grad(x * x, (x, other), torch.eye(3), is_grads_batched=True, allow_unused=True)
    assert unused is None
    _, zeros = torch.autograd.grad(x * x, (x, other), torch.eye(3), is_grads_batched=True, materialize_grads=True)
    assert zeros.tolist() == [0]
    with pytest.raises(RuntimeError, match="If `is_grads_batched=True`, we interpret the first dimension"):
        torch.autograd.grad(x * x, x, torch.ones(2, 2), is_grads_batched=True)
    with pytest.raises(ValueError):
        torch.autograd.grad((x * x, x * 3), x, (torch.eye(3), torch.ones(2, 3)), is_grads_batched=True)
    with pytest.raises(ValueError):
        torch.autograd.grad((x * x).sum(), x, is_grads_batched=True)
