"""Special functions, under the names that SciPy gives them too."""

from __future__ import annotations

from . import _core

__all__ = [
    "digamma",
    "erf",
    "erfc",
    "erfinv",
    "exp2",
    "expit",
    "expm1",
    "gammaln",
    "log1p",
    "logit",
    "logsumexp",
    "polygamma",
    "psi",
    "round",
    "sinc",
    "xlogy",
]

digamma = psi = _core.digamma
polygamma = _core.polygamma
gammaln = _core.lgamma
erf, erfc, erfinv = _core.erf, _core.erfc, _core.erfinv
exp2, expm1, log1p = _core.exp2, _core.expm1, _core.log1p
expit, logit = _core.sigmoid, _core.logit
logsumexp, xlogy, sinc = _core.logsumexp, _core.xlogy, _core.sinc
round = _core.round  # noqa: A001  (the name of the function)
