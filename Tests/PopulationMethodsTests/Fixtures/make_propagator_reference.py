#!/usr/bin/env python3
"""High-precision reference values for tests of the synapse-pair propagator.

Usage:  python3 make_propagator_reference.py OUTPUT_DIRECTORY [--check]

Writes into OUTPUT_DIRECTORY
  propagator-reference.json  single windows and sequences of windows of the model below.
With --check the written file is then compared with independent computations, which are in
check_propagator_reference.py beside this script.

Model, for a gradient g held over a window of length h, with m = m_minus - m_plus and
c = m_plus + m_minus:
  tau_m dm/dt = g - m,   tau_m dc/dt = 2 m0 - c,
  tau_rho drho/dt = 1 - (|g| + epsilon) rho,   dw/dt = -learning_rate f m rho (w_f and w_b),
  f = 1 without temperature T, else predisposition_gain / (1 + exp(+-w/T)), + where m < 0.
Inputs are IEEE doubles taken at their exact binary value. A state is m, c, rho, w_f, w_b. All arithmetic has 400 digits; results are rounded to 25. Needs mpmath.
"""
import json
import math
import os
import random
import sys

from mpmath import mp, mpf

DIGITS = 400
PARAMETERS = {  # with the values to draw from
    "tau_m": (1.0, 3.0, 10.0, 100.0), "tau_rho": (10.0, 100.0, 1000.0, 1e5),
    "epsilon": (1e-8, 1e-4, 1e-2), "learning_rate": (1e-4, 1e-3, 1e-2, 1.0),
    "temperature": (None, 0.01, 1.0, 5.0, 10.0, 1e6), "m0": (1.0, 0.5),
    "predisposition_gain": (1.0, 2.0)}


def text(x):
    return mp.nstr(x, 25)


def crossing(p, g, h, m):
    """The time at which m(t), starting from m, changes sign inside (0, h), or None."""
    if m * g >= 0:
        return None
    t = p["tau_m"] * mp.log(1 - m / g)
    return t if t < h else None


def predispose(p, w, sign, K):
    """Weight after an integral K of |m| rho during which m has the given sign."""
    T = p["temperature"]
    if T is None or not sign:
        return w - sign * p["learning_rate"] * K
    u = -sign * w / T
    y = u + mp.exp(u) + p["predisposition_gain"] * p["learning_rate"] * K / T
    u = y if y <= 1 else mp.log(y)
    for _ in range(200):  # Newton's method: convex, and monotone from this starting point
        e = mp.exp(u)
        step = (u + e - y) / (1 + e)
        u -= step
        if abs(step) <= mpf(10) ** (15 - mp.dps) * (1 + abs(u)):
            return -sign * T * u
    raise ArithmeticError("no convergence")


def propagate(p, g, h, state):
    """The state after the window, and the integral of m rho over it."""
    m, c, rho, *weights = state
    a, b = 1 / p["tau_m"], (abs(g) + p["epsilon"]) / p["tau_rho"]
    C, r = m - g, 1 / (abs(g) + p["epsilon"])
    D = rho - r

    def integral(s, t):
        def E(x):
            return (mp.exp(-x * s) - mp.exp(-x * t)) / x
        return g * r * (t - s) + g * D * E(b) + C * r * E(a) + C * D * E(a + b)

    cut = crossing(p, g, h, m)
    ends = [mpf(0), h] if cut is None else [mpf(0), cut, h]
    signs = [mp.sign(m) or mp.sign(g), mp.sign(g)]
    total = mpf(0)
    for s, t, sign in zip(ends, ends[1:], signs):
        I = integral(s, t)
        total += I
        weights = [predispose(p, w, sign, sign * I) for w in weights]
    e = mp.exp(-a * h)
    return [g + C * e, 2 * p["m0"] + (c - 2 * p["m0"]) * e,
            r + D * mp.exp(-b * h), *weights], total


def exact(p):
    return {k: None if p[k] is None else mpf(p[k]) for k in PARAMETERS}


def run_window(c):
    return propagate(exact(c), mpf(c["gradient"]), mpf(c["duration"]), [mpf(x) for x in c["state"]])


def run_sequence(c):
    states = [[mpf(x) for x in c["state"]]]
    for g, h in zip(c["gradients"], c["durations"]):
        states.append(propagate(exact(c), mpf(g), mpf(h), states[-1])[0])
    return states[1:]


def bounded(state):
    return all(abs(w) <= 1e12 for w in state[3:])


def draw_parameters(rng, given):
    return {k: given.get(k, rng.choice(choices)) for k, choices in PARAMETERS.items()}


def draw_weights(rng, T, kind):
    kind = kind or rng.choice(("normal", "normal", "zero", "equal", 1.0, 30.0, 500.0))
    w, v = rng.gauss(0, 0.1), rng.gauss(0, 0.1)
    if kind == "zero":
        return [0.0, rng.choice((0.0, v))]
    if kind in ("equal", "normal"):
        return [w, w if kind == "equal" else v]
    x = rng.choice((-1, 1)) * kind * (T or 1.0)
    return [x, -x]


def try_window(rng, kind, given):
    p = draw_parameters(rng, given)
    g = given.get("gradient", rng.choice((-1, 1)) * 10 ** rng.uniform(-6, 6))
    g = 0.0 if kind == "no gradient" else g
    h = given.get("duration", 10 ** rng.uniform(-3, 6))
    cut = {"early": h * 10 ** rng.uniform(-9, -2.1), "middle": h * rng.uniform(0.1, 0.9),
           "late": h * (1 - 10 ** rng.uniform(-9, -2)),
           "after": h * (1 + 10 ** rng.uniform(-9, 1))}.get(kind)
    if cut is None:
        scale = {"zero": 0, "same": g, "no gradient": rng.choice((-1, 1))}[kind]
        m = scale * 10 ** rng.uniform(-3, 2)
    else:
        m = -g * math.expm1(min(cut / p["tau_m"], 100))
    if abs(m) > 1e7:
        return None
    m_plus = p["m0"] * (1 + rng.choice((0, 0.1 * rng.gauss(0, 1))))
    rho = given.get("rho", rng.choice(("inverse epsilon", 0.0, 1.0, 1 / (abs(g) + p["epsilon"]),
                                       10 ** rng.uniform(-3, 3))))
    rho = 1 / p["epsilon"] if rho == "inverse epsilon" else rho
    weights = draw_weights(rng, p["temperature"], given.get("weights"))
    c = {**p, "gradient": g, "duration": h, "state": [m, 2 * m_plus + m, rho, *weights]}
    t = crossing(exact(p), mpf(g), mp.inf, mpf(c["state"][0]))
    if cut is not None:  # rounding may have moved the crossing, or removed it
        low, high = {"early": (0, 0.01), "middle": (0.05, 0.95), "late": (0.98, 1),
                     "after": (1, mp.inf)}[kind]
        if t is None or not low * mpf(h) < t < high * mpf(h):
            return None
    state, total = run_window(c)
    return bounded(state) and {
        **c, "result": [text(x) for x in state], "integral_m_rho": text(total)}


def make_windows(rng):
    cases = []

    def add(kind, **given):
        attempts = (try_window(rng, kind, given) for _ in range(10000))
        cases.append(next(filter(None, attempts)))

    for h in (1e-3, 1e3, 1e6):  # the slowest rate of rho there is
        for T in (None, 1.0):
            for kind in ("no gradient", "zero"):
                add(kind, gradient=0.0, duration=h, epsilon=1e-8, rho=1.0, temperature=T)
    for g, h in ((1e6, 1e6), (1e-6, 1e-3), (1e6, 1e-3), (1e-6, 1e6)):
        for T, rho in ((None, 1.0), (1.0, "inverse epsilon")):
            add("zero", gradient=g, duration=h, temperature=T, rho=rho)
            add("same", gradient=-g, duration=h, temperature=T, rho=rho)
    for tau_m, tau_rho in ((1.0, 10.0), (10.0, 100.0), (100.0, 100.0), (3.0, 1000.0)):
        for factor in (1.0, 1 + 1e-9, 1 - 1e-9):  # (|g| + epsilon) / tau_rho near 1 / tau_m
            g = (tau_rho / tau_m - 1e-2) * factor
            add(rng.choice(("zero", "same", "middle")), gradient=rng.choice((g, -g)),
                duration=tau_m * rng.uniform(0.1, 5), tau_m=tau_m, tau_rho=tau_rho, epsilon=1e-2)
    for g in (8 - 2.0 ** -10, 2.0 ** -10 - 8):  # exactly equal rates
        add("zero", gradient=g, duration=2.5, tau_m=1.0, tau_rho=8.0, epsilon=2.0 ** -10)
    for g in (0.5, -0.5, 1e4, -1e4):
        for weights in (30.0, 500.0):
            add("same", gradient=g, duration=100.0, temperature=1.0, weights=weights)
    for g in (1.0, -1.0):  # very large changes of w / T
        for kind in ("zero", "middle"):
            add(kind, gradient=g, duration=1e2, temperature=0.01, learning_rate=1.0,
                rho="inverse epsilon", epsilon=1e-8, tau_m=10.0)
    for kind, count in (("zero", 54), ("same", 48), ("no gradient", 16), ("after", 22),
                        ("early", 20), ("middle", 34), ("late", 20)):
        for _ in range(count):
            add(kind)
    return cases


def make_short_windows(rng):
    """Windows far shorter than tau_m, and far longer: what is added must keep its digits."""
    cases = []
    for exponent in range(-14, 7):
        # A change of sign in the middle of a long window would need an m far beyond g.
        for kind in ("zero", "same", "middle")[:3 if exponent < 1 else 2]:
            for T in (None, 1.0):
                tau_m = rng.choice((1.0, 10.0, 1e5, 1e11) if exponent < 1 else (1.0, 10.0))
                given = {"tau_m": tau_m, "duration": tau_m * 10.0 ** exponent, "temperature": T,
                         "gradient": rng.choice((-1, 1)) * 10 ** rng.uniform(-3, 3),
                         "rho": 1.0, "weights": "zero"}
                attempts = (try_window(rng, kind, given) for _ in range(10000))
                cases.append(next(filter(None, attempts)))
    return cases


def make_sequences(rng):
    cases = []
    while len(cases) < 12:
        i = len(cases)
        p = draw_parameters(rng, {"temperature": (None, 1.0, 5.0, 10.0)[i and 1 + i % 3]})
        sd = (1.0, 1e-3, 10.0, 1e-1)[(i + i // 4) % 4]
        c = {**p, "state": [0.0, 2 * p["m0"], 1.0, *draw_weights(rng, None, "normal")],
             "gradients": [rng.gauss(0, sd) for _ in range(25)],
             "durations": [10 ** rng.uniform(-1, 2) for _ in range(25)]}
        states = run_sequence(c)
        if all(map(bounded, states)):
            cases.append({**c, "results": [[text(x) for x in s] for s in states]})
    return cases


def main():
    mp.dps = DIGITS
    folder, rng = sys.argv[1], random.Random(20221209)
    source = "Made by %s with mpmath at %d digits from the exact binary values of the inputs." % (
        os.path.basename(__file__), DIGITS)
    for name, data in (
            ("propagator-reference.json", {
                "source": source, "windows": make_windows(rng), "sequences": make_sequences(rng),
                "short_windows": make_short_windows(rng)}),):
        parts = ['"%s": %s' % (k, json.dumps(v)) for k, v in data.items()]
        lines = ",\n".join(parts).replace("[{", "[\n{").replace("}, {", "},\n{")
        with open(os.path.join(folder, name), "w", encoding="ascii") as out:
            out.write("{\n%s\n}\n" % lines)
        print(name, *("%d %s" % (len(v), k) for k, v in data.items() if k != "source"))
    if "--check" in sys.argv[2:]:
        from check_propagator_reference import check
        check(folder)


if __name__ == "__main__":
    main()
