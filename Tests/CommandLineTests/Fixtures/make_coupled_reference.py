"""Writes coupled-reference.json: three coupled substances, one of which goes by the product of the others, by SciPy.

    python3 make_coupled_reference.py
"""

import json

import numpy
import scipy
from scipy.integrate import solve_ivp

S, R, B, ETA, G = 3.0, 5.0, 1.0, 0.01, 0.4
TIMES = [2.0, 5.0, 10.0, 20.0]


def rates(t, y):
    a, b, c, w_f, w_b = y
    w = -ETA * a * c
    return [S * (b - a) + G, a * (R - c) - b, a * b - B * c, w - 0.1 * ETA * w_f, w - 0.1 * ETA * w_b]


solution = solve_ivp(
    rates, (0, TIMES[-1]), [0.1, 0.2, 0.3, 0.05, -0.02], method="DOP853", t_eval=TIMES, rtol=3e-14, atol=1e-15
)
with open("coupled-reference.json", "w") as file:
    json.dump(
        {"scipy": scipy.__version__, "numpy": numpy.__version__, "times": TIMES, "states": solution.y.T.tolist()},
        file, indent=1,
    )
