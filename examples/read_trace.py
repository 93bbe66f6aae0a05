#!/usr/bin/env python3
"""Reads a Bio-Adam trace with pandas and draws the approach of rho to its equilibrium.

Usage:  python3 examples/read_trace.py out/equilibrium/trace.csv rho.png
Needs:  pip install pandas matplotlib

The constants of rho's law, drho/dt = production - (consumption K|g| + decay) rho, are read from the
summary.json beside the trace.
"""
import json
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import pandas as pd

SHOWN = 8  # synapses at most


def main(trace_file, figure_file):
    trace = pd.read_csv(trace_file)
    if "rho" not in trace:
        sys.exit(f"{trace_file}: there is no column rho; this script reads traces of bioAdam")
    summary = json.loads(pathlib.Path(trace_file).with_name("summary.json").read_text())
    law = summary["equilibrium"]
    magnitude = law["gradient_gain"] * trace.groupby("synapse").g.apply(lambda g: g.abs().mean())
    equilibrium = law["production"] / (law["consumption"] * magnitude + law["decay"])

    final = trace[trace.time == trace.time.max()].set_index("synapse")
    final = final.assign(rho_equilibrium=equilibrium)
    print(final[["g", "m", "rho", "rho_equilibrium", "w_f", "w_b"]].to_string())

    figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
    synapses = sorted(trace.synapse.unique())
    for synapse in synapses[:: max(1, -(-len(synapses) // SHOWN))]:
        rows = trace[trace.synapse == synapse]
        line, = axes.plot(rows.time, rows.rho, label=f"synapse {synapse}")
        axes.axhline(equilibrium[synapse], linestyle="--", color=line.get_color(), linewidth=1)
    axes.set(xlabel="time (learning steps)", ylabel="rho", yscale="log")
    figure.legend(loc="outside right upper")
    figure.savefig(figure_file, dpi=150)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
