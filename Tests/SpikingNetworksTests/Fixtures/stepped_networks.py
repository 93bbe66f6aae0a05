#!/usr/bin/env python3
"""Small spiking networks in steps, what they do and their gradients, written from the equations in numpy.

Usage:  python3 stepped_networks.py

Writes stepped-networks.json beside this file. README.md there tells what stands in it. Needs numpy.
"""
import json
import os

import numpy as np

from stepped_cases import CASES, drawn, scaled
from stepped_checks import check
from stepped_gradients import aggregated, flipped, gradient
from stepped_network import Layer, Network, loss, run

# No hard neuron's v comes nearer to 0, also after a flip; no u of leakyReLU unless it is 0; no maximum to the next number unless
# they are equal; no score to the largest.
MARGIN = 1e-4


def far_from_edges(network, weights):
    """Whether no decision hangs on the last digits."""
    activities = run(network, weights)
    case = network.case
    for node, a in zip(network.nodes, activities):
        if isinstance(node, Layer):
            theta = node.effective_threshold(weights)
            if node.leaky and (((a.u != 0) & (np.abs(a.u) < MARGIN)).any() or (a.u > 0).all()):
                return False
            if node.soft_output:
                continue
            if np.abs(a.v).min() < MARGIN or not 0.2 < a.y.mean() < 0.8:
                return False
            if case["gradient"]["kind"] == "neighbourhoodAggregation":
                for t, e, n in np.ndindex(a.v.shape):
                    if any(abs(v) < MARGIN for v in flipped(node, a, theta, e, n, t)[1]):
                        return False
        elif not node.averages:
            for values in a[0].reshape(-1, node.count_below):
                for window in node.windows:
                    ordered = sorted((values[source] for source in window), reverse=True)
                    if 0 < ordered[0] - ordered[1] < MARGIN:
                        return False
    scores = np.sort(activities[-1].z.sum(axis=0), axis=1)
    if (scores[:, -1] - scores[:, -2] < MARGIN).any():
        return False
    if case["gradient"]["kind"] == "neighbourhoodAggregation":
        e = aggregated(network.layers[-1], activities[-1], loss(network, activities[-1].z)[1], theta, case["gradient"]["filtersErrors"])
        return np.abs(e).mean() > 0.1 and abs(1000 * np.abs(e).mean() % 1 - 0.5) > 0.05
    return True


def made(spec):
    """The first case of its kind that is active in all layers and hangs on no edge."""
    for seed in range(1, 1000):
        case, network = drawn(spec, seed)
        case = scaled(case, network)
        if case is None:
            continue
        network = Network(case)
        if not far_from_edges(network, case["weights"]):
            continue
        found, arrived = gradient(network, case["weights"])
        largest = [np.abs(found[layer.first:layer.end]).max() for layer in network.layers]
        if min(largest) > 1e-3 and min(np.abs(g).max() for g in arrived) > 1e-4:
            return network, seed, found, arrived
    raise ArithmeticError(f"{spec['name']}: no weights found")


def result(network, found, arrived):
    case = network.case
    layers = [a for node, a in zip(network.nodes, run(network, case["weights"])) if isinstance(node, Layer)]
    scores = layers[-1].z.sum(axis=0)
    expected = {"loss": loss(network, layers[-1].z)[0].mean(), "scores": scores, "classes": scores.argmax(axis=1),
                "gradient": found, "z": [a.z for a in layers], "u": [a.u for a in layers], "G": arrived}
    return case | {"expected": expected}, layers


def text(value):
    """JSON with 15 digits of each number, a line for each key of a case and of what is expected."""
    if isinstance(value, dict):
        broken = "\n" if "name" in value or "z" in value else " "
        return "{" + ("," + broken).join(f'"{k}": {text(v)}' for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple, np.ndarray)):
        return "[" + ", ".join(text(v) for v in value) + "]"
    if isinstance(value, float):
        return f"{value + 0.0:.15g}"
    if isinstance(value, np.integer):
        return str(value)
    return json.dumps(value)


def main():
    cases = []
    for spec in CASES:
        network, seed, found, arrived = made(spec)
        said = check(network)
        case, layers = result(network, found, arrived)
        active = ", ".join(f"{a.y.mean():.0%}" for a in layers)
        least = min(np.abs(a.v).min() for a in layers)
        print(f"{case['name']}: seed {seed}, {network.synapses} synapses, active {active}, least |v| {least:.1e}, {said}", flush=True)
        cases.append(text(case))
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "stepped-networks.json"), "w", encoding="ascii") as out:
        out.write('{"cases": [\n' + ",\n".join(cases) + "\n]}\n")


if __name__ == "__main__":
    main()
