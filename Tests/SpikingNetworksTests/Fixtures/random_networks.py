"""Random networks of several kinds, drawn anew until they have spikes enough and none on the edge of vanishing."""
import random

from mpmath import mp, mpf

from event_network import Trial, exact
from gradients import adjoint, at, places

# No spike may be nearer to grazing: (I - threshold) / threshold when it comes.
STEEPEST = 0.05
# No maximum that misses the threshold, or the largest maximum of an output, may do so by less.
GAP = 1e-3
# No two events that do not hang together may be nearer in time.
APART = 1e-5

READOUTS = ["firstSpike", "maximumVoltage", "integratedVoltage"]

# What a kind of network has: hidden layers, and per layer what differs from a plain one.
KINDS = {
    "single layer": {"hidden": 0},
    "one hidden layer": {"hidden": 1},
    "two hidden layers": {"hidden": 2},
    "delays": {"hidden": 1, "delays": True},
    "two hidden layers, delays": {"hidden": 2, "delays": True},
    "recurrent": {"hidden": 1, "recurrent": True, "delays": True},
    "recurrent at once": {"hidden": 1, "recurrent": True},
    "two hidden layers, recurrent": {"hidden": 2, "recurrent": True, "delays": True},
    "refractory": {"hidden": 1, "refractory": 1.5},
    "refractory, recurrent at once": {"hidden": 1, "refractory": 2.5, "recurrent": True},
    "refractory, recurrent, delays": {"hidden": 2, "refractory": 1.25, "recurrent": True, "delays": True},
    "reset below 0": {"hidden": 1, "reset": -0.5},
    "reset above 0, refractory": {"hidden": 2, "reset": 0.4, "refractory": 0.75},
    "equal time constants": {"hidden": 1, "ratio": 1.0},
    "equal time constants, all else": {"hidden": 2, "ratio": 1.0, "delays": True, "recurrent": True, "refractory": 1.0, "reset": 0.125},
    "tau_m twice tau_s": {"hidden": 2, "ratio": 2.0},
    "tau_m much longer": {"hidden": 1, "ratio": 200.0, "delays": True},
    "tau_s longer": {"hidden": 1, "ratio": 0.2, "refractory": 1.0},
    "every layer its own": {"hidden": 2, "own": True, "delays": True, "recurrent": True},
    "silent output": {"hidden": 1, "silent": True},
    "silent label": {"hidden": 1, "silent": True, "label": "silent"},
    "backward weights": {"hidden": 2, "backward": True},
    "backward weights, recurrent": {"hidden": 1, "backward": True, "recurrent": True, "delays": True, "refractory": 1.5, "reset": -0.25},
    "backward weights, recurrent at once": {"hidden": 2, "backward": True, "recurrent": True},
    "refractory to the end": {"hidden": 2, "refractory": 100.0, "recurrent": True, "delays": True},
}


def matrix(draw, rows, columns, scale, low=-0.5, high=1.0):
    return [[round(scale * draw.uniform(low, high), 4) for _ in range(columns)] for _ in range(rows)]


def draw_network(name, kind, readout, seed):
    """A network whose weights have scale 1; `with_scales` gives them theirs."""
    draw = random.Random(seed)
    options = KINDS[kind]
    duration = float(draw.choice([30, 40, 50]))
    input_count = draw.randint(3, 5)
    inputs = [[u, round(draw.uniform(0, 0.6 * duration), 3)] for u in range(input_count) for _ in range(draw.randint(2, 3))]
    inputs += [[0, 0.0], [1, duration + 3.0]]  # One at the very beginning, one that comes too late.
    inputs.sort(key=lambda x: (x[1], x[0]))
    layers = []
    below = input_count
    for l in range(options["hidden"] + 1):
        last = l == options["hidden"]
        units = draw.randint(2, 4) if last else draw.randint(3, 6 if options["hidden"] == 1 else 4)
        own = options.get("own", False)
        tau_s = draw.choice([2.0, 3.0, 5.0, 6.5]) if own or l == 0 else layers[0]["tau_s"]
        ratio = draw.choice([0.5, 1.0, 2.0, 4.0, 7.3]) if own else options.get("ratio", 4.0)
        if ratio > 10:
            tau_s = 0.5
        spiking = not last or readout == "firstSpike"
        recurrent = spiking and options.get("recurrent", False)
        backward = options.get("backward", False)
        layer = {
            "units": units, "tau_m": tau_s * ratio, "tau_s": tau_s,
            "threshold": draw.choice([0.5, 1.0, 1.75]) if own else 1.0,
            "reset": options.get("reset", 0.0) if spiking else 0.0,
            "refractory": options.get("refractory", 0.0) if spiking else 0.0,
            "spiking": spiking,
            "delays": [round(draw.uniform(0.1, 4), 3) if spiking and options.get("delays") else 0.0 for _ in range(units)],
            "weights": matrix(draw, units, below, 1.0),
            "backward": matrix(draw, units, below, 1.0) if backward else None,
            "recurrent": matrix(draw, units, units, 0.5, -1.0, 1.0) if recurrent else None,
            "recurrent_backward": matrix(draw, units, units, 0.5, -1.0, 1.0) if recurrent and backward else None,
        }
        if last and options.get("silent"):
            silent = units - 1
            layer["weights"][silent] = [-abs(w) for w in layer["weights"][silent]]
            if layer["recurrent"]:
                layer["recurrent"][silent] = [-abs(w) for w in layer["recurrent"][silent]]
        layers.append(layer)
        below = units
    # The silent output is the last one.
    label = below - 1 if options.get("label") == "silent" else draw.randrange(below - 1 if options.get("silent") else below)
    how = {"kind": readout}
    if readout == "firstSpike":
        how |= {"alpha": 0.05, "tau_0": draw.choice([2.0, 5.0]), "tau_1": duration / 2}
    return {"name": name, "seed": seed, "duration": duration, "readout": how, "label": label, "inputs": inputs,
            "input_count": input_count, "layers": layers}


def with_scales(network, scales):
    """The same network, each layer's weights multiplied by a scale and rounded, backward weights filled in."""
    layers = []
    for layer, scale in zip(network["layers"], scales):
        def scaled(rows):
            return None if rows is None else [[round(w * scale, 4) for w in row] for row in rows]

        layer = dict(layer, **{k: scaled(layer[k]) for k in ["weights", "backward", "recurrent", "recurrent_backward"]})
        layer["backward"] = layer["backward"] or layer["weights"]
        layer["recurrent_backward"] = layer["recurrent_backward"] or layer["recurrent"]
        layers.append(layer)
    return dict(network, layers=layers)


def spike_counts(trial, layer):
    return [trial.fired.get((layer, u), 0) for u in range(trial.layers[layer - 1]["units"])]


def prefix(network, count):
    """The first layers alone, which do not know of those above."""
    layers = network["layers"][:count]
    return dict(network, layers=layers, readout={"kind": "integratedVoltage"}, label=0)


def find_scales(network):
    """Scales with which hidden layers fire some two times a unit, outputs once or so; None if there are none."""
    scales = [1.0] * len(network["layers"])
    for l, layer in enumerate(network["layers"]):
        # The peak of V by a spike of weight 1, so that scales hang little on the time constants.
        ratio = layer["tau_m"] / layer["tau_s"]
        peak = 1 / 2.718 if ratio == 1 else ratio ** (-ratio / (ratio - 1))
        scales[l] = 0.6 * layer["threshold"] / peak
        if not layer["spiking"]:
            continue
        for _ in range(14):
            trial = Trial(exact(prefix(with_scales(network, scales), l + 1)))
            counts = spike_counts(trial, l + 1)
            least, most = (0.5, 2) if l == len(scales) - 1 or fires_once(network) else (1.5, 4)
            if sum(counts) > most * len(counts):
                return None
            if sum(counts) >= least * len(counts):
                break
            scales[l] *= 1.15
        else:
            return None
    return scales


def firmness(trial):
    """The smallest (I - threshold)/threshold at a spike; 0 if anything else is on an edge."""
    smallest = mp.inf
    for event in trial.events:
        stretch = trial.stretches[event.neuron[0] - 1]
        layer = trial.layers[event.neuron[0] - 1]
        if event.kind == "spike":
            smallest = min(smallest, event.i_before / stretch.threshold - 1)
        elif layer["spiking"] and not event.held:
            _, top = stretch.peak(event.v, event.i, event.length)
            if abs(top - stretch.threshold) < GAP * stretch.threshold:
                return mp.zero
    times = sorted({e.time for e in trial.events} | {t for t in trial.spikes.values()})
    if any(later - earlier < APART for earlier, later in zip(times, times[1:])):
        return mp.zero
    if trial.network["readout"]["kind"] == "maximumVoltage" and not maxima_are_clear(trial):
        return mp.zero
    return smallest


def maxima_are_clear(trial):
    """Whether no other maximum of V is nearly as large, and none lies where spikes arrive together."""
    for neuron, (top, number, when) in zip(trial.outputs, trial.maxima):
        if number is None:
            continue
        begin, own = mp.zero, None
        peaks = []
        for k, event in enumerate(trial.events):
            if event.neuron == neuron:
                time, value = trial.stretches[neuron[0] - 1].peak(event.v, event.i, event.length)
                peaks.append((begin + time, value))
                own = begin + time if k == number else own
                begin = event.time
        if any(abs(time - own) > APART and value > top * (1 - GAP) for time, value in peaks):
            return False
        arrivals = [e for e in trial.events if e.neuron == neuron and e.kind == "arrival" and e.time == own]
        if len(arrivals) > 1:
            return False
    return True


def fires_once(network):
    """Whether a neuron that has fired is held for the rest of the trial."""
    return network["layers"][0]["refractory"] > network["duration"]


def suitable(network, trial):
    """Whether a network has spikes enough, and what its kind asks for."""
    options, spiking = KINDS[network["kind"]], [l for l, layer in enumerate(trial.layers, 1) if layer["spiking"]]
    if spiking and not fires_once(network) and not any(max(spike_counts(trial, l)) >= 2 for l in spiking):
        return False
    if any(min(spike_counts(trial, l)) == 0 and sum(c > 0 for c in spike_counts(trial, l)) < 2 for l in spiking):
        return False
    last = len(trial.layers)
    if network["readout"]["kind"] == "firstSpike":
        silent = spike_counts(trial, last).count(0)
        if (silent > 0) != options.get("silent", False):
            return False
    if max(abs(s) for s in trial.slopes) < 1e-3:
        return False
    return firmness(trial) >= STEEPEST and gradient_is_rich(trial)


def gradient_is_rich(trial):
    """Whether most weights of the first layer matter, and no number is out of proportion."""
    gradient = adjoint(trial)
    numbers = [at(gradient, path) for path in places(gradient)]
    if max(abs(x) for x in numbers) > 100:
        return False
    weights = [w for row in gradient[0]["weights"] for w in row]
    return sum(w != 0 for w in weights) > len(weights) / 2


def random_network(kind, readout, number):
    """The first network of a kind that is suitable, with its trial."""
    for attempt in range(400):
        seed = 1000 * number + attempt
        network = draw_network(f"{kind}, {readout}", kind, readout, seed)
        scales = find_scales(network)
        if scales is None:
            continue
        network = dict(with_scales(network, scales), kind=kind)
        trial = Trial(exact(network))
        if suitable(network, trial):
            del network["kind"]
            return network, trial
    raise ArithmeticError(f"no network of kind {kind} for {readout}")
