#!/usr/bin/env python3
"""Reads a trace with pandas and draws the approach of rho to its equilibrium with matplotlib.

Usage:  python3 examples/read_trace.py out/equilibrium/trace.csv rho.png
Needs:  pip install pandas matplotlib
"""
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import pandas as pd

EPSILON = 1e-8


def main(trace_file, figure_file):
    trace = pd.read_csv(trace_file)
    trace["m"] = trace.m_minus - trace.m_plus
    trace["rho_equilibrium"] = 1 / (trace.g.abs() + EPSILON)

    final = trace[trace.time == trace.time.max()].set_index("synapse")
    print(final[["g", "m", "rho", "rho_equilibrium", "w_f", "w_b"]].to_string())

    figure, axes = plt.subplots(figsize=(6, 4), layout="constrained")
    for synapse, rows in trace.groupby("synapse"):
        line, = axes.plot(rows.time, rows.rho, label=f"synapse {synapse}, g = {rows.g.iloc[0]:g}")
        axes.plot(rows.time, rows.rho_equilibrium, "--", color=line.get_color(), linewidth=1)
    axes.set(xlabel="time (learning steps)", ylabel="rho", yscale="log")
    axes.legend()
    figure.savefig(figure_file, dpi=150)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
