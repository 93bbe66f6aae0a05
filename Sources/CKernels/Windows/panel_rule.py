"""Writes Sources/CKernels/Windows/panel_rule.h: the 21 points of Gauss and Kronrod on [0, 1].

Kronrod's eleven further points are the zeros of Stieltjes' polynomial E with the integrals of P_10 E x^k over [-1, 1] equal to 0 for k < 11.
Run with Python and mpmath: python3 panel_rule.py > panel_rule.h
"""

from mpmath import legendre, matrix, lu_solve, mp, mpf, polyroots, taylor, nstr

mp.dps = 60
ORDER = 10


def product(p, q):
    result = [mpf(0)] * (len(p) + len(q) - 1)
    for i, a in enumerate(p):
        for j, b in enumerate(q):
            result[i + j] += a * b
    return result


def integral(p, low, high):
    return sum(c * (high ** (k + 1) - low ** (k + 1)) / (k + 1) for k, c in enumerate(p))


def power(k):
    return [mpf(0)] * k + [mpf(1)]


def zeros(p):
    return sorted(z.real for z in polyroots(p[::-1], maxsteps=500, extraprec=400))


gauss = taylor(lambda x: legendre(ORDER, x), 0, ORDER)
gauss = [c if k % 2 == 0 else mpf(0) for k, c in enumerate(gauss)]
system, right = matrix(ORDER + 1), matrix(ORDER + 1, 1)
for k in range(ORDER + 1):
    weighted = product(gauss, power(k))
    for j in range(ORDER + 1):
        system[k, j] = integral(product(weighted, power(j)), -1, 1)
    right[k] = -integral(product(weighted, power(ORDER + 1)), -1, 1)
stieltjes = list(lu_solve(system, right)) + [mpf(1)]
inner = zeros(gauss)
points = sorted(inner + zeros(stieltjes))
assert len(points) == 2 * ORDER + 1


def lagrange(nodes, k):
    p = [mpf(1)]
    for j, x in enumerate(nodes):
        if j != k:
            p = product(p, [-x / (nodes[k] - x), 1 / (nodes[k] - x)])
    return p


def row(name, values):
    text = ", ".join(nstr(v, 19, strip_zeros=False) for v in values)
    lines, line = [], "   "
    for word in text.split(" "):
        if len(line) + len(word) + 1 > 118:
            lines.append(line)
            line = "   "
        line += " " + word
    return f"{name} {{\n" + "\n".join(lines + [line]) + "\n}"


unit = [(1 + x) / 2 for x in points]
basis = [lagrange(points, k) for k in range(len(points))]
kronrod = [integral(p, -1, 1) / 2 for p in basis]
coarse = [mpf(0)] * len(points)
for k, x in enumerate(inner):
    coarse[points.index(x)] = integral(lagrange(inner, k), -1, 1) / 2
differences = [a - b for a, b in zip(kronrod, coarse)]
partial = [[integral(p, -1, x) / 2 for p in basis] for x in points]
barycentric = []
for k, x in enumerate(points):
    weight = mpf(1)
    for j, y in enumerate(points):
        if j != k:
            weight /= x - y
    barycentric.append(weight)
largest = max(abs(w) for w in barycentric)
barycentric = [w / largest for w in barycentric]

print("// The points of Gauss and Kronrod on [0, 1], 10 of Gauss' among 21, as panel_rule.py makes them.\n")
print("enum { PANEL_POINTS = 21 };\n")
size = "[PANEL_POINTS]"
print(row(f"static const double panel_points{size} =", unit) + ";\n")
print(row(f"static const double panel_weights{size} =", kronrod) + ";\n")
print("// The weights less those of Gauss.")
print(row(f"static const double panel_differences{size} =", differences) + ";\n")
print("// Of the polynomial through 21 values, for its value anywhere.")
print(row(f"static const double panel_barycentric{size} =", barycentric) + ";\n")
print("// Its integral from 0 to each point.")
print(f"static const double panel_partial{size}{size} = {{")
for values in partial:
    print(row(" ", values) + ",")
print("};")
