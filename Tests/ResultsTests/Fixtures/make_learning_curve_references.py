#!/usr/bin/env python3
"""Fits of learning curves accuracy(e) = a e/(s + e) by scipy, for LearningCurveFitTests.

Usage:  python3 make_learning_curve_references.py

Prints, for each list of accuracies after epochs 1, 2, …, a, s and their standard errors by
scipy.optimize.curve_fit, sqrt(diag(pcov)), to be copied into the test. Needs numpy and scipy.
"""
import numpy as np
from scipy.optimize import curve_fit

CURVES = {
    "noisy": [0.7512, 0.8391, 0.8905, 0.9018, 0.9087, 0.9203, 0.9229, 0.9311, 0.9296, 0.9352, 0.9301, 0.9375],
    "slow": [0.011, 0.034, 0.031, 0.058, 0.049, 0.081, 0.077],
    "falling": [0.96, 0.95, 0.955, 0.94, 0.945],
    "three": [0.5, 0.6, 0.7],
}


def curve(e, a, s):
    return a * e / (s + e)


def derivatives(e, a, s):
    return np.stack([e / (s + e), -a * e / (s + e) ** 2], axis=1)


for name, accuracies in CURVES.items():
    epochs = np.arange(1.0, len(accuracies) + 1)
    start = [max(accuracies), 5.0 if name == "slow" else 0.5]
    best, covariance = curve_fit(curve, epochs, accuracies, p0=start, jac=derivatives, ftol=1e-15, xtol=1e-15,
                                 gtol=1e-15, maxfev=100_000)
    print(name, accuracies, *(repr(float(x)) for x in [*best, *np.sqrt(np.diag(covariance))]))
