#!/usr/bin/env python3
"""Spikes, losses and gradients of event-driven networks with 50 digits. Needs mpmath (faster with gmpy2).

Usage:  python3 make_references.py OUTPUT_DIRECTORY

Writes spike-times.json (free_stretch.py, spike_times.py) and networks.json (event_network.py, gradients.py,
random_networks.py). Where backward weights are the weights, gradients are central differences of the simulation; the
adjoint, which agrees with them to 1e-20 and better, gives those of networks with backward weights of their own.
What is given is written as doubles, what is expected with 20 digits. README.md has the format.
"""
import json
import multiprocessing
import os
import sys

from mpmath import mp, mpf

from event_network import exact
from gradients import adjoint, differences, largest_difference
from random_networks import KINDS, READOUTS, firmness, random_network
from spike_times import spike_time_cases

STEP = mpf(10) ** -15
AGREEMENT = mpf(10) ** -20


def text(value):
    """JSON, with mpfs as numbers of 20 digits."""
    if isinstance(value, mpf):
        return mp.nstr(value, 20, strip_zeros=True)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)}: {text(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(text(v) for v in value) + "]"
    return json.dumps(value)


def write(path, objects):
    with open(path, "w") as file:
        file.write("[\n" + ",\n".join(text(o) for o in objects) + "\n]\n")


def reference(task):
    number, kind, readout = task
    mp.dps = 50
    network, trial = random_network(kind, readout, number)
    gradient = adjoint(trial)
    gap = None
    if not KINDS[kind].get("backward"):
        by_differences = differences(exact(network), STEP)
        gap = largest_difference(by_differences, gradient)
        if gap > AGREEMENT:
            raise ArithmeticError(f"{network['name']}: adjoint and differences disagree by {mp.nstr(gap, 3)}")
        gradient = by_differences
    spikes = sorted((time, layer, unit) for (layer, unit, _), time in trial.spikes.items() if layer > 0)
    expected = {"spikes": [[layer, unit, time] for time, layer, unit in spikes], "loss": trial.loss,
                "outputs": trial.values, "layers": gradient, "firmness": firmness(trial)}
    if readout == "maximumVoltage":
        expected["maxima_at"] = [place_of_maximum(trial, *m) for m in trial.maxima]
    return dict(network, expected=expected), gap


def place_of_maximum(trial, _, number, when):
    """At the "start" (V is never above 0), "within" a free stretch, at an "arrival" (of a spike), at the "end"."""
    if number is None:
        return "start"
    return "within" if when < trial.events[number].length else trial.events[number].kind


def main(folder):
    mp.dps = 90
    cases = spike_time_cases(1)
    write(os.path.join(folder, "spike-times.json"), cases)
    print(len(cases), "stretches,", sum(c["fires"] for c in cases), "with a spike")

    tasks = [(n, kind, readout) for n, (kind, readout) in enumerate(
        ((k, r) for k in KINDS for r in READOUTS if not (k == "single layer" and r != "firstSpike")), 1)]
    with multiprocessing.Pool(2) as pool:
        networks = []
        for network, gap in pool.imap(reference, tasks, chunksize=1):
            spikes = network["expected"]["spikes"]
            neurons = {(l, u) for l, u, _ in spikes}
            repeated = sum([(l, u) for l, u, _ in spikes].count(n) > 1 for n in neurons)
            print(f"{network['name']}: seed {network['seed']}, {len(spikes)} spikes, {repeated} neurons fire again,",
                  "adjoint" if gap is None else f"differences, adjoint within {mp.nstr(gap, 2)}",
                  network["expected"].get("maxima_at", ""), flush=True)
            networks.append(network)
    write(os.path.join(folder, "networks.json"), networks)


if __name__ == "__main__":
    main(sys.argv[1])
