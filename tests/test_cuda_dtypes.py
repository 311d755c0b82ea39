"""What the CPU does with a dtype, a GPU does too: a sample of the operations' cases, each with a dtype and a place.

``device_pairs`` compares all of them with all dtypes where there is time for thousands of kernels.
"""

from __future__ import annotations

import device_pairs
import pytest

pytestmark = [pytest.mark.cuda_only, pytest.mark.filterwarnings("ignore")]

STEP = 37
CASES = [
    (case, device_pairs.DTYPES[at % 12], device_pairs.PLACES[at // 12 % 4])
    for at, case in enumerate(device_pairs.cases()[::STEP])
]


@pytest.mark.parametrize(("case", "dtype", "place"), CASES, ids=[f"{c.expression} {d} {p}" for c, d, p in CASES])
def test_as_on_the_cpu(case, dtype, place):
    assert device_pairs.compare(case, dtype, place) is None
