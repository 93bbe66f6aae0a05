"""Checks of the file made by make_propagator_reference.py, run by its option --check.

Every value is recomputed at a higher working precision, and compared with computations which
do not use the closed forms: quadrature of m rho and Lambert's W for every window; power series
of the differential equations for the windows that are not stiff, and for whole sequences.
"""
import json
import os

from mpmath import mp, mpf

from make_propagator_reference import DIGITS, crossing, exact, run_sequence, run_window, text


def check_quadrature(c):
    """Error of the integral and of the weights against quadrature and Lambert's W."""
    p, g, h = exact(c), mpf(c["gradient"]), mpf(c["duration"])
    m, _, rho, *weights = map(mpf, c["state"])
    a, b = 1 / p["tau_m"], (abs(g) + p["epsilon"]) / p["tau_rho"]
    cut = crossing(p, g, h, m)

    def f(t):
        return (g + (m - g) * mp.exp(-a * t)) * (
            rho * mp.exp(-b * t) - mp.expm1(-b * t) / (abs(g) + p["epsilon"]))

    pieces = []
    for s, t in [(mpf(0), h)] if cut is None else [(mpf(0), cut), (cut, h)]:
        points, width = [s], min(1 / a, 1 / b)
        while points[-1] + width < t:
            points.append(points[-1] + width)
            width *= 2
        with mp.workdps(40):
            pieces.append(mp.quad(f, points + [t], method="gauss-legendre"))
    size = sum(map(abs, pieces))
    errors = [abs(mpf(c["integral_m_rho"]) - sum(pieces)) / (size or 1)]
    for w, expected in zip(weights, c["result"][3:]):
        scale = abs(w) + abs(mpf(expected))
        for I in pieces:
            x = p["learning_rate"] * abs(I)
            if p["temperature"] is None:
                w -= mp.sign(I) * x
            elif I:
                T = p["temperature"]
                u = -mp.sign(I) * w / T
                y = u + mp.exp(u) + p["predisposition_gain"] * x / T
                W = mp.lambertw(mp.exp(y))  # this is exp(u)
                w = -mp.sign(I) * T * (y - W if y < 1 else mp.log(W))
        errors.append(abs(mpf(expected) - w) / (scale or 1))
    return max(errors)


def taylor(p, g, h, state, sign, order=50):
    """The state after time h by power series of the differential equations, m of one sign."""
    T, gain = p["temperature"], p["predisposition_gain"]
    x, t, taus = list(state), mpf(0), (p["tau_m"], p["tau_m"], p["tau_rho"])

    def times(A, B, n):
        return mp.fsum(A[i] * B[n - i] for i in range(n + 1))

    while t < h:
        X = [[v] for v in x]
        S, R = ([[1 / (1 + mp.exp(-q * w / T))] if T else [mpf(q == sign)] for w in x[3:]]
                for q in (sign, -sign))  # the factor f, and 1 - f
        change, slope, product = [[], []], [[], []], []
        for n in range(order):
            drive = (g, 2 * p["m0"], mpf(1))
            decay = (1, 1, abs(g) + p["epsilon"])
            product.append(times(X[0], X[2], n))
            for i in range(3):
                rate = (drive[i] if n == 0 else 0) - decay[i] * X[i][n]
                X[i].append(rate / taus[i] / (n + 1))
            for i in range(2):
                factor = gain if T else 1
                change[i].append(-p["learning_rate"] * factor * times(S[i], product, n))
                X[3 + i].append(change[i][n] / (n + 1))
                slope[i].append(times(S[i], R[i], n))
                d = sign * times(slope[i], change[i], n) / T / (n + 1) if T else mpf(0)
                S[i].append(d)
                R[i].append(-d)
        large = max(abs(v[k]) / (abs(v[0]) + floor) * mpf(10) ** 38 for k in (order, order - 1)
                    for part, floor in ((X, mpf(10) ** -10), (S + R, mpf(10) ** -300))
                    for v in part)
        step = min(h - t, large ** (mpf(-1) / order) if large else h)
        x = [mp.polyval(v[::-1], step) for v in X]
        t = h if step == h - t else t + step
    return x


def taylor_window(p, g, h, state):
    m = state[0]
    cut = crossing(p, g, h, m)
    if cut is None:
        return taylor(p, g, h, state, mp.sign(m) or mp.sign(g))
    state = taylor(p, g, cut, state, mp.sign(m))
    assert abs(state[0]) < mpf(10) ** -28 * (abs(m) + abs(g))
    return taylor(p, g, h - cut, state, mp.sign(g))


def check(folder):
    with open(os.path.join(folder, "propagator-reference.json"), encoding="ascii") as file:
        reference = json.load(file)
    windows = reference["windows"] + reference["short_windows"]
    sequences = reference["sequences"]
    limit = mpf(10) ** -24  # the stored values carry 25 digits

    def report(name, errors):
        print("%s: %d, largest error %s" % (name, len(errors), mp.nstr(max(errors), 3)))
        assert max(errors) < limit

    def difference(state, result, start):
        return max(abs(a - mpf(b)) / (abs(a) + abs(s) or 1)
                   for a, b, s in zip(state, result, start))

    with mp.workdps(DIGITS + 300):
        for c in windows:
            state, total = run_window(c)
            assert c["result"] + [c["integral_m_rho"]] == [text(x) for x in state + [total]]
        assert all(c["results"] == [[text(x) for x in s] for s in run_sequence(c)]
                   for c in sequences)
    report("windows by quadrature", [check_quadrature(c) for c in windows])
    single, chained = [], []
    with mp.workdps(50):
        for c in windows:
            p, g, h, *state = exact(c), *map(mpf, (c["gradient"], c["duration"], *c["state"]))
            if h * (1 / p["tau_m"] + (abs(g) + p["epsilon"]) / p["tau_rho"]) < 20:  # not stiff
                single.append(difference(taylor_window(p, g, h, state), c["result"], state))
        for c in sequences[::3]:
            state = [mpf(x) for x in c["state"]]
            for g, h, result in zip(c["gradients"], c["durations"], c["results"]):
                start, state = state, taylor_window(exact(c), mpf(g), mpf(h), state)
                chained.append(difference(state, result, start))
    report("windows by power series", single)
    report("windows in sequences by power series", chained)
