"""Reference solutions of Bio-Adam under two sines, for the tests of collocation.

m is a sum of sines and an exponential, in closed form. Its zeros and those of g are found by bisection
on a fine grid. Between them everything is smooth: there rho and the weights are integrated by scipy's
DOP853 at its tightest tolerance. Writes collocation-reference.json.
"""

import json
import random
from math import copysign, cos, exp, pi, sin, tanh

import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

TAU_M, EPSILON = 10.0, 1e-8


def solve(s, end, tau_rho, eta, temperature, second):
    frequency = 2 * pi * s["frequency"]

    def g(t):
        x = frequency * t + s["phase"]
        return s["amplitude"] * (sin(x) + second * sin(2 * x))

    parts = []
    for h, a in ((1, 1.0), (2, second)):
        lag = h * frequency * TAU_M
        parts.append((s["amplitude"] * a / (1 + lag**2), h * frequency, h * s["phase"], lag))

    def driven(t):
        return sum(c * (sin(w * t + p) - lag * cos(w * t + p)) for c, w, p, lag in parts)

    rest = s["momentum"] - driven(0)

    def m(t):
        return driven(t) + rest * exp(-t / TAU_M)

    grid = np.unique(np.concatenate([np.linspace(0, end, int(end * s["frequency"] * 400) + 200),
                                     np.linspace(0, 100, 2000)]))
    cuts = {0.0, float(end)}
    for f in (g, m):
        values = [f(t) for t in grid]
        for k in range(len(grid) - 1):
            if values[k] * values[k + 1] < 0:
                cuts.add(brentq(f, grid[k], grid[k + 1], xtol=1e-13, rtol=1e-15))

    def rates(t, y, sign_g, sign_m):
        moved = [-eta * y[0] * m(t) if temperature is None
                 else -eta / 2 * y[0] * (m(t) + sign_m * m(t) * tanh(w / 2 / temperature))
                 for w in y[1:]]
        return [(1 - (sign_g * g(t) + EPSILON) * y[0]) / tau_rho] + moved

    y = [s["rho"], *s["weights"]]
    cuts = sorted(cuts)
    for a, b in zip(cuts, cuts[1:]):
        middle = 0.5 * (a + b)
        signs = copysign(1, g(middle)), copysign(1, m(middle))
        y = solve_ivp(rates, (a, b), y, method="DOP853", rtol=2.3e-14, atol=1e-15, args=signs).y[:, -1]
    return [m(end), *y]


def main():
    random.seed(1)
    populations = []
    for tau_rho, eta, temperature, second, top in (
            (1000, 1e-3, 10, 0.37, 0.01), (200, 1e-2, 10, 0.5, 0.05), (300, 5e-3, None, -0.8, 0.03),
            (50, 1e-2, 0.3, 0.2, 0.02)):
        synapses = []
        for k in range(8):
            s = {"amplitude": random.uniform(0.2, 1), "frequency": 0.002 * (top / 0.002)**random.random(),
                 "phase": random.uniform(0, 2 * pi), "momentum": 0 if k < 4 else random.uniform(-2, 2),
                 "rho": 1 if k < 4 else random.uniform(0.1, 5),
                 "weights": [random.uniform(-1, 1), random.uniform(-1, 1)]}
            s["result"] = [float(x) for x in solve(s, 1000, tau_rho, eta, temperature, second)]
            synapses.append(s)
        populations.append({"tauRho": tau_rho, "learningRate": eta, "temperature": temperature,
                            "second": second, "synapses": synapses})
    with open("collocation-reference.json", "w") as file:
        json.dump({"end": 1000, "populations": populations}, file, indent=1)


main()
