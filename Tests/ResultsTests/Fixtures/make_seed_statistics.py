#!/usr/bin/env python3
"""Means and sample standard deviations by Python's statistics, which computes in exact fractions.

Usage:  python3 make_seed_statistics.py > seed-statistics.json
"""
import json
import random
import statistics


def main():
    rng = random.Random(20221210)
    samples = [
        [1.0], [2.5, -2.5], [0.1] * 7, [0.9612, 0.9583, 0.9641, 0.9598, 0.9627],
        # Where the sum of squares cancels, and where squares leave the range of doubles.
        [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16], [1e200, 3e200, -2e200], [1e-200, 4e-200, 2e-200],
        [1e300, 1.0, -1e300],
    ]
    for count in (2, 3, 10, 100):
        for scale in (1.0, 1e-6, 1e12):
            samples.append([scale * rng.gauss(3.0, 0.5) for _ in range(count)])
    cases = [
        {
            "values": values,
            "mean": statistics.mean(values),
            "sd": statistics.stdev(values) if len(values) > 1 else None,
        }
        for values in samples
    ]
    print(json.dumps(cases))


main()
