#!/usr/bin/env python3
"""PyTorch's optimisers at their defaults, for the order of updates that studies have by default.

Usage:  python3 make_optimiser_references.py OUTPUT_DIRECTORY

Writes optimiser-references.json: 40 updates of three weights by the formulas in the documentation of torch.optim.SGD
(momentum 0.9, plain and Nesterov's), RMSprop (alpha 0.999, eps 1e-8) and Adam (betas 0.9, 0.999, eps 1e-8).
PyTorch's momentum buffer is not divided by 1/(1 - 0.9) = 10, so its rate is a tenth. The second weight has no gradient
for ten updates: then its v is 0 as at the start. Needs numpy.
"""
import json
import os
import sys

import numpy as np

RATE, BETA1, BETA2, EPSILON = 1e-3, 0.9, 0.999, 1e-8


def momentum(gradients, w, nesterov=False):
    buffer = np.zeros(3)
    for g in gradients:
        buffer = BETA1 * buffer + g
        w = w - RATE / 10 * (g + BETA1 * buffer if nesterov else buffer)
    return w


def rms_prop(gradients, w):
    square = np.zeros(3)
    for g in gradients:
        square = BETA2 * square + (1 - BETA2) * g ** 2
        w = w - RATE * g / (np.sqrt(square) + EPSILON)
    return w


def adam(gradients, w):
    m, v = np.zeros(3), np.zeros(3)
    for t, g in enumerate(gradients, start=1):
        m = BETA1 * m + (1 - BETA1) * g
        v = BETA2 * v + (1 - BETA2) * g ** 2
        w = w - RATE * (m / (1 - BETA1 ** t)) / (np.sqrt(v / (1 - BETA2 ** t)) + EPSILON)
    return w


def main():
    rng = np.random.default_rng(7)
    gradients = rng.normal(0, 0.1, (40, 3))
    gradients[:10, 1] = 0
    start = np.array([0.1, -0.05, 0.02])
    weights = {"momentum": momentum(gradients, start), "nesterov": momentum(gradients, start, True),
               "rmsProp": rms_prop(gradients, start), "adam": adam(gradients, start)}
    data = {"source": "Made by %s with numpy." % os.path.basename(__file__),
            "gradients": gradients.tolist(), "start": start.tolist(),
            "weights": {name: w.tolist() for name, w in weights.items()}}
    with open(os.path.join(sys.argv[1], "optimiser-references.json"), "w", encoding="ascii") as out:
        json.dump(data, out, indent=1)
        out.write("\n")


if __name__ == "__main__":
    main()
