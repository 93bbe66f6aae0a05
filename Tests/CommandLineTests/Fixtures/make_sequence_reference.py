#!/usr/bin/env python3
"""Reference values for held gradients through the whole program, from study file to trace.

Usage:  python3 make_sequence_reference.py > sequence-reference.json

Closed forms at 400 digits, by ../../PopulationMethodsTests/Fixtures/make_propagator_reference.py.
Windows last multiples of 1/4, so that their edges and middles are exact as IEEE doubles: what the
program is measured against has no rounding of times in it. Results are the states at the middle and
at the end of each window. Needs mpmath.
"""
import json
import os
import random
import sys

from mpmath import mp, mpf

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../../PopulationMethodsTests/Fixtures"))
import make_propagator_reference as reference  # noqa: E402


def main():
    mp.dps = reference.DIGITS
    rng = random.Random(20221210)
    cases = []
    while len(cases) < 8:
        i = len(cases)
        p = reference.draw_parameters(rng, {"temperature": (None, 1.0, 5.0, 10.0)[i % 4]})
        sd = (1.0, 1e-2, 3.0)[i % 3]
        c = {**p, "state": [p["m0"], p["m0"], 1.0, rng.gauss(0, 0.1), rng.gauss(0, 0.1)],
             "gradients": [rng.gauss(0, sd) for _ in range(20)],
             "durations": [rng.randint(1, 80) / 4 for _ in range(20)]}
        state, states = [mpf(x) for x in c["state"]], []
        for g, h in zip(c["gradients"], c["durations"]):
            for _ in range(2):
                state, _ = reference.propagate(reference.exact(c), mpf(g), mpf(h) / 2, state)
                states.append(state)
        if all(map(reference.bounded, states)):
            cases.append({**c, "results": [[reference.text(x) for x in s] for s in states]})
    print("[\n%s\n]" % ",\n".join(json.dumps(c) for c in cases))


if __name__ == "__main__":
    main()
