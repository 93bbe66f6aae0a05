"""Writes window-reference.json: windows of rules written as equations, solved with 50 digits.

Linear components go by the exponential of their matrix, integrals by mpmath's quadrature between the places where something
changes its sign, chains of integrals by Taylor series of the differential equation (odefun). No formula is shared with the program.
Run with Python and mpmath: python3 make_window_reference.py > window-reference.json
"""

import json
import random
import sys

from mpmath import exp, expm, findroot, matrix, mp, mpf, odefun, quad, sign, sqrt, tanh

mp.dps = 50
draw = random.Random(20)
cases = []


def number(low, high):
    return draw.uniform(low, high)


def size(low, high):
    return low * (high / low) ** draw.random()


class Linear:
    """x' = A x + b from x0 on."""

    def __init__(self, a, b, x0):
        n = len(b)
        self.n = n
        self.a = matrix(n + 1, n + 1)
        for i in range(n):
            for j in range(n):
                self.a[i, j] = mpf(a[i][j])
            self.a[i, n] = mpf(b[i])
        self.x = matrix([mpf(v) for v in x0] + [1])
        self.known = {}

    def __call__(self, s):
        key = mp.nstr(s, 45)
        if key not in self.known:
            if self.n == 1:
                a, b, x = self.a[0, 0], self.a[0, 1], self.x[0]
                grown = mp.expm1(a * s) / a if a != 0 else s
                self.known[key] = [x * exp(a * s) + b * grown]
            else:
                y = expm(self.a * s, method="taylor") * self.x
                self.known[key] = [y[i] for i in range(self.n)]
        return self.known[key]


def zeros(function, end, looks=400):
    places = [mpf(0)]
    step = mpf(end) / looks
    values = [function(step * (k + mpf("0.37"))) for k in range(looks)]
    for k in range(looks - 1):
        if values[k] * values[k + 1] < 0:
            low, high = step * (k + mpf("0.37")), step * (k + mpf("1.37"))
            places.append(findroot(function, (low, high), solver="anderson", tol=mpf(10) ** -80, verify=False))
    return places + [mpf(end)]


def integral(f, functions, end):
    places = sorted(set(p for g in functions for p in zeros(g, end)) | {mpf(0), mpf(end)})
    return sum(quad(f, [a, (a + b) / 2, b]) for a, b in zip(places, places[1:]))


def add(name, text, gradients, durations, initial, expected):
    cases.append(
        {"name": name, "rule": text, "gradients": gradients, "durations": durations, "initial": initial,
         "expected": [float(v) for v in expected]})
    print(name, file=sys.stderr)


def rule(substances, equations, constants=None, lets=None):
    text = "name: tested\n"
    if constants:
        text += "constants: {" + ", ".join(f"{k}: {v!r}" for k, v in constants.items()) + "}\n"
    text += "substances: {" + ", ".join(f"{s}: {{}}" for s in substances) + "}\n"
    if lets:
        text += "let: {" + ", ".join(f'{k}: "{v}"' for k, v in lets.items()) + "}\n"
    return text + "equations: {" + ", ".join(f'{k}: "{v}"' for k, v in equations.items()) + "}\n"


# One component by itself, rates of all sizes, 0 and growth among them; the weight follows it.
for a in [0.0, 1e-12, 1e-5, 0.3, 40.0, 1e4, -0.2, -1e-9]:
    g, h, x0, w0 = number(-2, 2), size(0.5, 20), number(-1, 1), number(-1, 1)
    x = Linear([[-a]], [g], [x0])
    both = Linear([[-a, 0], [-0.1, 0]], [g, 0], [x0, w0])
    add(f"single {a}", rule(["m"], {"m": "g - a*m", "w": "-0.1*m"}, {"a": a}), [g], [h], [x0, w0, 0.5],
        both(mpf(h)) + [both(mpf(h))[1] - mpf(w0) + mpf("0.5")])

# Several that hang together: random, with equal eigenvalues that share a vector, nearly equal, swinging, singular.
e = 1e-9
several = {
    "random": [[number(-1, 0.2) for _ in range(2)] for _ in range(2)],
    "random of three": [[number(-1, 0.2) for _ in range(3)] for _ in range(3)],
    "random of four": [[number(-1, 0.2) for _ in range(4)] for _ in range(4)],
    "defective": [[-0.5, 1.0], [0.0, -0.5]],
    "defective of three": [[-0.5, 1.0, 0.3], [0.0, -0.5, 1.0], [0.0, 0.0, -0.5]],
    "nearly defective": [[-0.5, 1.0], [0.0, -0.5 - e]],
    "repeated": [[-0.5, 0.0], [0.25, -0.5]],
    "swinging": [[0.0, 1.0], [-2.0, 0.0]],
    "swinging and falling": [[-0.1, 3.0], [-2.0, -0.2]],
    "singular": [[-1.0, 1.0], [1.0, -1.0]],
    "nilpotent": [[0.0, 1.0], [0.0, 0.0]],
    "stiff": [[-300.0, 2.0], [1.0, -0.01]],
    "driven, slow by fast": [[-200.0, 0.0], [1.0, -0.05]],
}
for name, a in several.items():
    n = len(a)
    names = "pqrs"[:n]
    g, h = number(-1, 1), size(1, 30)
    b = [g if i == n - 1 else 0.0 for i in range(n)]
    x0 = [number(-1, 1) for _ in range(n)]
    y = Linear(a, b, x0)(mpf(h))
    equations = {}
    for i, one in enumerate(names):
        terms = " + ".join(f"({a[i][j]!r})*{other}" for j, other in enumerate(names) if a[i][j] != 0)
        equations[one] = (terms or "0*g") + (" + g" if i == n - 1 else "")
    equations["w"] = "0*g"
    add(name, rule(names, equations), [g], [h], x0 + [0.1, 0.2], y + [0.1, 0.2])

# Integrals along one or two relaxations, smooth ones and such with kinks, jumps and roots.
shapes = {
    "product": ("m*r", lambda m, r: m * r, []),
    "quotient": ("m^2/(r + 0.01)", lambda m, r: m ** 2 / (r + mpf(0.01)), []),
    "tanh": ("tanh(3*m)*r", lambda m, r: tanh(3 * m) * r, []),
    "steep": ("exp(-20*m^2)", lambda m, r: exp(-20 * m ** 2), []),
    "magnitude": ("abs(m)*r", lambda m, r: abs(m) * r, [lambda m, r: m]),
    "maximum": ("max(m, 0.2)^2", lambda m, r: max(m, mpf(0.2)) ** 2, [lambda m, r: m - mpf(0.2)]),
    "minimum of both": ("min(m, r)", lambda m, r: min(m, r), [lambda m, r: m - r]),
    "jump": ("if(m > 0.1, r, -2)", lambda m, r: r if m > mpf(0.1) else mpf(-2), [lambda m, r: m - mpf(0.1)]),
    "sign": ("sign(m)*r^2", lambda m, r: sign(m) * r ** 2, [lambda m, r: m]),
    "root beyond a kink": ("sqrt(max(m, 0))", lambda m, r: sqrt(max(m, mpf(0))), [lambda m, r: m]),
}
for name, (text, f, kinks) in shapes.items():
    for _ in range(2):
        a, b = size(0.05, 3), size(0.01, 1)
        m0, g, r0, h = number(0.5, 1.5), number(-1.5, -0.5), number(0.1, 1), size(2, 40)
        # The products with the constants as the program has them.
        m, r = Linear([[-mpf(a)]], [mpf(a) * mpf(g)], [m0]), Linear([[-mpf(b)]], [mpf(0.3)], [r0])
        at = lambda s: f(m(s)[0], r(s)[0])
        change = integral(at, [lambda s, k=k: k(m(s)[0], r(s)[0]) for k in kinks], h)
        add(name, rule(["m", "r"], {"m": "a*(g - m)", "r": "0.3 - b*r", "w": f"-0.5*({text})"}, {"a": a, "b": b}),
            [g], [h], [m0, r0, 0.25, -0.5], [m(mpf(h))[0], r(mpf(h))[0], mpf(0.25) - change / 2, mpf(-0.5) - change / 2])

# A root that begins at 0, as the second moment of RMSProp does, and 1/root.
for eps in [0.1, 1e-8]:
    a, g, h = 0.05, 0.7, 12.0
    v = Linear([[-mpf(a)]], [mpf(a) * mpf(g) ** 2], [0])
    # s = u², of which the integrand is smooth but near 0, where quad's points crowd.
    f = lambda u: 2 * u * mpf(g) / (sqrt(v(u * u)[0]) + mpf(eps))
    end = sqrt(mpf(h))
    change = quad(f, [0, mpf(eps) / 100, mpf(eps), min(end / 2, 100 * mpf(eps)), end])
    add(f"root from 0, {eps}", rule(["v"], {"v": "a*(g^2 - v)", "w": "-g/(sqrt(v) + eps)"}, {"a": a, "eps": eps}),
        [g], [h], [0, 0, 0], [v(mpf(h))[0], -change, -change])

# A dip of an oscillation below a level, twice within a swing.
k, g, h = 2.0, 0.3, 9.0
y = Linear([[0, 1], [-k, 0]], [0, g], [0.5, -0.2])
level = 0.45
change = integral(lambda s: max(y(s)[0] - mpf(level), 0), [lambda s: y(s)[0] - mpf(level)], h)
add("tips of a swing", rule(["p", "q"], {"p": "q", "q": "g - 2*p", "w": f"max(p - {level}, 0)"}), [g], [h], [0.5, -0.2, 0, 0],
    y(mpf(h)) + [change, change])

# Factors that move, and integrals of integrals: short-term plasticity's form, in two windows one after the other.
a, tau, c, lam = 0.4, 5.0, 0.7, 0.3
state = [mpf(v) for v in (0.1, 1.0, 0.5, -0.25)]
start = [float(v) for v in state]
gradients, durations = [0.8, 0.2], [6.0, 9.0]
for g, h in zip(gradients, durations):
    def slopes(s, y, g=g):
        u, x, w, other = y
        pull = mpf(c) * u * x
        return [mpf(g) - mpf(a) * u, (1 - x) / mpf(tau) - u * x, pull - mpf(lam) * w, pull - mpf(lam) * other]
    state = odefun(slopes, 0, state, tol=mpf(10) ** -25)(mpf(h))
add("chain", rule(["u", "x"], {"u": "g - a*u", "x": "(1 - x)/tau - u*x", "w": "c*u*x - lam*w"},
                  {"a": a, "tau": tau, "c": c, "lam": lam}), gradients, durations, start, state)

# The time itself: a factor that decays, and a gate that opens and shuts within the second window.
a, g = 0.25, [0.6, -0.4]
durations = [2.0, 7.0]
m0 = mpf(0.2)
total = mpf(0)
t0 = mpf(0)
for gradient, h in zip(g, durations):
    m = Linear([[-mpf(a)]], [mpf(gradient)], [m0])
    gate = lambda s: 1 if 3 < t0 + s < 5 else mpf("0.25")
    places = [mpf(0)] + [p - t0 for p in (mpf(3), mpf(5)) if 0 < p - t0 < h] + [mpf(h)]
    total += sum(quad(lambda s: exp(-(t0 + s) / 4) * m(s)[0] ** 2 * gate(s), [x, y]) for x, y in zip(places, places[1:]))
    m0 = m(mpf(h))[0]
    t0 += h
add("time", rule(["m"], {"m": "g - a*m", "w": "exp(-t/4)*m^2*if(abs(t - 4) < 1, 1, 0.25)"}, {"a": a}), g, durations, [0.2, 0, 0],
    [m0, total, total])

print(json.dumps(cases, indent=1))
