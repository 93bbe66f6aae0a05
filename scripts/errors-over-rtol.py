#!/usr/bin/env python3
"""Errors of the adaptive methods over their rtol, on random studies.

    scripts/errors-over-rtol.py [--program .build/release/synapse] [--seed 1] [--studies 120]

Draws studies of one to eight synapses from the seed: held noise, steps, sines, straight lines between rows
of a CSV; with and without predisposition, contraction clock and backward partner; constants over decades.
Each is run by every method at rtol 1e-4, 1e-6, 1e-8, 1e-10 (atol a ten-thousandth of it) and compared at
twenty times with a reference that is made in another way: `exact` where signals are held, DOP853 (SciPy) from
one change of sign to the next, at 1e-13, where they move.

The error is the largest of m, rho and the weights (m_b, rho_b and the clock too), each relative to the largest
magnitude that it has in that synapse over the run. Printed are the median, the 90th percentile and the maximum
over the studies of error/rtol, and the right-hand sides that all studies took together.

With --networks the studies are small networks that learn random examples under gradients that follow the weights,
windowMap and cvodeAdams are tried at 1e-4, 1e-6, 1e-8, and the reference is cvodeAdams at rtol 1e-12.

Needs Python 3 with NumPy and SciPy. Exit status: 0, or 1 if a run failed.
"""
import argparse
import csv
import json
import math
import os
import random
import subprocess
import sys
import tempfile

import numpy
from scipy.integrate import DOP853

TOLERANCES = [1e-4, 1e-6, 1e-8, 1e-10]
NETWORK_TOLERANCES = TOLERANCES[:3]


def log_uniform(draw, low, high):
    return math.exp(draw.uniform(math.log(low), math.log(high)))


class Study:
    """One random study: what its file says, and its equations."""

    def __init__(self, seed, number, folder):
        draw = random.Random(f"{seed}/{number}")
        self.number, self.seed = number, draw.randrange(2**32)
        self.n = draw.choice([1, 1, 2, 4, 8])
        self.tau_m = log_uniform(draw, 1, 30)
        self.tau_rho = log_uniform(draw, 5, 2000)
        self.m0 = draw.choice([0, 1, 1, 10])
        self.eta = log_uniform(draw, 1e-3, 1e-1)
        self.gain = draw.choice([1, log_uniform(draw, 0.1, 30)])
        self.temperature = draw.choice([None, log_uniform(draw, 0.03, 10), log_uniform(draw, 0.03, 10)])
        self.clock = draw.random() < 0.3 and self.temperature is not None
        self.backward = None
        if draw.random() < 0.25:
            self.backward = {"gain": draw.uniform(-1, 1.5), "tau_m": log_uniform(draw, 1, 30)}
        self.duration = log_uniform(draw, 30, 300)
        self.kind = ["heldNoise", "steps", "sines", "csv"][number % 4]
        scale = max(self.temperature or 0, 0.1)
        self.weights = [[round(draw.uniform(-2, 2) * scale, 6) for _ in range(self.n)] for _ in range(2)]
        self.rho = draw.choice([1, log_uniform(draw, 0.1, 10)])
        self.pieces = [0, self.duration]
        self.drive = getattr(self, "draw_" + self.kind)(draw, folder)

    def draw_heldNoise(self, draw, folder):
        return {"kind": "heldNoise", "window": round(log_uniform(draw, 0.5, 10), 3), "sd": draw.uniform(0.1, 1)}

    def draw_steps(self, draw, folder):
        count = draw.randint(3, 30)
        times = sorted({round(draw.uniform(0, self.duration), 3) for _ in range(count)})
        rows = [[round(draw.gauss(0, 0.5), 6) for _ in range(self.n)] for _ in times]
        return {"kind": "steps", "times": times, "gradients": rows}

    def draw_sines(self, draw, folder):
        self.amplitude = [round(log_uniform(draw, 0.03, 1), 6) for _ in range(self.n)]
        self.frequency = [round(log_uniform(draw, 0.005, 0.1), 6) for _ in range(self.n)]
        self.phase = [round(draw.uniform(0, 6), 6) for _ in range(self.n)]
        self.harmonics = [1, round(draw.uniform(-1, 1), 6)]
        return {"kind": "sines", "amplitude": self.amplitude, "frequency": self.frequency,
                "phase": self.phase, "harmonics": self.harmonics}

    def draw_csv(self, draw, folder):
        step = round(log_uniform(draw, 1, 10), 3)
        count = int(self.duration / step) + 2
        self.rows = [[round(draw.gauss(0, 0.5), 6) for _ in range(self.n)] for _ in range(count)]
        self.times = [round(k * step, 6) for k in range(count)]
        name = f"rows{self.number}.csv"
        with open(os.path.join(folder, name), "w") as file:
            file.write("time," + ",".join(f"g{i}" for i in range(self.n)) + "\n")
            for time, row in zip(self.times, self.rows):
                file.write(",".join(map(repr, [time] + row)) + "\n")
        self.pieces = [t for t in self.times if t < self.duration] + [self.duration]
        return {"kind": "csv", "file": name, "interpolation": "linear"}

    @property
    def is_held(self):
        return self.kind in ("heldNoise", "steps")

    def text(self):
        synapse = {"tau_m": self.tau_m, "tau_rho": self.tau_rho, "m0": self.m0, "learning_rate": self.eta,
                   "gradient_gain": self.gain,
                   "initial": {"rho": self.rho, "w_f": self.weights[0], "w_b": self.weights[1]}}
        if self.temperature:
            synapse["temperature"] = self.temperature
        if self.backward:
            synapse["backward"] = self.backward
        return json.dumps({
            "duration": self.duration, "seed": self.seed, "synapses": self.n, "synapse": synapse,
            "drive": self.drive, "integrator": {"method": "cvodeAdams"},
            "record": {"every": self.duration / 20, "synapses": "all", "contraction_clock": self.clock}})

    # The equations of moving signals, for the reference.

    def signal(self, i, time, piece):
        if self.kind == "sines":
            angle = 2 * math.pi * self.frequency[i] * time + self.phase[i]
            return self.amplitude[i] * sum(a * math.sin((h + 1) * angle) for h, a in enumerate(self.harmonics))
        t0, t1 = self.times[piece], self.times[piece + 1]
        g0, g1 = self.rows[piece][i], self.rows[piece + 1][i]
        return g0 + (time - t0) / (t1 - t0) * (g1 - g0)

    def branches(self):
        """(factor of the signal, tau_m, index of m, indices of its weights) of each branch."""
        if not self.backward:
            return [(self.gain, self.tau_m, 0, [3, 4])]
        return [(self.gain, self.tau_m, 0, [3]),
                (self.gain * self.backward["gain"], self.backward["tau_m"], 5, [4])]

    def switches(self, i, time, y, piece):
        g = self.signal(i, time, piece)
        return [value for factor, _, m, _ in self.branches() for value in (factor * g, y[m])]

    def rates(self, i, time, y, piece, signs):
        """y = m, rho, clock, w_f, w_b, m_b, rho_b; every |x| is sign·x."""
        dy = numpy.zeros(7)
        g = self.signal(i, time, piece)
        for k, (factor, tau_m, m, weights) in enumerate(self.branches()):
            sign_g, sign_m = signs[2 * k: 2 * k + 2]
            rho = y[m + 1]
            dy[m] = (factor * g - y[m]) / tau_m
            dy[m + 1] = (1 - (sign_g * factor * g + 1e-8) * rho) / self.tau_rho
            for w in weights:
                f = 1 / (1 + math.exp(-sign_m * y[w] / self.temperature)) if self.temperature else 1
                dy[w] = -self.eta * f * y[m] * rho
            if k == 0:
                dy[2] = self.eta * sign_m * y[m] * rho
        return dy

    def solve(self, i, times):
        """The synapse at these times, by DOP853 from one change of sign to the next."""
        y = numpy.array([0, self.rho, 0, self.weights[0][i], self.weights[1][i], 0, self.rho], float)
        result = [y]
        for piece, (start, end) in enumerate(zip(self.pieces, self.pieces[1:])):
            time = start
            while time < end:
                signs = self.signs(i, time, y, piece)
                time, y = self.stretch(i, time, end, y, piece, signs, times, result)
        return numpy.array(result)

    def signs(self, i, time, y, piece):
        """The signs a little ahead."""
        ahead = 1e-9
        there = y + ahead * self.rates(i, time, y, piece, [1, 1, 1, 1])
        here = self.switches(i, time, y, piece)
        next_ = self.switches(i, time + ahead, there, piece)
        return [math.copysign(1, a if abs(a) > 1e-12 else b) for a, b in zip(here, next_)]

    def stretch(self, i, time, end, y, piece, signs, times, result):
        """Goes on to the end or to the first change of sign; appends what is wanted on the way."""
        solver = DOP853(lambda t, y: self.rates(i, t, y, piece, signs), time, y, end, rtol=1e-13, atol=1e-16,
                        max_step=0.5 * min(self.tau_m, 2 if self.kind == "csv" else 0.1 / self.frequency[i]))
        while solver.status == "running":
            message = solver.step()
            if solver.status == "failed":
                raise RuntimeError(message)
            dense = solver.dense_output()
            stop = self.first_change(i, piece, signs, solver, dense)
            while len(result) < len(times) and times[len(result)] <= stop:
                at = times[len(result)]
                result.append(solver.y.copy() if at == solver.t else dense(at))
            if stop < solver.t:
                return stop, dense(stop)
        return solver.t, solver.y

    def first_change(self, i, piece, signs, solver, dense):
        start, stop = solver.t_old, solver.t
        for part in (0.25, 0.5, 0.75, 1):
            after = start + part * (solver.t - start)
            if after > stop:
                break
            for k, value in enumerate(self.switches(i, after, dense(after), piece)):
                if signs[k] * value < -1e-14:
                    a, b = start, after
                    while b - a > 4e-16 * max(1, b):
                        middle = 0.5 * (a + b)
                        if not a < middle < b:
                            break
                        value = signs[k] * self.switches(i, middle, dense(middle), piece)[k]
                        a, b = (middle, b) if value > 0 else (a, middle)
                    stop = min(stop, b)
        return stop if stop > start else math.nextafter(start, math.inf)


class NetworkStudy:
    """One random network: a hidden layer, smooth or with kinks, and forty random examples."""

    backward, clock = None, False

    def __init__(self, seed, number, folder):
        draw = random.Random(f"networks/{seed}/{number}")
        self.number, self.seed = number, draw.randrange(2**32)
        features, self.hidden, classes = draw.randint(2, 5), draw.randint(2, 5), 3
        self.n = (features + 1) * self.hidden + (self.hidden + 1) * classes
        self.window = round(log_uniform(draw, 0.5, 4), 3)
        gain = log_uniform(draw, 1, 1000)
        self.synapse = {"tau_m": log_uniform(draw, 1, 30), "tau_rho": log_uniform(draw, 5, 2000), "gradient_gain": gain,
                        "learning_rate": log_uniform(draw, 1e-3, 1e-1) / math.sqrt(gain), "m0": draw.choice([0, gain])}
        if draw.random() < 0.7:
            self.synapse["temperature"] = log_uniform(draw, 0.1, 10)
        self.activation = draw.choice(["relu", "tanh", "sigmoid"])
        self.name = f"examples{number}.csv"
        with open(os.path.join(folder, self.name), "w") as file:
            file.write("label," + ",".join(f"p{k}" for k in range(features)) + "\n")
            for k in range(40):
                file.write(f"{k % classes}," + ",".join(f"{draw.random():.6f}" for _ in range(features)) + "\n")

    def text(self):
        return json.dumps({
            "duration": 4 * self.window, "seed": self.seed, "rule": "bioAdam", "synapse": self.synapse,
            "drive": {"kind": "network", "data": {"training_file": self.name, "test_file": self.name}, "layers": [self.hidden],
                      "activation": self.activation, "presentation": "following", "window": self.window, "batch": 10},
            "record": {"every": self.window, "synapses": "all"}})


def read_trace(path, study):
    """By synapse and time: m, rho, clock, w_f, w_b, m_b, rho_b; and the times."""
    with open(path) as file:
        rows = list(csv.DictReader(file))
    def momentum(row, partner):
        if "m" + partner in row:
            return float(row["m" + partner])
        return float(row["m_minus" + partner]) - float(row["m_plus" + partner])
    values = numpy.array([[
        momentum(r, ""), float(r["rho"]), float(r.get("contraction_clock", 0)), float(r["w_f"]), float(r["w_b"]),
        momentum(r, "_b") if study.backward else 0, float(r.get("rho_b", 0))] for r in rows])
    times = [float(r["time"]) for r in rows[:: study.n]]
    return values.reshape(len(times), study.n, 7).swapaxes(0, 1), times


def run(program, study, folder, method, tolerance):
    path = os.path.join(folder, "study.yaml")
    with open(path, "w") as file:
        file.write(study.text())
    output = os.path.join(folder, "out")
    command = [program, "run", path, "--output", output, "--force", "--quiet", "--set", f"integrator.method={method}"]
    if tolerance:
        command += ["--set", f"integrator.rtol={tolerance:.1e}", "--set", f"integrator.atol={1e-4 * tolerance:.1e}"]
    ended = subprocess.run(command, capture_output=True, text=True)
    if ended.returncode:
        print(f"study {study.number}, {method}: {ended.stderr}", file=sys.stderr)
        return None
    with open(os.path.join(output, "summary.json")) as file:
        work = json.load(file)["statistics"]["right_hand_side_evaluations"]
    return read_trace(os.path.join(output, "trace.csv"), study) + (work,)


def reference(program, study, folder):
    if isinstance(study, NetworkStudy):
        return run(program, study, folder, "cvodeAdams", 1e-12)[0]
    if study.is_held:
        return run(program, study, folder, "exact", None)[0]
    times = run(program, study, folder, "collocation", 1e-4)[1]
    values = numpy.array([study.solve(i, times) for i in range(study.n)])
    if not study.clock:
        values[:, :, 2] = 0
    if not study.backward:
        values[:, :, 5:] = 0
    return values


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=".build/release/synapse")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--studies", type=int, default=120)
    parser.add_argument("--methods")
    parser.add_argument("--networks", action="store_true", help="networks in place of given signals")
    parser.add_argument("--worst", action="store_true", help="name the worst study of each row")
    options = parser.parse_args()
    program = os.path.abspath(options.program)
    usual = "windowMap,cvodeAdams" if options.networks else "collocation,cvodeAdams,cvodeBDF"
    methods = (options.methods or usual).split(",")
    kind, tolerances = (NetworkStudy, NETWORK_TOLERANCES) if options.networks else (Study, TOLERANCES)
    ratios = {(m, t): [] for m in methods for t in tolerances}
    works = dict.fromkeys(ratios, 0)
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(options.studies):
            study = kind(options.seed, number, folder)
            expected = reference(program, study, folder)
            scale = numpy.abs(expected).max(axis=1, keepdims=True)
            scale[scale == 0] = 1
            for method, tolerance in ratios:
                ended = run(program, study, folder, method, tolerance)
                if ended is None:
                    failed += 1
                    continue
                error = (numpy.abs(ended[0] - expected) / scale).max()
                ratios[method, tolerance].append((error / tolerance, number))
                works[method, tolerance] += ended[2]
    print(f"seed {options.seed}, {options.studies} studies\n")
    print("| method | rtol | median | 90 % | largest | right-hand sides |")
    print("|---|---|---|---|---|---|")
    for (method, tolerance), found in ratios.items():
        values = sorted(found)
        at = [values[int(q * (len(values) - 1))][0] for q in (0.5, 0.9, 1)]
        numbers = " | ".join(f"{v:.2g}" if v < 100 else f"{v:.0f}" for v in at)
        worst = f" study {values[-1][1]}" if options.worst else ""
        print(f"| `{method}` | {tolerance:.0e} | {numbers} | {works[method, tolerance]} |{worst}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
