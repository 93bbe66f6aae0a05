#!/usr/bin/env python3
"""Gradients, errors and random numbers of small networks, written from their definitions in numpy.

Usage:  python3 make_network_references.py OUTPUT_DIRECTORY

Writes network-references.json: for each network its weights and examples, and for each feedback
pathway the loss, the gradient of a window with its dropout, how the matrices through which errors come
back agree with the forward weights, and, without dropout, the angles between the delivered errors and
those of backpropagation. Fixed matrices, sizes of signs and masks of dropout
are not stored: both sides draw them by Philox4x32-10 from the seed. Needs numpy and scipy.
"""
import json
import os
import sys

import numpy as np
from scipy.special import ndtri

PURPOSES = {"forwardWeights": 1, "backwardWeights": 2, "feedbackMatrices": 40, "signSizes": 41,
            "dropout": 42, "mirrorNoise": 43}
WINDOW = 7


def philox(counter, key):
    """Ten rounds on four 32-bit words (Salmon et al., SC'11, section 3.3)."""
    c, k, mask = list(counter), list(key), 0xFFFFFFFF
    for _ in range(10):
        (h0, l0), (h1, l1) = (divmod(m * x, 2 ** 32) for m, x in (
            (0xD2511F53, c[0]), (0xCD9E8D57, c[2])))
        c = [h1 ^ c[1] ^ k[0], l1, h0 ^ c[3] ^ k[1], l0]
        k = [(k[0] + 0x9E3779B9) & mask, (k[1] + 0xBB67AE85) & mask]
    return c


def uniforms(seed, purpose, first, count, index=0):
    """One number in (0, 1) for each synapse from `first` on."""
    mask, result = 0xFFFFFFFF, []
    for synapse in range(first, first + count):
        words = philox(
            [index & mask, index >> 32, synapse & mask, synapse >> 32 | PURPOSES[purpose] << 16],
            [seed & mask, seed >> 32])
        result.append((2 * ((words[1] << 32 | words[0]) >> 12) + 1) / 2 ** 53)
    return np.array(result)


def draw(kind, seed, purpose, first, inputs, outputs, index=0):
    """The weights of a layer, inputs x outputs of them, in the order of their numbers."""
    deviation = {"glorot": 2 / (inputs + outputs), "he": 2 / inputs, "lecun": 1 / inputs}[
        kind.removesuffix("Uniform").removesuffix("Normal")] ** 0.5
    u = uniforms(seed, purpose, first, inputs * outputs, index)
    if kind.endswith("Normal"):
        return deviation * ndtri(u)
    # A uniform distribution over [-a, a] has the variance a^2 / 3.
    return deviation * 3 ** 0.5 * (2 * u - 1)


def layers_of(sizes):
    """Inputs, outputs, the first weight and the first bias of each layer."""
    first, layers = 0, []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers.append((inputs, outputs, first, first + inputs * outputs))
        first += (inputs + 1) * outputs
    return layers, first


def initial(kind, seed, purpose, sizes, index=0):
    layers, count = layers_of(sizes)
    weights = np.zeros(count)
    for inputs, outputs, first, bias in layers:
        weights[first:bias] = draw(kind, seed, purpose, first, inputs, outputs, index)
    return weights


def matrices(sizes, weights):
    """W of each layer, outputs x inputs."""
    return [weights[first:bias].reshape(outputs, inputs)
            for inputs, outputs, first, bias in layers_of(sizes)[0]]


UNITS = {"linear": lambda a: a, "tanh": np.tanh, "relu": lambda a: np.maximum(a, 0),
         "sigmoid": lambda a: 1 / (1 + np.exp(-a))}
SLOPES = {"linear": np.ones_like, "tanh": lambda a: 1 / np.cosh(a) ** 2,
          "relu": lambda a: (a > 0).astype(float),
          "sigmoid": lambda a: 1 / (2 + np.exp(a) + np.exp(-a))}


class Network:
    def __init__(self, sizes, hidden, loss, output, dropout, initialisation, seed):
        self.sizes, self.hidden, self.loss, self.output = sizes, hidden, loss, output
        self.dropout, self.initialisation, self.seed = dropout, initialisation, seed
        rng = np.random.default_rng(seed)
        self.layers, self.count = layers_of(sizes)
        self.examples = 5
        # Whatever numbers; biases too are not 0.
        self.forward = rng.normal(0, 0.6, self.count)
        self.backward = rng.normal(0, 0.6, self.count)
        self.features = rng.normal(0, 1, (self.examples, sizes[0])).astype(np.float32)
        self.labels = rng.integers(0, sizes[-1], self.examples)

    def masks(self):
        share = self.dropout
        return [np.where(uniforms(self.seed, "dropout", l << 40, self.examples * n, WINDOW) < share,
                         0, 1 / (1 - share)).reshape(self.examples, n)
                for l, n in enumerate(self.sizes[1:-1])]

    def respond(self, masks):
        """The inputs a and outputs y of all layers; y begins with the examples."""
        a, y = [], [self.features.astype(np.float64)]
        ws = matrices(self.sizes, self.forward)
        for l, (_, outputs, _, bias) in enumerate(self.layers):
            a.append(y[-1] @ ws[l].T + self.forward[bias:bias + outputs])
            is_last = l == len(ws) - 1
            out = UNITS[self.output if is_last else self.hidden](a[-1])
            y.append(out if is_last else out * masks[l])
        return a, y

    def output_error(self, a, y):
        """The mean loss, and its derivative by the inputs of the last layer."""
        target = np.eye(self.sizes[-1])[self.labels]
        if self.loss == "softmaxCrossEntropy":
            shifted = a[-1] - a[-1].max(1, keepdims=True)
            p = np.exp(shifted) / np.exp(shifted).sum(1, keepdims=True)
            return -np.log((p * target).sum(1)).mean(), (p - target) / self.examples
        difference = y[-1] - target
        return (0.5 * (difference ** 2).sum(1).mean(),
                difference * SLOPES[self.output](a[-1]) / self.examples)

    def factors(self, modulation, masks):
        """What GRAPES multiplies the errors of each hidden layer by, unit by unit, example by example."""
        w = matrices(self.sizes, self.forward)
        low, high = modulation["clip"] or (0, 2)
        result = []
        for l in range(len(w) - 1):
            importance = np.zeros((self.examples, self.sizes[l + 1]))
            for k, n in np.ndindex(*importance.shape):
                if modulation["importance"] == "incoming":
                    # Inputs are never silenced.
                    terms = [abs(w[l][n, j]) for j in range(self.sizes[l])
                             if l == 0 or masks[l - 1][k, j] > 0]
                else:
                    # Nor are outputs.
                    terms = [abs(w[l + 1][j, n]) for j in range(self.sizes[l + 2])
                             if l + 1 == len(w) - 1 or masks[l + 1][k, j] > 0]
                importance[k, n] = sum(terms) if masks[l][k, n] > 0 else 0
            largest = importance.max(1, keepdims=True)
            # Where nothing is important nothing is modulated.
            factor = np.where(largest > 0, 2 * importance / np.where(largest > 0, largest, 1), 1)
            result.append(np.clip(factor, low, high))
        return result

    def fixed(self):
        """From the outputs to each hidden layer, classes x units."""
        return [draw(self.initialisation, self.seed, "feedbackMatrices", 0, self.sizes[-1], n, l)
                .reshape(self.sizes[-1], n) for l, n in enumerate(self.sizes[1:-1])]

    def carrier(self, pathway, l):
        """What carries errors back through layer l alone, outputs x inputs."""
        w, b = matrices(self.sizes, self.forward), matrices(self.sizes, self.backward)
        drawn = matrices(self.sizes, initial(
            self.initialisation, self.seed, "signSizes", self.sizes, WINDOW))
        kind = self.initialisation.removesuffix("Uniform").removesuffix("Normal")
        deviation = [{"glorot": 2 / (i + o), "he": 2 / i, "lecun": 1 / i}[kind] ** 0.5
                     for i, o, _, _ in self.layers]
        return {
            "transport": lambda: w[l], "backwardWeights": lambda: b[l],
            "uniformSigns": lambda: 0.3 * np.sign(w[l]),
            "deviationSigns": lambda: deviation[l] * np.sign(w[l]),
            "batchwiseSigns": lambda: np.abs(drawn[l]) * np.sign(w[l]),
            "frozenSigns": lambda: np.abs(b[l]) * np.sign(w[l])}[pathway]()

    def alignments(self, pathway):
        """Of each layer the angle between what carries errors back through it and W, in degrees, the ratio of their
        norms, and the largest difference; None where nothing does, or what does is W, or spans several layers."""
        w, last, result = matrices(self.sizes, self.forward), len(self.layers) - 1, []
        for l in range(last + 1):
            if pathway in ("direct", "indirect"):
                # A matrix from the outputs to the hidden layer before them stands where W stands.
                spans_one = l == last and (pathway == "direct" or last == 1)
                back = self.fixed()[l - 1] if spans_one else None
            else:
                back = self.carrier(pathway, l) if l > 0 and pathway != "transport" else None
            if back is None:
                result.append(None)
                continue
            cosine = (w[l] * back).sum() / np.linalg.norm(w[l]) / np.linalg.norm(back)
            result.append([np.degrees(np.arccos(cosine)),
                           np.linalg.norm(back) / np.linalg.norm(w[l]), np.abs(w[l] - back).max()])
        return result

    def deltas(self, pathway, masks, modulation=None):
        a, y = self.respond(masks)
        loss, error = self.output_error(a, y)
        w = matrices(self.sizes, self.forward)
        last = len(w) - 1
        slopes = [SLOPES[self.hidden](a[l]) * masks[l] for l in range(last)]
        if modulation:
            full = [m * np.ones((self.examples, n)) for m, n in zip(masks, self.sizes[1:-1])]
            factors = self.factors(modulation, full)
            if modulation["scope"] == "propagating":
                slopes = [s * f for s, f in zip(slopes, factors)]
        delta = [None] * last + [error]
        fixed = self.fixed()
        if pathway == "direct":
            for l in range(last):
                delta[l] = (error @ fixed[l]) * slopes[l]
        elif pathway == "indirect":
            delta[0] = (error @ fixed[0]) * slopes[0]
            for l in range(1, last):
                delta[l] = (delta[l - 1] @ w[l].T) * slopes[l]
        else:
            for l in range(last, 0, -1):
                delta[l - 1] = (delta[l] @ self.carrier(pathway, l)) * slopes[l - 1]
        if modulation and modulation["scope"] == "local":
            delta[:-1] = [d * f for d, f in zip(delta, factors)]
        return loss, delta, y

    def reference(self, pathway, modulation=None):
        none = [1.0] * len(self.layers)
        masks = self.masks() if self.dropout else none
        loss, delta, y = self.deltas(pathway, masks, modulation)
        gradient = np.concatenate([
            part for l, d in enumerate(delta) for part in ((d.T @ y[l]).ravel(), d.sum(0))])
        _, delivered, outputs = self.deltas(pathway, none, modulation)
        _, exact, _ = self.deltas("transport", none)
        angles = [np.degrees(np.arccos(np.clip(
            (d * e).sum() / np.linalg.norm(d) / np.linalg.norm(e), -1, 1)))
            for d, e in zip(delivered[:-1], exact[:-1])]
        result = {"pathway": pathway, "loss": loss, "gradient": list(gradient), "angles": angles}
        if modulation:
            return result | {"modulation": modulation}
        return result | {"alignments": self.alignments(pathway)}

    def modulated(self):
        """Every scope with every importance and pathway."""
        return [self.reference(pathway, {"scope": scope, "importance": importance, "clip": clip})
                for pathway in ("transport", "backwardWeights", "direct", "indirect")
                for scope in ("propagating", "local")
                for importance, clip in (("incoming", [1, 2]), ("outgoing", None),
                                         ("incoming", [0.5, 1.25]))]

    def data(self):
        none = [1.0] * len(self.layers)
        a, y = self.respond(none)
        return {"sizes": self.sizes, "hidden": self.hidden, "loss": self.loss,
                "output": self.output, "dropout": self.dropout,
                "initialisation": self.initialisation, "seed": self.seed, "window": WINDOW,
                "forward": list(self.forward), "backward": list(self.backward),
                "features": [float(x) for x in self.features.ravel()],
                "labels": [int(x) for x in self.labels],
                "evaluated_loss": self.output_error(a, y)[0] * self.examples,
                "correct": int((y[-1].argmax(1) == self.labels).sum()),
                "results": [self.reference(p) for p in (
                    "transport", "backwardWeights", "direct", "indirect", "uniformSigns",
                    "deviationSigns", "batchwiseSigns", "frozenSigns")],
                "modulated": self.modulated()}


def main():
    sizes = [6, 5, 4, 4, 3]
    networks = [
        Network(sizes, "tanh", "softmaxCrossEntropy", "linear", 0, "glorotNormal", 1),
        Network(sizes, "sigmoid", "softmaxCrossEntropy", "linear", 0.4, "heUniform", 2),
        Network(sizes, "relu", "squaredError", "sigmoid", 0.25, "lecunNormal", 2 ** 40 + 3),
        Network(sizes, "linear", "squaredError", "tanh", 0, "glorotUniform", 4),
        Network([6, 3, 2], "tanh", "squaredError", "relu", 0.5, "heNormal", 5),
    ]
    kinds = ["glorotUniform", "glorotNormal", "heUniform", "heNormal", "lecunNormal"]
    initials = [{"initialisation": kind, "seed": 9, "sizes": [4, 3, 2],
                 "forward": list(initial(kind, 9, "forwardWeights", [4, 3, 2])),
                 "backward": list(initial(kind, 9, "backwardWeights", [4, 3, 2]))}
                for kind in kinds]
    noise = ndtri(uniforms(9, "mirrorNoise", 2 << 40, 12, 5))
    data = {"source": "Made by %s with numpy." % os.path.basename(__file__),
            "networks": [n.data() for n in networks], "initials": initials,
            "mirror_noise": list(noise)}
    with open(os.path.join(sys.argv[1], "network-references.json"), "w", encoding="ascii") as out:
        out.write(json.dumps(data).replace('"results"', '\n"results"').replace('{"', '\n{"') + "\n")


if __name__ == "__main__":
    main()
