#!/usr/bin/env python3
"""First-order optimisers as their papers write them, for tests of the rules.

Usage:  python3 make_rule_references.py OUTPUT_DIRECTORY

Writes into OUTPUT_DIRECTORY
  optimisers.json       200 updates of SGD, momentum (averaging form), Nesterov's momentum (Sutskever et al.
                        2013, PyTorch's form), RMSProp, AdaGrad (Duchi et al. 2011), Adam (Kingma & Ba, arXiv:1412.6980,
                        algorithm 1) and Bio-Adam (arXiv:2212.09440, eqs. 5-23, with step 1, the
                        weights moved before or after the substances), each with and without
                        predisposition (eqs. 21-23);
  continuous-adam.json  Adam's differential equations with continuous bias correction, by scipy's
                        DOP853 at rtol 1e-12.
Needs numpy and scipy.
"""
import json
import os
import sys

import numpy as np
from scipy.integrate import solve_ivp

STEPS, COUNT, TEMPERATURE = 200, 4, 0.7
BETA1, BETA2, EPSILON, RATE, GAIN = 0.9, 0.96875, 1e-3, 0.0625, 1.5


def factor(direction, w, temperature):
    """f(w, LTP) = sigma(-w/T) where the direction is below 0, f(w, LTD) = sigma(w/T) elsewhere."""
    if temperature is None:
        return np.ones_like(w)
    return 1 / (1 + np.exp(np.where(direction < 0, w, -w) / temperature))


def move(w, direction, temperature):
    return w - RATE * factor(direction, w, temperature) * direction


def sgd(gradients, w, temperature, simultaneous):
    for g in gradients:
        w = move(w, np.broadcast_to(g, w.shape), temperature)
    return w


def momentum(gradients, w, temperature, simultaneous):
    m = np.zeros(COUNT)
    for g in gradients:
        old, m = m, BETA1 * m + (1 - BETA1) * g
        w = move(w, np.broadcast_to(old if simultaneous else m, w.shape), temperature)
    return w


def nesterov(gradients, w, temperature, simultaneous):
    """PyTorch's SGD(momentum=mu, nesterov=True), v <- mu v + g, w <- w - lr (g + mu v), at lr = RATE (1 - mu);
    in the simultaneous order v is one update older: m + (g - m)(1 - mu) with m = (1 - mu) v."""
    v = np.zeros(COUNT)
    for g in gradients:
        old, v = v, BETA1 * v + g
        ahead = old + (1 - BETA1) * (g / (1 - BETA1) - old) if simultaneous else g + BETA1 * v
        w = move(w, np.broadcast_to((1 - BETA1) * ahead, w.shape), temperature)
    return w


def rmsprop(gradients, w, temperature, simultaneous):
    v = np.zeros(COUNT)
    for g in gradients:
        old, v = v, BETA2 * v + (1 - BETA2) * g * g
        root = np.sqrt(old if simultaneous else v) + EPSILON
        w = move(w, np.broadcast_to(g / root, w.shape), temperature)
    return w


def adagrad(gradients, w, temperature, simultaneous):
    """G is the sum of all squares, that of this step included unless the order is simultaneous."""
    total = np.zeros(COUNT)
    for g in gradients:
        old, total = total, total + g * g
        root = np.sqrt(old if simultaneous else total) + EPSILON
        w = move(w, np.broadcast_to(g / root, w.shape), temperature)
    return w


def adam(gradients, w, temperature, simultaneous):
    """With bias correction; the simultaneous order has none, since its first m and v are 0."""
    m, v = np.zeros(COUNT), np.zeros(COUNT)
    for t, g in enumerate(gradients, start=1):
        old = m, v
        m = BETA1 * m + (1 - BETA1) * g
        v = BETA2 * v + (1 - BETA2) * g * g
        if simultaneous:
            direction = old[0] / (np.sqrt(old[1]) + EPSILON)
        else:
            direction = (m / (1 - BETA1 ** t)) / (np.sqrt(v / (1 - BETA2 ** t)) + EPSILON)
        w = move(w, np.broadcast_to(direction, w.shape), temperature)
    return w


def bio_adam(gradients, w, temperature, simultaneous):
    rest, rho = 1.0, np.ones(COUNT)
    m_plus, m_minus = rest * np.ones(COUNT), rest * np.ones(COUNT)
    for g in gradients:
        s_plus, s_minus = np.maximum(-g, 0), np.maximum(g, 0)
        before = m_minus - m_plus, rho
        m_plus = m_plus + (1 - BETA1) * (rest - m_plus + (s_plus - s_minus) / 2)
        m_minus = m_minus + (1 - BETA1) * (rest - m_minus - (s_plus - s_minus) / 2)
        rho = rho + (1 - BETA2) * (1 - (np.abs(g) + EPSILON) * rho)
        m, scale = before if simultaneous else (m_minus - m_plus, rho)
        w = w - RATE * factor(np.broadcast_to(m, w.shape), w, temperature) * m * scale
    return w


def continuous_adam():
    """Two synapses under sines that begin away from zero."""
    tau_m, tau_v, epsilon, rate = 3.0, 20.0, 1e-3, 0.05
    amplitude, frequency, phase = [0.8, 0.3], [0.05, 0.11], [1.0, -0.6]

    def gradient(t):
        return np.array([a * np.sin(2 * np.pi * f * t + p)
                         for a, f, p in zip(amplitude, frequency, phase)])

    def rates(t, y):
        m, v, g = y[0:2], y[2:4], gradient(t)
        if t == 0:
            m_hat, v_hat = g, g * g
        else:
            m_hat, v_hat = m / -np.expm1(-t / tau_m), v / -np.expm1(-t / tau_v)
        dw = -rate * m_hat / (np.sqrt(np.maximum(v_hat, 0)) + epsilon)
        return np.concatenate([(g - m) / tau_m, (g * g - v) / tau_v, dw, dw])

    times = [0.5, 2.0, 7.0, 20.0, 40.0]
    start = [0, 0, 0, 0, 0.5, -0.25, -0.1, 0.2]
    run = solve_ivp(rates, (0, 40), start, method="DOP853", rtol=1e-12, atol=1e-14, t_eval=times,
                    max_step=0.05)
    assert run.success
    return {"tau_m": tau_m, "tau_v": tau_v, "epsilon": epsilon, "learning_rate": rate,
            "amplitude": amplitude, "frequency": frequency, "phase": phase, "start": start,
            "times": times, "states": run.y.T.tolist()}


def main():
    folder, rng = sys.argv[1], np.random.default_rng(14126980)
    # Magnitudes from 1e-2 to 1, both signs, with a drift of its own for each synapse.
    gradients = rng.normal(size=(STEPS, COUNT)) * [1, 0.3, 0.1, 0.01] + [0.1, -0.1, 0.02, 0]
    start = rng.normal(size=(2, COUNT))
    results = []
    for rule in (sgd, momentum, nesterov, rmsprop, adam, bio_adam, adagrad):
        for temperature in (None, TEMPERATURE):
            for simultaneous in (False, True):
                final = rule(GAIN * gradients, start.copy(), temperature, simultaneous)
                results.append({"rule": rule.__name__, "temperature": temperature,
                                "simultaneous": simultaneous, "weights": final.tolist()})
    optimisers = {
        "source": "Made by %s." % os.path.basename(__file__), "beta1": BETA1, "beta2": BETA2,
        "epsilon": EPSILON, "learning_rate": RATE, "gradient_gain": GAIN,
        "gradients": gradients.tolist(), "start": start.tolist(), "results": results}
    for name, data in (("optimisers.json", optimisers), ("continuous-adam.json", continuous_adam())):
        with open(os.path.join(folder, name), "w", encoding="ascii") as out:
            out.write(json.dumps(data).replace("], [", "],\n[").replace("}, {", "},\n{") + "\n")
        print(name)


if __name__ == "__main__":
    main()
