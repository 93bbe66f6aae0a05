"""Cases of one neuron between two events: does it fire, and when?

Every input is a double, and the answer is that for these very doubles.
"""
import math
import random

from mpmath import mp, mpf

from free_stretch import Stretch

RATIOS = [1.0, 2.0, 1 + 1e-9, 1 - 1e-9, 1 + 1e-5, 1 - 1e-5, 4.0, 0.5, 1.5, 0.7, 1e1, 1e-1, 1e2, 1e-2, 1e3, 1e-3]


def answer(kind, tau_m, tau_s, threshold, v, i, length):
    """A case with its answer, or None where the doubles leave no case (the neuron would not start below)."""
    if not v < threshold or not length > 0:
        return None
    neuron = Stretch(mpf(tau_m), mpf(tau_s), mpf(threshold))
    v0, i0, end = mpf(v), mpf(i), mpf(length)
    time = neuron.spike(v0, i0, end)
    at = end if time is None else time
    v1, i1 = neuron.advance(v0, i0, at)
    if time is not None:
        assert 0 < time <= end and abs(v1 - neuron.threshold) < mpf(10) ** (20 - mp.dps) * neuron.threshold
        check_closed_forms(neuron, v0, i0, time)
    return {
        "kind": kind, "tau_m": tau_m, "tau_s": tau_s, "threshold": threshold, "voltage": v, "current": i,
        "length": length, "fires": time is not None, "time": time,
        "slope": None if time is None else neuron.slope(v1, i1),
        "end_voltage": None if time is not None else v1, "end_current": None if time is not None else i1,
        "margin": neuron.peak(v0, i0, end)[1] - neuron.threshold,
    }


def check_closed_forms(neuron, v, i, time):
    """tau_m = 2 tau_s: a quadratic in e^(-t / 2 tau_s). tau_m = tau_s: Lambert's W."""
    m, theta = neuron.tau_m, neuron.threshold
    if m == 2 * neuron.tau_s:
        # V = (v + i) x - i x^2 with x = e^(-t/tau_m): the larger root is the earlier time.
        other = -m * mp.log(((v + i) + mp.sqrt((v + i) ** 2 - 4 * i * theta)) / (2 * i))
    elif m == neuron.tau_s:
        # (v + i u) e^(-u) = theta with u = t/tau_m.
        other = m * (-v / i - mp.lambertw(-theta / i * mp.exp(-v / i), 0).real)
    else:
        return
    assert abs(other - time) <= mpf(10) ** -40 * (time + m), (other, time)


def grazing_current(tau_m, tau_s, threshold, v, margin):
    """The double nearest to the current for which the maximum of V is the threshold + margin."""
    neuron = Stretch(mpf(tau_m), mpf(tau_s), mpf(threshold))
    low = high = mpf(threshold)
    target = neuron.threshold + mpf(margin)
    while neuron.peak(mpf(v), high, None)[1] < target:
        low, high = high, high * 2
    for _ in range(mp.prec):
        middle = (low + high) / 2
        low, high = (middle, high) if neuron.peak(mpf(v), middle, None)[1] < target else (low, middle)
    return float(high)


def spike_time_cases(seed):
    draw = random.Random(seed)
    cases = []

    def add(*arguments):
        case = answer(*arguments)
        if case is not None:
            cases.append(case)
        return case

    for ratio in RATIOS:
        tau_s = draw.choice([5.0, 1.0, 0.02])
        tau_m = ratio * tau_s
        threshold = draw.choice([1.0, 0.3, 15.0])
        for v in [0.0, round(-draw.uniform(0.2, 3), 3) * threshold, round(draw.uniform(0.3, 0.9), 3) * threshold]:
            # A current that makes the maximum twice the threshold, and one that leaves it below.
            strong = grazing_current(tau_m, tau_s, threshold, v, threshold)
            case = add("plain", tau_m, tau_s, threshold, v, strong, 1e3 * (tau_m + tau_s))
            s = float(case["time"])
            add("weak", tau_m, tau_s, threshold, v, 0.9 * grazing_current(tau_m, tau_s, threshold, v, 0.0),
                draw.uniform(1, 5) * (tau_m + tau_s))
            # The stretch ends just before the spike, or just after it.
            offset = draw.choice([1e-12, 1e-9, 1e-4])
            add(f"cut before, {offset}", tau_m, tau_s, threshold, v, strong, s * (1 - offset))
            add(f"cut after, {offset}", tau_m, tau_s, threshold, v, strong, s * (1 + offset))
        v = draw.choice([0.0, -0.7 * threshold, 0.4 * threshold])
        for margin in draw.sample([1e-12, -1e-12, 1e-9, -1e-9, 1e-6, -1e-6], 3):
            add(f"grazing, {margin}", tau_m, tau_s, threshold, v,
                grazing_current(tau_m, tau_s, threshold, v, margin * threshold), 20 * (tau_m + tau_s))
        # Very early: a large current, or V just below the threshold.
        add("early", tau_m, tau_s, threshold, 0.0, 1e9 * threshold, tau_m)
        add("early", tau_m, tau_s, threshold, threshold * (1 - 1e-12), 3 * threshold, tau_m)
        # Very late: V begins so far below that I has to be large for the threshold to be reached at all.
        deep = -1e6 * threshold
        add("late", tau_m, tau_s, threshold, deep, 1.001 * grazing_current(tau_m, tau_s, threshold, deep, 0.0),
            1e3 * (tau_m + tau_s))
        # The current is barely above the threshold.
        for above in [1e-9, 1e-3]:
            add("barely above", tau_m, tau_s, threshold, threshold * (1 - above**2 / 8), threshold * (1 + above),
                5 * (tau_m + tau_s))
        add("barely above", tau_m, tau_s, threshold, threshold * 0.99, math.nextafter(threshold, math.inf), tau_m)
        # No current, and one that draws V down.
        add("falling", tau_m, tau_s, threshold, 0.5 * threshold, draw.choice([0.0, -2.0 * threshold]), tau_m)
    return cases
