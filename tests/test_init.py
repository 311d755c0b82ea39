"""nn.init draws PyTorch's numbers."""

from __future__ import annotations

import json
import math
from pathlib import Path

import flambeau as torch
import init_cases
import pytest
from flambeau.nn import init

GOLDEN = json.loads((Path(__file__).parent / "golden" / "init.json").read_text())


@pytest.mark.cpu_draws
@pytest.mark.parametrize("case", init_cases.CASES)
def test_golden(case):
    values, following = init_cases.run(torch, case)
    expected, expected_following = GOLDEN[case]
    assert following == expected_following, "another number of draws"
    if "normal" in case or "sparse" in case:
        assert values == pytest.approx(expected, rel=4 * 2**-23, abs=1e-9)
    else:
        assert values == expected


def test_results_are_the_arguments_and_nothing_is_recorded():
    weight = torch.zeros(3, 4, requires_grad=True)
    assert init.kaiming_uniform_(weight) is weight
    assert weight.is_leaf and weight.requires_grad


def test_generators():
    device = torch.get_default_device()
    a, b = (init.xavier_normal_(torch.zeros(4, 6), generator=torch.Generator(device).manual_seed(3)) for _ in range(2))
    assert torch.equal(a, b)


def test_errors():
    with pytest.raises(ValueError, match="fewer than 2 dimensions"):
        init.xavier_uniform_(torch.zeros(3))
    with pytest.raises(ValueError, match="Mode"):
        init.kaiming_normal_(torch.zeros(3, 3), mode="fan")
    with pytest.raises(ValueError, match="Unsupported nonlinearity"):
        init.calculate_gain("x")
    with pytest.warns(UserWarning, match="zero-element"):
        init.kaiming_uniform_(torch.zeros(0, 3))
    assert init.calculate_gain("leaky_relu", 1.0) == 1.0 and init.calculate_gain("relu") == math.sqrt(2)


def test_orthogonal():
    try:
        weight = init.orthogonal_(torch.zeros(4, 3))
    except NotImplementedError as error:
        assert "linalg.qr" in str(error)
        return
    assert torch.allclose(weight.t() @ weight, torch.eye(3), atol=1e-5)
