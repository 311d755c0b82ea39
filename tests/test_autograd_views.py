"""Views and in-place changes: what may be recorded, and tensors made in inference mode."""

import flambeau as torch
import pytest


def leaf():
    return torch.ones(3, requires_grad=True)


def inner():
    return leaf() * 1


def unrecorded_view(of):
    with torch.no_grad():
        return of.view(3)


NO_GRAD = "A view was created in no_grad mode and is being modified inplace with grad mode enabled"


@pytest.mark.parametrize("make", [leaf, inner])
def test_unrecorded_views_cannot_be_changed_in_recorded_mode(make):
    base = make()
    view = unrecorded_view(base)
    with pytest.raises(RuntimeError, match=NO_GRAD):
        view.add_(1)
    assert view.tolist() == [1, 1, 1]


def test_unrecorded_views_of_plain_tensors():
    base = torch.ones(3)
    view = unrecorded_view(base)
    view.add_(1)
    with pytest.raises(RuntimeError, match=NO_GRAD):
        view.mul_(leaf())
    assert base.tolist() == [2, 2, 2]


def test_unrecorded_views_are_stale_after_a_change_of_the_base():
    base = inner()
    view = unrecorded_view(base)
    base.mul_(2)
    with pytest.raises(RuntimeError, match="its base or another view of its base has been modified inplace"):
        view.grad_fn  # noqa: B018
    with pytest.raises(RuntimeError, match="its base or another view of its base has been modified inplace"):
        (view * 1).sum().backward()


def test_views_of_unrecorded_views():
    base = inner()
    view = unrecorded_view(base).view(3)
    with pytest.raises(RuntimeError, match="Output 0 of View is a view of a view which was created in no_grad mode"):
        view.add_(1)


@pytest.mark.parametrize(
    ("cut", "name"),
    [
        ("a.split(1)[0]", "Output 0 of Split"),
        ("a.split([1, 2])[1]", "Output 1 of SplitWithSizes"),
        ("a.unbind(0)[2]", "Output 2 of Unbind"),
        ("a.chunk(2)[0]", "Output 0 of Split"),
        ("a.split(1)[0].view(1)", "Output 0 of View"),
    ],
)
@pytest.mark.parametrize("change", ["view.add_(1)", "view.zero_()", "view.mul_(torch.ones((), requires_grad=True))"])
@pytest.mark.parametrize("make", [leaf, inner])
def test_one_of_several_views_cannot_be_changed(cut, name, change, make):
    a = make()
    view = eval(cut, {"a": a})
    with pytest.raises(RuntimeError, match=f"{name} is a view and is being modified inplace"):
        eval(change, {"torch": torch, "view": view})
    assert a.tolist() == [1, 1, 1]


def test_one_of_several_views_of_a_plain_tensor():
    a = torch.ones(3)
    view = a.split(1)[0]
    view.add_(1)
    with pytest.raises(RuntimeError, match=NO_GRAD):
        view.mul_(torch.ones(1, requires_grad=True))
    assert a.tolist() == [2, 1, 1]


@pytest.mark.parametrize("cut", ["torch.tensor_split(a, 2)[0]", "torch.hsplit(a, [2])[0]"])
def test_parts_cut_one_by_one_can_be_changed(cut):
    a = x = leaf()
    a = a * 1
    eval(cut).mul_(3)
    a.sum().backward()
    assert x.grad.tolist() == [3, 3, 1]


def test_changes_that_fail_leave_the_elements_alone():
    base = torch.ones(3)
    view = unrecorded_view(base)
    source = leaf()
    for change in (view.copy_, view.mul_, lambda s: view.index_add_(0, torch.tensor([0, 1, 2]), s)):
        with pytest.raises(RuntimeError, match=NO_GRAD):
            change(source)
    assert base.tolist() == [1, 1, 1] and base._version == 0


def test_leaves_and_their_views():
    view = torch.ones(3)[0]
    view.requires_grad_()
    with pytest.raises(RuntimeError, match="a view of a leaf Variable that requires grad"):
        view.add_(1)
    with pytest.raises(RuntimeError, match="a view of a leaf Variable that requires grad"):
        leaf().detach().requires_grad_().view(3).add_(1)
    with pytest.raises(RuntimeError, match="you can only change requires_grad flags of leaf variables"):
        inner().view(3).requires_grad = False
    with pytest.raises(RuntimeError, match="Can't detach views in-place"):
        inner()[0].detach_()


def test_detach_and_data():
    a = inner()
    b = (a * a).sum()
    a.data.zero_()
    b.backward()
    assert (a._version, a.data._version, a.data._is_view()) == (0, 0, False)
    a = inner()
    b = (a * a).sum()
    a.detach().zero_()
    with pytest.raises(RuntimeError, match="which is output 0 of Mul, is at version 1; expected version 0"):
        b.backward()
    for other in (inner().detach(), inner().data):
        other.mul_(leaf())
        assert other.requires_grad and other.grad_fn.name() == "MulBackward0"


class Flat(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.view(-1)

    @staticmethod
    def backward(ctx, gradient):
        return gradient


class Parts(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x[:1], x[1:]

    @staticmethod
    def backward(ctx, first, rest):
        return torch.cat([first, rest])


class Same(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x

    @staticmethod
    def backward(ctx, gradient):
        return gradient


class Doubled(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.mark_dirty(x)
        return x.mul_(2)

    @staticmethod
    def backward(ctx, gradient):
        return gradient * 2


class Lost(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.mark_dirty(x)
        return x * 2

    @staticmethod
    def backward(ctx, gradient):
        return gradient * 2


@pytest.mark.parametrize("function", [Flat, Same])
def test_views_made_by_custom_functions(function):
    a = inner()
    view = function.apply(a)
    assert view._is_view() and view._base is a and view.grad_fn.name() == f"{function.__name__}Backward"
    with pytest.raises(RuntimeError, match=f"Output 0 of {function.__name__} is a view and is being modified inplace"):
        view.add_(1)
    a.add_(1)
    with pytest.raises(RuntimeError, match="its base or another view of its base has been modified inplace"):
        view.grad_fn  # noqa: B018
    base = torch.ones(3)
    view = function.apply(base)
    if function is Flat:
        with pytest.raises(RuntimeError, match=NO_GRAD):
            view.mul_(leaf())


def test_views_made_by_a_function_with_several_results():
    first, _ = Parts.apply(inner())
    with pytest.raises(RuntimeError, match="Output 0 of Parts is a view .* returns multiple views"):
        first.add_(1)


def test_functions_that_change_their_input():
    a = inner()
    view = a.view(3)
    assert Doubled.apply(view) is view
    assert "CopySlices" in a.grad_fn.name() and view.grad_fn.name() == "AsStridedBackward0"
    with pytest.raises(RuntimeError, match="Output 0 of Split is a view and is being modified inplace"):
        Doubled.apply(inner().split(1)[0])
    with pytest.raises(RuntimeError, match="a leaf Variable that requires grad has been used in an in-place operation"):
        Doubled.apply(leaf())
    with pytest.raises(RuntimeError, match="marked as dirty during the forward method were not returned as output"):
        Lost.apply(inner())


# --- inference mode


def made():
    with torch.inference_mode():
        return torch.ones(3)


def test_results_are_inference_tensors():
    tensor = made()
    assert tensor.is_inference() and tensor.view(3).is_inference() and tensor.detach().is_inference()
    assert not (tensor * 2).is_inference() and not tensor.clone().is_inference()
    with torch.inference_mode():
        assert (leaf() * 2).is_inference() and not (leaf() * 2).requires_grad
        assert torch.ones(2, requires_grad=True).requires_grad
        x = leaf().view(3)
        assert x.is_inference()
    outside = leaf()
    with torch.inference_mode(), torch.enable_grad():
        assert not (outside * 2).requires_grad
        assert not outside.view(3).is_inference() and outside.view(3).requires_grad


def test_inference_tensors_cannot_be_kept():
    x, tensor = leaf(), made()
    assert (x + tensor).requires_grad and torch.cat([x, tensor]).requires_grad
    for operation in (lambda: x * tensor, lambda: x @ tensor, lambda: (x * 1).mul_(tensor)):
        with pytest.raises(RuntimeError, match="Inference tensors cannot be saved for backward"):
            operation()
    (x * 2).backward(tensor)
    assert x.grad.tolist() == [2, 2, 2] and not x.grad.is_inference()


IN_PLACE = ["add_(1)", "zero_()", "fill_(1)", "copy_(torch.ones(3))", "normal_()", "mul_(2)", "exp_()", "clamp_(0, 1)"]
IN_PLACE += ["unsqueeze_(0)", "t_()", "index_fill_(0, torch.tensor([0]), 1.0)", "masked_fill_(MASK, 1.0)"]
IN_PLACE += ["__setitem__(0, 1.0)", "relu_()", "random_()", "index_add_(0, torch.tensor([0]), torch.ones(1))"]
MASK = torch.tensor([True, False, True])


@pytest.mark.parametrize("change", IN_PLACE)
def test_inference_tensors_cannot_be_changed_outside(change):
    tensor = made()
    with pytest.raises(RuntimeError, match="[Ii]nference tensor"):
        eval(f"tensor.{change}")
    with torch.no_grad(), pytest.raises(RuntimeError, match="[Ii]nference tensor"):
        eval(f"tensor.{change}")
    assert tensor.tolist() == [1, 1, 1]
    with torch.inference_mode():
        eval(f"tensor.{change}")


def test_other_limits_of_inference_tensors():
    tensor = made()
    with pytest.raises(RuntimeError, match="Setting requires_grad=True on inference tensor outside InferenceMode"):
        tensor.requires_grad_()
    tensor.requires_grad = False
    with pytest.raises(RuntimeError, match="Inference tensors do not track version counter"):
        tensor._version  # noqa: B018
    with pytest.raises(RuntimeError, match="[Ii]nference tensor"):
        torch.add(torch.ones(3), 1, out=tensor)
    plain = torch.ones(3)
    plain.data = tensor
    assert plain.is_inference()


def test_views_made_in_inference_mode():
    x = leaf() * 1
    with torch.inference_mode():
        view = x.view(3)
    with pytest.raises(RuntimeError, match="A view was created in inference mode and is being modified inplace"):
        view.add_(1)
    plain = torch.ones(3)
    with torch.inference_mode():
        view = plain.view(3)
        plain.add_(1)
    view.add_(1)
    assert plain.tolist() == [3, 3, 3] and plain._version == 2
    with pytest.raises(RuntimeError, match="A view was created in inference mode and is being modified inplace"):
        view.mul_(leaf())


def test_leaving_inference_mode_inside():
    with torch.no_grad(), torch.inference_mode(False):
        assert torch.is_grad_enabled()
