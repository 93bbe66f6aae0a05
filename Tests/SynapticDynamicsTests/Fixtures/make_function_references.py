#!/usr/bin/env python3
"""Reference values of the functions that the propagator and the random numbers are made of.

Usage:  python3 make_function_references.py OUTPUT_DIRECTORY

Writes into OUTPUT_DIRECTORY
  exponential-integrals.json     the integrals of exp(-B x) from their definitions;
  predisposition-increments.json the root d >= 0 of d + exp(u) (exp(d) - 1) = c, by bisection;
  random-fields.json             Philox4x32-10, written from the description in Salmon et al.,
                                 SC'11, section 3.3, and what the random field makes of it.
Inputs are IEEE doubles taken at their exact binary value; results have 25 digits. Needs mpmath.
"""
import json
import math
import os
import sys

from mpmath import mp, mpf

PURPOSES = {"forwardWeights": 1, "backwardWeights": 2, "gradient": 3, "backwardNoise": 4,
            "amplitude": 5, "frequency": 6, "phase": 7}


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


def philox(counter, key):
    """Ten rounds on four 32-bit words."""
    c, k, mask = list(counter), list(key), 0xFFFFFFFF
    for _ in range(10):
        (h0, l0), (h1, l1) = (divmod(m * x, 2 ** 32) for m, x in (
            (0xD2511F53, c[0]), (0xCD9E8D57, c[2])))
        c = [h1 ^ c[1] ^ k[0], l1, h0 ^ c[3] ^ k[1], l0]
        k = [(k[0] + 0x9E3779B9) & mask, (k[1] + 0xBB67AE85) & mask]
    return c


def check_known_answers():
    """The known-answer vectors of Random123 1.09 (kat_vectors)."""
    ones = 0xFFFFFFFF
    for counter, key, words in (
            ([0] * 4, [0] * 2, [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]),
            ([ones] * 4, [ones] * 2, [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]),
            ([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0],
             [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1])):
        assert philox(counter, key) == words


def field(seed, purpose, synapse, index):
    mask = 0xFFFFFFFF
    words = philox(
        [index & mask, index >> 32, synapse & mask, (synapse >> 32) | PURPOSES[purpose] << 16],
        [seed & mask, seed >> 32])
    k = (words[1] << 32 | words[0]) >> 12
    uniform = (2 * k + 1) / 2 ** 53
    assert mpf(2 * k + 1) / 2 ** 53 == mpf(uniform)
    with mp.workdps(60):
        quantile = mp.sqrt(2) * mp.erfinv(2 * mpf(uniform) - 1)
    return {"seed": seed, "purpose": purpose, "synapse": synapse, "index": index,
            "words": words, "uniform": uniform, "normal": text(quantile)}


def main():
    mp.dps = 50
    check_known_answers()
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
    keys = [(seed, purpose, synapse, index)
            for seed in (0, 1, 20221209, 2 ** 64 - 1)
            for purpose in PURPOSES
            for synapse, index in ((0, 0), (17, 1000), (2 ** 31 + 5, 3), (2 ** 33 + 1, 2 ** 40 + 7))]
    for name, data in (
            ("exponential-integrals.json", {
                "source": source, "order": "B: decay, phi1, phi2, phi3, chi, kappa",
                "arguments": exponents, "values": [exponential_integrals(b) for b in exponents]}),
            ("predisposition-increments.json", {
                "source": source, "u": [u for u, _ in cases], "c": [c for _, c in cases],
                "increments": [increment(u, c) for u, c in cases]}),
            ("random-fields.json", {"source": source, "draws": [field(*k) for k in keys]})):
        parts = ['"%s": %s' % (k, json.dumps(v)) for k, v in data.items()]
        lines = ",\n".join(parts).replace("[{", "[\n{").replace("}, {", "},\n{")
        with open(os.path.join(folder, name), "w", encoding="ascii") as out:
            out.write("{\n%s\n}\n" % lines.replace("], [", "],\n["))
        print(name)


if __name__ == "__main__":
    main()
