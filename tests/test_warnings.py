"""Warnings of operations, which Python's filters see."""

from __future__ import annotations

import threading
import warnings

import flambeau as torch
import flambeau.nn.functional as F
import numpy as np
import pytest


@pytest.fixture(autouse=True)
def always():
    torch.set_warn_always(True)
    yield
    torch.set_warn_always(False)


def read_only():
    a = np.ones(2)
    a.flags.writeable = False
    return a


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: torch.add(torch.ones(3), 1, out=torch.ones(2)), r"was resized since it had shape \[2\]"),
        (lambda: torch.cat([torch.ones(3)], out=torch.ones(2)), "An output with one or more elements was resized"),
        (lambda: torch.randn(3, out=torch.ones(2)), "An output with one or more elements was resized"),
        (lambda: torch.ones(1).std(), r"std\(\): degrees of freedom is <= 0"),
        (lambda: torch.ones(2, 1).var(1), r"var\(\): degrees of freedom is <= 0"),
        (lambda: torch.var(torch.ones(2), correction=3), r"var\(\): degrees of freedom is <= 0"),
        (lambda: torch.std_mean(torch.ones(1)), r"std_mean\(\): degrees of freedom is <= 0"),
        (lambda: F.mse_loss(torch.ones(2), torch.ones(2, 2)), "target size .* different to the input size"),
        (lambda: F.softmax(torch.ones(2)), "Implicit dimension choice"),
        (lambda: torch.tensor([np.ones(2), np.ones(2)]), "from a list of numpy.ndarrays is extremely slow"),
        (lambda: torch.tensor(torch.ones(2)), "To copy construct from a tensor"),
        (lambda: torch.from_numpy(read_only()), "not writable"),
        (lambda: torch.tensor([1j]).float(), "Casting complex values to real discards the imaginary part"),
        (lambda: torch.ones(1).copy_(torch.tensor([1j])), "Casting complex values to real"),
        (lambda: (torch.ones(1, requires_grad=True) * 2).grad, "not a leaf Tensor"),
        (lambda: torch.meshgrid(torch.ones(2), torch.ones(2)), "indexing argument"),
        (lambda: torch.ones(2)[torch.tensor([1, 0], dtype=torch.uint8)], "indexing with dtype torch.uint8"),
        (lambda: torch.where(torch.tensor([1], dtype=torch.uint8), 1.0, 2.0), "uint8 condition tensor"),
        (lambda: torch.ones(1, requires_grad=True).sum().backward(create_graph=True), "create_graph=True"),
        (lambda: torch.set_default_tensor_type("torch.FloatTensor"), "deprecated"),
    ],
)
def test_warns(call, text):
    with pytest.warns(UserWarning, match=text):
        call()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(UserWarning, match=text):
            call()


@pytest.mark.parametrize(
    "call",
    [
        lambda: torch.add(torch.ones(3), 1, out=torch.ones(0)),
        lambda: torch.add(torch.ones(3), 1, out=torch.ones(3)),
        lambda: torch.ones(1).std(unbiased=False),
        lambda: torch.ones(2).std(),
        lambda: torch.tensor([1j]).to(torch.bool),
        lambda: torch.tensor([1j]).to(torch.complex128),
        lambda: torch.tensor([[1.0], [2.0]]),
        lambda: torch.tensor(np.ones(2)),
        lambda: torch.ones(2)[torch.tensor([True, False])],
        lambda: torch.ones(1, requires_grad=True).grad,
    ],
)
def test_does_not_warn(call):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        call()


def test_names_the_line_of_the_call():
    with pytest.warns(UserWarning) as caught:
        torch.ones(1).std()
    assert caught[0].filename == __file__


def test_once():
    torch.set_warn_always(False)
    assert not torch.is_warn_always_enabled()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(3):
            torch.tensor([1j]).float()
    assert len(caught) <= 1


def test_large_work_without_the_interpreter_lock():
    x = torch.ones(1, 100_000)
    with pytest.warns(UserWarning, match="degrees of freedom"):
        x.std(0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(UserWarning, match="degrees of freedom"):
            x.std(0)


def test_from_other_threads():
    failures = []

    def work():
        try:
            for _ in range(20):
                torch.ones(1, 50_000).std(0)
        except Exception as error:
            failures.append(error)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not failures
