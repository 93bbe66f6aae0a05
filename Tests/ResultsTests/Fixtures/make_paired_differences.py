#!/usr/bin/env python3
"""Paired differences by SciPy, and Student's t by mpmath in 40 digits.

Usage:  python3 make_paired_differences.py > paired-differences.json

Writes
  tails   two-sided tail probabilities of t;
  bounds  the t within which T stays with a probability;
  pairs   results of pairs, the p of scipy.stats.ttest_rel, its 95 % and 90 % intervals, and whether two one-sided
          ttest_rel at 5 % say that the difference is within each of some margins.
"""
import json
import random

import mpmath
from scipy import stats

mpmath.mp.dps = 40


def tail(t, degrees):
    return mpmath.betainc(mpmath.mpf(degrees) / 2, mpmath.mpf(1) / 2, 0, degrees / (degrees + mpmath.mpf(t)**2),
                          regularized=True)


def bound(coverage, degrees):
    start = float(stats.t.ppf((1 + coverage) / 2, degrees))
    return mpmath.findroot(lambda t: tail(t, degrees) - (1 - mpmath.mpf(str(coverage))), start)


def is_within(a, b, margin):
    low = stats.ttest_rel([x + margin for x in a], b, alternative="greater").pvalue
    high = stats.ttest_rel([x - margin for x in a], b, alternative="less").pvalue
    return bool(max(low, high) < 0.05)


def main():
    rng = random.Random(1908)
    pairs = [
        # W. S. Gosset ("Student"), Biometrika 6 (1908) 1, section IX: additional hours of sleep gained by two drugs.
        ([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4], [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]),
    ]
    for count in (2, 3, 5, 10, 40):
        for shift in (0.0, 0.004, 0.03):
            b = [rng.gauss(0.95, 0.006) for _ in range(count)]
            pairs.append(([x + shift + rng.gauss(0, 0.004) for x in b], b))
    print(json.dumps({
        "tails": [[t, degrees, float(tail(t, degrees))] for degrees in (1, 2, 3, 4, 9, 30, 999)
                  for t in (1e-8, 0.01, 0.5, 1, 2, 5, 30, 1e4) if tail(t, degrees) > 1e-300],
        "bounds": [[coverage, degrees, float(bound(coverage, degrees))] for coverage in (0.5, 0.9, 0.95, 0.99)
                   for degrees in (1, 2, 3, 4, 9, 30, 999)],
        "pairs": [{
            "setting": a, "reference": b, "p": float(test.pvalue),
            "interval": [float(x) for x in test.confidence_interval(0.95)],
            "narrow": [float(x) for x in test.confidence_interval(0.9)],
            "within": [[margin, is_within(a, b, margin)] for margin in (0.001, 0.003, 0.01, 0.04, 3)],
        } for a, b in pairs for test in [stats.ttest_rel(a, b)]],
    }))


main()
