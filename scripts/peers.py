#!/usr/bin/env python3
"""The same steps here, in PyTorch and in JAX, in turn on one processor.

Usage:  python3 scripts/peers.py [--program .build/release/synapse] [--rounds 5]

Needs numpy, torch and jax, and a C++ compiler for torch.compile; what is missing is left out. Everything runs on one processor of
the machine, the one that this script is bound to. Two pieces of work:

  step      forward Euler of Bio-Adam with predisposition, a fresh gradient, a million synapses (m, c, rho, w_f, w_b), in 32 and
            64 bits: nanoseconds a synapse
  network   784-256-10, batches of 64, float32: the gradient through backward weights, and the same step of all 203 530 synapses:
            milliseconds a window. In JAX 20 windows in one compiled scan, in PyTorch a compiled function called for each.

Each round measures one after the other; printed are the median, the smallest and the largest of the rounds, as a table in Markdown,
and the ratios of the medians.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import time

PROCESSOR = min(os.sched_getaffinity(0))
SYNAPSES = 1_000_000
TAU_M, TAU_RHO, EPSILON, RATE, TEMPERATURE, REST = 10.0, 1000.0, 1e-8, 1e-3, 10.0, 1.0
SIZES, BATCH, WINDOWS = (784, 256, 10), 64, 20


def per_call(work, least=0.5):
    """Seconds of one call, of the fastest of three stretches that last half a second each."""
    work()
    start, calls = time.perf_counter(), 0
    while time.perf_counter() - start < least:
        work()
        calls += 1
    times = []
    for _ in range(3):
        start = time.perf_counter()
        for _ in range(calls):
            work()
        times.append((time.perf_counter() - start) / calls)
    return min(times)


def step(library, g, m, c, rho, w_f, w_b):
    """One step from the old state; f(w, m) = 1/(1 + e^(w/T)) for potentiation, where m < 0, else 1/(1 + e^(-w/T))."""
    up = library.where(m < 0, 1.0 / TEMPERATURE, -1.0 / TEMPERATURE)
    swept = RATE * m * rho
    moved_f = w_f - swept / (1 + library.exp(up * w_f))
    moved_b = w_b - swept / (1 + library.exp(up * w_b))
    moved_rho = rho + (1 - (library.abs(g) + EPSILON) * rho) / TAU_RHO
    return m + (g - m) / TAU_M, c + (2 * REST - c) / TAU_M, moved_rho, moved_f, moved_b


def gradient(library, examples, labels, forward, backward):
    """dL/dw of both layers, weights output by output and biases, with errors through the backward weights."""
    (w1, b1), (w2, b2) = forward
    hidden = library.maximum(examples @ w1.T + b1, library.zeros_like(b1))
    scores = hidden @ w2.T + b2
    top = scores.max(-1, keepdims=True) if library.__name__ == "jax.numpy" else scores.max(-1, keepdim=True).values
    shares = library.exp(scores - top)
    errors = (shares / shares.sum(-1)[:, None] - labels) / BATCH
    back = (errors @ backward) * (hidden > 0)
    return [(back.T @ examples, back.sum(0)), (errors.T @ hidden, errors.sum(0))]


def start(numpy):
    draw = numpy.random.default_rng(1)
    layers = []
    for inputs, outputs in zip(SIZES, SIZES[1:]):
        limit = (6 / (inputs + outputs)) ** 0.5
        layers.append([(draw.uniform(-limit, limit, (outputs, inputs)), numpy.zeros(outputs)) for _ in range(2)])
    examples = draw.uniform(0, 1, (BATCH, SIZES[0]))
    labels = numpy.eye(SIZES[-1])[draw.integers(0, SIZES[-1], BATCH)]
    return examples, labels, [pair[0] for pair in layers], [pair[1] for pair in layers]


def with_torch():
    import numpy
    import torch

    torch.set_num_threads(1)
    found = {}
    for bits, kind in (("32", torch.float32), ("64", torch.float64)):
        draw = torch.Generator().manual_seed(1)
        g, m, w_f, w_b = (torch.randn(SYNAPSES, generator=draw, dtype=kind) * 0.3 for _ in range(4))
        state = [m, torch.full_like(m, 2.0), torch.ones_like(m), w_f, w_b]

        @torch.compile
        def advance(g, m, c, rho, w_f, w_b):
            moved = step(torch, g, m, c, rho, w_f, w_b)
            for old, new in zip((m, c, rho, w_f, w_b), moved):
                old.copy_(new)

        with torch.no_grad():
            found["step, " + bits] = per_call(lambda: advance(g, *state)) / SYNAPSES * 1e9
    examples, labels, forward, backward = start(numpy)
    def tensor(values):
        return torch.tensor(values, dtype=torch.float32)

    examples, labels = tensor(examples), tensor(labels)
    layers = []
    for (w, b), (v, d) in zip(forward, backward):
        for own, other in ((w, v), (b, d)):
            own, other = tensor(own), tensor(other)
            layers.append([torch.zeros_like(own), torch.full_like(own, 2.0), torch.ones_like(own), own, other])

    @torch.compile
    def window(layers):
        w1, b1, w2, b2 = (layer[3] for layer in layers)
        found = gradient(torch, examples, labels, ((w1, b1), (w2, b2)), layers[2][4])
        for g, layer in zip((g for pair in found for g in pair), layers):
            for old, new in zip(layer, step(torch, g, *layer)):
                old.copy_(new)

    with torch.no_grad():
        found["network"] = per_call(lambda: window(layers)) * 1e3
    return found


def with_jax():
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
    import jax
    import jax.numpy as jnp
    import numpy

    jax.config.update("jax_enable_x64", True)
    found = {}
    for bits, kind in (("32", jnp.float32), ("64", jnp.float64)):
        draw = numpy.random.default_rng(1)
        g, m, w_f, w_b = (jnp.asarray(draw.normal(0, 0.3, SYNAPSES), kind) for _ in range(4))
        held = (m, jnp.full_like(m, 2.0), jnp.ones_like(m), w_f, w_b)
        advance = jax.jit(lambda g, state: step(jnp, g, *state), donate_argnums=1)

        def work():
            nonlocal held
            held = advance(g, held)
            held[0].block_until_ready()

        found["step, " + bits] = per_call(work) / SYNAPSES * 1e9
    examples, labels, forward, backward = start(numpy)
    def array(values):
        return jnp.asarray(values, jnp.float32)

    examples, labels = array(examples), array(labels)
    layers = []
    for (w, b), (v, d) in zip(forward, backward):
        for own, other in ((w, v), (b, d)):
            own, other = array(own), array(other)
            layers.append((jnp.zeros_like(own), jnp.full_like(own, 2.0), jnp.ones_like(own), own, other))

    def window(layers, _):
        w1, b1, w2, b2 = (layer[3] for layer in layers)
        found = gradient(jnp, examples, labels, ((w1, b1), (w2, b2)), layers[2][4])
        return tuple(step(jnp, g, *layer) for g, layer in zip((g for pair in found for g in pair), layers)), None

    windows = jax.jit(lambda layers: jax.lax.scan(window, layers, None, length=WINDOWS)[0], donate_argnums=0)
    layers = tuple(layers)

    def work():
        nonlocal layers
        layers = windows(layers)
        layers[0][0].block_until_ready()

    found["network"] = per_call(work) / WINDOWS * 1e3
    return found


def with_program(program):
    text = subprocess.run(
        [program, "bench", "--json", "--only", "step,network"], capture_output=True, text=True, check=True
    ).stdout
    found = {}
    for row in json.loads(text):
        name, how = row["group"], row["name"]
        if name == "euler step" and row["synapses"] == SYNAPSES and how.endswith(", predisposition"):
            found["step, " + ("64" if how.startswith("Double") else "32")] = row["nanoseconds"]
        if name == "network" and how.startswith("784-256-10 held"):
            label = {"euler, single": "network", "exact, single": "network, exact window"}.get(how.split("held, ")[1])
            if label:
                found[label] = row["seconds"] * 1e3
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=".build/release/synapse")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.sched_setaffinity(0, {PROCESSOR})
    if options.only:
        print(json.dumps({"PyTorch": with_torch, "JAX": with_jax}[options.only]()))
        return
    rounds = {"synapse": [], "PyTorch": [], "JAX": []}
    for number in range(options.rounds):
        for library, found in rounds.items():
            if library == "synapse":
                found.append(with_program(options.program))
                continue
            # A process of its own: libraries keep threads and memory.
            result = subprocess.run(
                [sys.executable, __file__, "--only", library], capture_output=True, text=True
            )
            if result.returncode == 0:
                found.append(json.loads(result.stdout.splitlines()[-1]))
            elif number == 0:
                said = result.stderr.strip().splitlines() or [f"exit status {result.returncode}"]
                print(f"{library} is left out: {said[-1]}", file=sys.stderr)
        print(f"round {number + 1} of {options.rounds}", file=sys.stderr)
    print("| | " + " | ".join(rounds) + " | ratios to `synapse` |")
    print("|---" * (len(rounds) + 2) + "|")
    for work, unit in (("step, 32", "ns"), ("step, 64", "ns"), ("network", "ms"), ("network, exact window", "ms")):
        cells, medians = [], []
        for found in rounds.values():
            values = [each[work] for each in found if work in each]
            if not values:
                cells.append("")
                continue
            medians.append(statistics.median(values))
            cells.append(f"{medians[-1]:.3g} {unit} ({min(values):.3g} to {max(values):.3g})")
        ratios = ", ".join(f"{other / medians[0]:.2f}" for other in medians[1:])
        print(f"| {work} | " + " | ".join(cells) + f" | {ratios} |")


if __name__ == "__main__":
    main()
