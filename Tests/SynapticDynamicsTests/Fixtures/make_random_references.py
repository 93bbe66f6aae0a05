#!/usr/bin/env python3
"""Reference values of the random numbers.

Usage:  python3 make_random_references.py OUTPUT_DIRECTORY

Writes into OUTPUT_DIRECTORY
  random-fields.json     Philox4x32-10, written from the description in Salmon et al., SC'11, section 3.3,
                         and what the random field makes of it;
  normal-quantiles.json  the inverse of the standard normal distribution, at 400 digits, compared with
                         quadrature of the density.
Inputs are IEEE doubles taken at their exact binary value; results have 25 digits. Needs mpmath.
"""
import json
import os
import statistics
import sys

from mpmath import mp, mpf

PURPOSES = {"forwardWeights": 1, "backwardWeights": 2, "gradient": 3, "backwardNoise": 4,
            "amplitude": 5, "frequency": 6, "phase": 7}


def text(x):
    return mp.nstr(x, 25)


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


def quantile(p):
    """Inverse of the standard normal distribution at the exact value of the double p."""
    p = mpf(p)
    if p > 0.5:
        return -quantile(1 - p)
    return mp.sqrt(2) * mp.erfinv(2 * p - 1)


def make_probabilities():
    low = [float("1e-%d" % k) for k in (300, 250, 200, 150, 100, 75, 50, 40, 30, 25, 20, 18, 17,
                                        16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2)]
    rest = [1.388794386e-11, 1.388794387e-11, 0.02, 0.02425, 0.05, 0.075, 0.1, 0.15, 0.25, 0.4,
            0.49, 0.499999, 0.5 - 2.0 ** -30, 0.5 - 2.0 ** -54, 0.5, 0.5 + 2.0 ** -53, 0.500001,
            0.6, 0.75, 0.9, 0.925, 0.97575, 0.99, 0.999, 0.9999, 1 - 1e-6, 1 - 1e-8, 1 - 1e-10,
            1 - 1e-12, 1 - 1e-14, 1 - 2.0 ** -52, 1 - 2.0 ** -53]
    return sorted(low + rest)


def check_quantiles(points, quantiles):
    """Against quadrature of the normal density, at another precision."""
    errors = []
    with mp.workdps(60):
        for p, x in zip(points, quantiles):
            assert abs(statistics.NormalDist().inv_cdf(p) - float(x)) <= 2e-14 * abs(float(x))
            q, x = min(mpf(p), 1 - mpf(p)), abs(mpf(x))
            tail = mp.npdf(x) * mp.quad(lambda s: mp.exp(-x * s - s * s / 2), range(0, 26))
            errors.append(abs(tail - q) / mp.npdf(x) / (x or 1))
    assert max(errors) < mpf(10) ** -24  # the values carry 25 digits


def main():
    check_known_answers()
    folder = sys.argv[1]
    source = "Made by %s with mpmath from the exact binary values of the inputs." % (
        os.path.basename(__file__))
    keys = [(seed, purpose, synapse, index)
            for seed in (0, 1, 20221209, 2 ** 64 - 1)
            for purpose in PURPOSES
            for synapse, index in ((0, 0), (17, 1000), (2 ** 31 + 5, 3), (2 ** 33 + 1, 2 ** 40 + 7))]
    points = make_probabilities()
    with mp.workdps(400):
        quantiles = [text(quantile(p)) for p in points]
    check_quantiles(points, quantiles)
    for name, data in (
            ("random-fields.json", {"source": source, "draws": [field(*k) for k in keys]}),
            ("normal-quantiles.json", {
                "source": source, "probabilities": points, "quantiles": quantiles})):
        parts = ['"%s": %s' % (k, json.dumps(v)) for k, v in data.items()]
        lines = ",\n".join(parts).replace("[{", "[\n{").replace("}, {", "},\n{")
        with open(os.path.join(folder, name), "w", encoding="ascii") as out:
            out.write("{\n%s\n}\n" % lines)
        print(name)


if __name__ == "__main__":
    main()
