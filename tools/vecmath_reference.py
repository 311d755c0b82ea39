"""Writes rust/cpu/src/vecmath/reference.txt: values of elementary and special functions, correct to the last bit.

    python tools/vecmath_reference.py > rust/cpu/src/vecmath/reference.txt

Needs mpmath. Each line holds a function's name, an argument and the binary64 number nearest to the value.
"""

import random

import mpmath as mp

mp.mp.dps = 60


def sigmoid(x):
    return 1 / (1 + mp.exp(-x))


def log_abs_gamma(x):
    return mp.log(abs(mp.gamma(x)))


# Name: (function, arguments that deserve a line, range of the random ones).
FUNCTIONS = {
    "exp": (mp.exp, [-745.0, -708.5, 1e-17, 709.7], (-700, 700)),
    "exp2": (lambda x: mp.mpf(2) ** x, [-1074.0, -1022.5, 10.0, 1023.9], (-1000, 1000)),
    "expm1": (mp.expm1, [-40.0, -1e-300, 1e-12, 709.7], (-5, 5)),
    "sigmoid": (sigmoid, [-740.0, -1e-17, 40.0], (-40, 40)),
    "log": (mp.log, [5e-324, 1e-310, 0.9999999999999999, 1.7e308], (0.1, 10)),
    "log2": (lambda x: mp.log(x) / mp.log(2), [5e-324, 8.0, 1.0000000000000002], (0.1, 10)),
    "log10": (mp.log10, [5e-324, 1000.0, 0.9999999999999999], (0.1, 10)),
    "log1p": (mp.log1p, [-0.9999999999999999, 1e-300, 1e-12, 1.7e308], (-0.99, 10)),
    "sin": (mp.sin, [3.141592653589793, 1e-300, 5e8, 1e22, 1e300], (-100, 100)),
    "cos": (mp.cos, [1.5707963267948966, 4.71238898038469, 5e8, 1e22], (-100, 100)),
    "tan": (mp.tan, [1.5707963267948966, 3.141592653589793, 5e8], (-100, 100)),
    "asin": (mp.asin, [1e-300, 0.5, 0.5000000000000001, 0.9999999999999999], (-1, 1)),
    "acos": (mp.acos, [1e-300, 0.5, -0.9999999999999999, 0.9999999999999999], (-1, 1)),
    "atan": (mp.atan, [1e-300, 1.0, 1.0000000000000002, 1e300], (-10, 10)),
    "sinh": (mp.sinh, [5e-324, 1e-10, 710.4], (-5, 5)),
    "cosh": (mp.cosh, [1e-10, 710.4], (-5, 5)),
    "tanh": (mp.tanh, [5e-324, 0.55, 19.0], (-3, 3)),
    "asinh": (mp.asinh, [5e-324, 1e-10, 1e200], (-10, 10)),
    "acosh": (mp.acosh, [1.0000000000000002, 1e200], (1, 10)),
    "atanh": (mp.atanh, [5e-324, 1e-10, 0.9999999999999999], (-1, 1)),
    "erf": (mp.erf, [5e-324, 1e-10, 0.9999999999999999, 5.9], (-4, 4)),
    "erfc": (mp.erfc, [1e-10, 0.5, 26.0, 27.2], (-4, 12)),
    "erfinv": (mp.erfinv, [1e-10, 0.9999999999999999], (-1, 1)),
    "lgamma": (log_abs_gamma, [1e-10, 1.0000000000000002, 170.0], (0, 20)),
    "digamma": (mp.digamma, [1e-10, 100.0], (1.6, 20)),
}

for name, (function, special, (low, high)) in FUNCTIONS.items():
    generator = random.Random(name)
    for x in special + [generator.uniform(low, high) for _ in range(16)]:
        print(name, repr(x), repr(float(function(mp.mpf(x)))))
