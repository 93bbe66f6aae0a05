#!/usr/bin/env python3
"""Reference values of the functions that the propagator is made of.

Usage:  python3 make_function_references.py OUTPUT_DIRECTORY

Writes into OUTPUT_DIRECTORY
  exponential-integrals.json     the integrals of exp(-B x) from their definitions;
  predisposition-increments.json the root d >= 0 of d + exp(u) (exp(d) - 1) = c, by bisection.
Inputs are IEEE doubles taken at their exact binary value; results have 25 digits. Needs mpmath.
"""
import json
import math
import os
import sys

from mpmath import mp, mpf

def text(x):
    return mp.nstr(x, 25)


def exponential_integrals(b):
    """The integrals of (1, 1 - x, (1 - x)^2 / 2, x, x (1 - x) + (1 - x)^2 / 2) exp(-b x)."""
    b = mpf(b)
    with mp.workdps(120):
        decay = mp.exp(-b)
        phi1 = (1 - decay) / b
        phi2 = (decay - 1 + b) / b ** 2
        phi3 = (1 - b + b ** 2 / 2 - decay) / b ** 3
        chi = (1 - (1 + b) * decay) / b ** 2
        kappa = (b ** 2 / 2 - 1 + (1 + b) * decay) / b ** 3
        return [text(+x) for x in (decay, phi1, phi2, phi3, chi, kappa)]


def increment(u, c):
    """The root by bisection, which needs nothing but monotonicity."""
    u, c = mpf(u), mpf(c)
    with mp.workdps(60 + int(2 * abs(u) / mp.log(10))):
        left = lambda d: d + mp.exp(u) * mp.expm1(d)
        low, high = mpf(0), c
        high = min(high, max(mp.log1p(c * mp.exp(-u)), mpf(0)))
        low = min(c / (1 + mp.exp(u)) * mpf("1e-9"), high / 2)
        assert left(low) <= c <= left(high) * (1 + mpf(10) ** -40)
        for _ in range(160):
            middle = (low + high) / 2
            if left(middle) < c:
                low = middle
            else:
                high = middle
            if high - low < mpf(10) ** -30 * low:
                break
        return text((low + high) / 2)


def main():
    mp.dps = 50
    folder = sys.argv[1]
    source = "Made by %s with mpmath from the exact binary values of the inputs." % (
        os.path.basename(__file__))

    exponents = sorted(
        [10.0 ** (k / 4) for k in range(-48, 37)] + [k / 8 for k in range(1, 33)] +
        [math.nextafter(1, 0), math.nextafter(1, 2), 700.0, 708.0])
    magnitudes = (0.0, 1e-12, 0.1, 1.0, 2.5, 10.0, 36.0, 100.0, 300.0, 690.0, 695.0, 699.0, 699.999,
                  700.0, 701.0, 705.0, 744.0, 750.0, 800.0)
    steps = [10.0 ** k for k in range(-20, 7)]
    cases = [(u, c) for u in sorted({s * m for m in magnitudes for s in (1, -1)}) for c in steps]
    for name, data in (
            ("exponential-integrals.json", {
                "source": source, "order": "B: decay, phi1, phi2, phi3, chi, kappa",
                "arguments": exponents, "values": [exponential_integrals(b) for b in exponents]}),
            ("predisposition-increments.json", {
                "source": source, "u": [u for u, _ in cases], "c": [c for _, c in cases],
                "increments": [increment(u, c) for u, c in cases]})):
        parts = ['"%s": %s' % (k, json.dumps(v)) for k, v in data.items()]
        lines = ",\n".join(parts).replace("[{", "[\n{").replace("}, {", "},\n{")
        with open(os.path.join(folder, name), "w", encoding="ascii") as out:
            out.write("{\n%s\n}\n" % lines.replace("], [", "],\n["))
        print(name)


if __name__ == "__main__":
    main()
