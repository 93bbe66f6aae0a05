"""Which networks in steps there are: their layers, neurons and ways of learning, and their numbers drawn at random."""
import random

import numpy as np

from stepped_network import Layer, Network, run

HARD = {"kind": "spikingNeuralUnit", "d": 0.7, "theta": 1.0, "tau_s": None, "activation": "identity", "reset": "hard",
        "output": "hard", "learnsThresholds": False}
SOFT = HARD | {"kind": "softSpikingNeuralUnit", "output": "soft"}
FIRE = HARD | {"kind": "leakyIntegrateAndFire", "d": 1 - 1 / 5, "tau_s": 2.0}
LEARNED, LEAKY, SOFT_RESET = {"learnsThresholds": True}, {"activation": "leakyReLU"}, {"reset": "soft"}


def dense(units, **other):
    return {"kind": "dense", "units": units, "recurrent": False} | other


def conv(maps, size, padding=0, stride=1, **other):
    return {"kind": "convolution", "maps": maps, "size": size, "padding": padding, "stride": stride, "recurrent": False} | other


def pool(kind, size):
    return {"kind": "pooling", "pooling": kind, "size": size}


def again(units):
    return dense(units, recurrent=True)


def aggregation(filters=True, rescales=True):
    return {"kind": "neighbourhoodAggregation", "filtersErrors": filters, "rescalesErrors": rescales}


def vector(n):
    return dict(kind="repeated", shape=[n, 1, 1])


def image(maps, rows, columns, kind="repeated"):
    return dict(kind=kind, shape=[maps, rows, columns])


def rows(count, columns):
    return {"kind": "rows", "shape": [columns, 1, 1], "rows": count}


EXACT, SURROGATE = {"kind": "backpropagation"}, {"kind": "surrogate"}
GIVEN = {"kind": "given", "shape": [5, 1, 1]}
DEEP = [conv(3, 3), pool("average", 2), conv(4, 3), dense(3)]

CASES = [
    dict(name="soft, dense", neurons=SOFT, layers=[dense(6), dense(4), dense(3)], readout="targetTrace"),
    dict(name="soft, recurrent", neurons=SOFT, layers=[again(5), again(4), dense(3)], input=rows(5, 4), readout="meanEntropy"),
    dict(name="soft, recurrent output layer", neurons=SOFT, layers=[dense(5), again(4)], readout="targetTrace"),
    dict(name="soft, soft reset", neurons=SOFT | SOFT_RESET, layers=[dense(6), dense(4)], readout="meanSquare"),
    dict(name="soft, leakyReLU", neurons=SOFT | LEAKY, layers=[dense(5), dense(4), dense(3)], readout="meanEntropy"),
    dict(name="soft, filter", neurons=SOFT | {"tau_s": 3.0}, layers=[dense(5), dense(3)], readout="targetTrace"),
    dict(name="soft, learned thresholds", neurons=SOFT | LEARNED, layers=[dense(6), dense(3)], readout="meanSquare"),
    dict(name="soft, soft reset, learned thresholds", neurons=SOFT | SOFT_RESET | LEARNED, layers=[dense(6), dense(3)],
         readout="meanEntropy"),
    dict(name="soft, all at once", neurons=SOFT | SOFT_RESET | LEARNED | LEAKY | {"tau_s": 2.5, "theta": 0.6},
         layers=[again(5), again(4), dense(3)], input=GIVEN, readout="targetTrace", steps=6),
    dict(name="soft, maps, maximum, padding, stride, learned thresholds", neurons=SOFT | LEARNED,
         layers=[conv(2, 3, padding=1), pool("maximum", 2), conv(3, 2, padding=1, stride=2), dense(3)],
         input=image(2, 6, 4), readout="meanSquare", count=3, steps=4),
    dict(name="soft, own constants of each layer", neurons=SOFT | LEARNED, readout="meanEntropy",
         layers=[again(5), dense(4, neurons=SOFT | {"d": 0.3, "theta": 0.4}), dense(3, neurons=SOFT | SOFT_RESET | {"d": 0.0})]),
    dict(name="hard, dense", neurons=HARD, layers=[dense(6), dense(5), dense(3)], readout="targetTrace"),
    dict(name="hard, recurrent", neurons=HARD, layers=[again(6), again(5), dense(3)], input=rows(6, 4), readout="meanEntropy"),
    dict(name="hard, soft reset", neurons=HARD | SOFT_RESET, layers=[dense(6), dense(5), dense(4)], readout="meanSquare"),
    dict(name="hard, surrogate", neurons=HARD | LEARNED, layers=[again(6), dense(3)], gradient=SURROGATE, readout="meanSquare"),
    dict(name="hard, all at once", neurons=HARD | SOFT_RESET | LEARNED | LEAKY | {"tau_s": 4.0},
         layers=[again(6), again(4), dense(3)], input=GIVEN, readout="targetTrace", steps=7),
    dict(name="integrate and fire, surrogate", neurons=FIRE, layers=[dense(7), dense(5), dense(3)], input=GIVEN,
         gradient=SURROGATE, readout="targetTrace"),
    dict(name="integrate and fire, backpropagation", neurons=FIRE, layers=[dense(7), dense(5), dense(3)], readout="meanSquare"),
    dict(name="integrate and fire, recurrent", neurons=FIRE | LEARNED | {"tau_s": 2.5}, layers=[again(6), again(5), dense(3)],
         gradient=SURROGATE, readout="meanEntropy", steps=6),
    *(dict(name="aggregation, %s, %s" % ("filtered" if f else "not filtered", "rescaled" if r else "not rescaled"),
           neurons=FIRE, layers=[dense(7), dense(6), dense(3)], gradient=aggregation(f, r),
           readout="targetTrace") for f in (True, False) for r in (True, False)),
    dict(name="aggregation, learned thresholds", neurons=FIRE | LEARNED | {"tau_s": 3.0}, layers=[dense(6), dense(4)],
         input=GIVEN, gradient=aggregation(), readout="meanSquare", steps=7),
    dict(name="aggregation, maps", neurons=FIRE, layers=DEEP, input=image(1, 8, 8), gradient=aggregation(),
         readout="targetTrace", count=3, steps=5),
    dict(name="surrogate, maps", neurons=FIRE, layers=DEEP, input=image(1, 8, 8), gradient=SURROGATE,
         readout="targetTrace", count=3, steps=5),
    dict(name="aggregation, maps, padding, stride, learned thresholds", neurons=FIRE | LEARNED,
         layers=[conv(2, 3, padding=1), pool("average", 2), conv(3, 2, padding=1, stride=2), dense(3)],
         input=image(2, 6, 4), gradient=aggregation(), readout="meanEntropy", count=3, steps=4),
    dict(name="surrogate, maximum", neurons=FIRE, layers=[conv(2, 3), pool("maximum", 2), dense(4), dense(3)],
         input=image(1, 6, 6), gradient=SURROGATE, readout="meanEntropy", count=3, steps=5),
    dict(name="backward weights, soft, recurrent", neurons=SOFT | LEARNED, layers=[again(5), again(4), dense(3)],
         feedback="backward", readout="targetTrace"),
    dict(name="backward weights, surrogate, maps", neurons=FIRE, layers=[conv(2, 3), pool("average", 2), conv(3, 2), dense(3)],
         input=image(1, 6, 6), gradient=SURROGATE, feedback="backward", readout="meanSquare", count=3, steps=4),
    dict(name="backward weights, aggregation", neurons=FIRE, layers=[dense(6), dense(5), dense(3)], gradient=aggregation(),
         feedback="backward", readout="targetTrace"),
    dict(name="direct, hard, recurrent", neurons=HARD, layers=[again(6), again(5), dense(3)], feedback="direct",
         readout="meanEntropy"),
    dict(name="direct, surrogate, maps", neurons=FIRE, layers=[conv(2, 3), pool("average", 2), dense(5), dense(3)],
         input=image(1, 6, 6), gradient=SURROGATE, feedback="direct", readout="targetTrace", count=3, steps=4),
    dict(name="direct, aggregation", neurons=FIRE, layers=[dense(6), dense(5), dense(3)], gradient=aggregation(),
         feedback="direct", readout="targetTrace"),
    dict(name="local modulation, integrate and fire, recurrent", neurons=FIRE | LEARNED, layers=[again(6), again(5), dense(3)],
         gradient=SURROGATE, modulation="local", readout="targetTrace"),
    dict(name="propagating modulation, integrate and fire, recurrent", neurons=FIRE | LEARNED,
         layers=[again(6), again(5), dense(3)], gradient=SURROGATE, modulation="propagating", readout="targetTrace"),
    dict(name="propagating modulation, soft, soft reset", neurons=SOFT | SOFT_RESET | LEARNED,
         layers=[again(5), dense(4), dense(3)], modulation="propagating", readout="meanSquare"),
    dict(name="local modulation, surrogate, maps", neurons=FIRE | LEARNED,
         layers=[conv(2, 3), pool("average", 2), conv(3, 2), dense(3)], input=image(1, 6, 6), gradient=SURROGATE,
         modulation="local", readout="targetTrace", count=3, steps=4),
    dict(name="local modulation, aggregation", neurons=FIRE | LEARNED, layers=[dense(6), dense(5), dense(3)],
         gradient=aggregation(), modulation="local", readout="meanSquare"),
    dict(name="propagating modulation, aggregation, maps", neurons=FIRE,
         layers=[conv(2, 3), pool("average", 2), conv(3, 2), dense(3)], input=image(1, 6, 6), gradient=aggregation(),
         modulation="propagating", readout="targetTrace", count=3, steps=4),
    dict(name="dropout, soft, recurrent", neurons=SOFT, layers=[again(6), again(5), dense(3)], dropout=0.4,
         readout="targetTrace"),
    dict(name="dropout, integrate and fire, recurrent", neurons=FIRE | LEARNED, layers=[again(6), dense(5), dense(3)],
         gradient=SURROGATE, dropout=0.25, readout="meanEntropy"),
]


def table(draw, low, high, digits, *shape):
    if not shape:
        return round(draw.uniform(low, high), digits)
    return [table(draw, low, high, digits, *shape[1:]) for _ in range(shape[0])]


def drawn(spec, seed):
    """A case with all its numbers but the weights, which have scale 1."""
    draw = random.Random(f"{spec['name']} {seed}")
    count, kind = spec.get("count", 4), dict(spec.get("input", vector(5)))
    steps = kind.pop("rows", spec.get("steps", 5))
    layers = [layer if layer["kind"] == "pooling" else
              layer | {"neurons": layer.get("neurons", spec["neurons"])} for layer in spec["layers"]]
    classes, numbers = layers[-1]["units"], int(np.prod(kind["shape"]))
    if kind["kind"] == "given":
        examples = [[[draw.choice([0, 0, 1, 1, 2]) for _ in range(numbers)] for _ in range(steps)] for _ in range(count)]
    else:
        # Numbers of 32 bits have them exactly.
        examples = (np.array(table(draw, 0, 128, 0, count, numbers * (steps if kind["kind"] == "rows" else 1))) / 128).tolist()
    case = {"name": spec["name"], "steps": steps, "input": kind, "examples": examples,
            "labels": [draw.randrange(classes) for _ in range(count)], "layers": layers, "readout": spec["readout"],
            "gradient": spec.get("gradient", EXACT), "feedback": {"kind": spec.get("feedback", "transport")},
            "modulation": {"scope": spec.get("modulation", "none")}, "dropout": None}
    network = Network(case)
    if case["feedback"]["kind"] == "backward":
        case["feedback"]["weights"] = table(draw, -0.8, 0.8, 3, network.synapses)
    if case["feedback"]["kind"] == "direct":
        # The same at all places of a map.
        of_maps = [table(draw, -1, 1, 3, classes, layer.shape[0]) for layer in network.hidden]
        case["feedback"]["matrices"] = [
            [[row[m] for m in layer.map_of] for row in matrix] for layer, matrix in zip(network.hidden, of_maps)]
    if case["modulation"]["scope"] != "none":
        # The largest is 2, as modulation makes it.
        factors = [table(draw, 0.2, 1.8, 3, layer.shape[0]) for layer in network.hidden]
        case["modulation"]["factors"] = [[2 if factor == max(row) else factor for factor in row] for row in factors]
    if "dropout" in spec:
        case["dropout"] = [[[0 if draw.random() < spec["dropout"] else 1 / (1 - spec["dropout"]) for _ in range(layer.units)]
                            for _ in range(count)] for layer in network.hidden]
    weights = table(draw, -0.5, 1, 3, network.synapses)
    for layer in network.layers:
        for synapse in sorted({c[2] for c in layer.own}):
            weights[synapse] = round(draw.uniform(-0.6, 0.6), 3)
        for synapse in sorted(set(layer.thresholds or [])):
            weights[synapse] = round(draw.uniform(-0.25, 0.25), 3)
    case["weights"] = weights
    return case, network


def scaled(case, network):
    """The weights of each layer times a scale at which it is half active; None where there is none."""
    weights = list(case["weights"])
    for layer, node in zip(network.layers, [n for n, node in enumerate(network.nodes) if isinstance(node, Layer)]):
        below = sorted({c[2] for c in layer.below})
        for scale in (0.5, 0.7, 1.0, 1.4, 2.0, 2.8, 4.0, 5.6, 8.0):
            moved = list(weights)
            for synapse in below:
                moved[synapse] = round(scale * weights[synapse], 3)
            active = run(network, moved)[node].y.mean()
            if 0.3 < active < 0.65:
                break
        else:
            return None
        weights = moved
    return dict(case, weights=weights)
