#!/usr/bin/env python3
"""Gradients of small convolutional networks in four feedback pathways, by PyTorch in double precision.

Usage:  python3 make_convolution_references.py OUTPUT_DIRECTORY

Writes convolution-references.json: for each network its layers as in a study, the loss, the outputs and,
for each pathway, the gradient of the loss by every synapse. Needs torch and numpy.

Examples and synapses are not stored: both sides compute them.

  features, flat over examples, channels, rows, columns   x_i = float32(sin(0.7 + 1.3 i))
  label of example e                                      e mod classes
  forward weight of synapse i                             0.4 sin(1 + 1.7 i), also where it is gamma or beta
  backward weight of synapse i                            0.4 cos(0.2 + 0.9 i)
  fixed matrix of hidden weighted layer p                 0.4 sin(3 + 2.1 p + 0.37 (c U + u)), class c, map u of U

Synapses and weighted layers are numbered in the order of the list; within a residual block its layers,
then its projection. A layer has its kernel (out, in, row, column; dense: out, in), biases, gamma, beta.
The output layer follows by itself: dense, linear, with biases.

The gradient of a weighted layer is exact given the error at its normalised sum a, the argument of its own
activation phi: back through the layer's normalisation, batch statistics differentiated, to kernel and biases.
The pathways differ in that error:

  transport         exact.
  backwardWeights   as in transport, but each weighted layer sends errors down with its backward kernel in
                    place of its kernel; gamma stays the forward one. A projection has its own.
  direct            (B e) phi'(a) with the layer's fixed matrix B, the same at all positions of a map; e is
                    the derivative of the loss, a mean over examples, by the outputs. phi is the layer's own:
                    a block's activation, after the addition, plays no part in it.
  indirect          Entries, the hidden weighted layers no weighted layer stands below on any way from the examples,
                    have the error of direct. All others have the tangent that the errors of the entries make:
                    an entry's error, already multiplied by its phi', takes the place of a tangent of its
                    activated output and is not multiplied by that phi' again; tangents go up as derivatives along
                    them do. So a weighted layer multiplies by its kernel (without bias), then by the Jacobian
                    of its normalisation (means and variances move with the tangent, gamma stands), then by
                    phi'(a); a maximum sends its winner's, an average the mean; an addition adds, and the block's
                    activation multiplies by its slope there; a shortcut sends what it sends of values. Examples
                    have tangent 0: so has the identity or padded shortcut of a block that reads them, while such
                    a block's projection is an entry. A layer's error is the tangent of its activated output,
                    within a block that of the layer and not of the block.

In all of them the output layer has the exact error e.
"""
import json
import math
import os
import sys

import numpy as np
import torch
import torch.autograd.forward_ad as forward_ad
import torch.nn.functional as F

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)

ADDED_TO_VARIANCE = 1e-5
# No maximum is closer to the next one, no argument of relu closer to 0.
MARGIN = 1e-6
PATHWAYS = ("transport", "backwardWeights", "direct", "indirect")
ACTIVATIONS = {"none": lambda a: a, "tanh": torch.tanh, "relu": torch.relu, "sigmoid": torch.sigmoid}


def conv(channels, kernel, **keys):
    """A convolution as a study writes it; of `keys`, stride and padding belong to the kernel."""
    inner = {k: keys.pop(k) for k in ("stride", "padding") if k in keys}
    return {"convolution": {"channels": channels, "kernel": kernel, **inner}, **keys}


def normed(channels, kernel, activation, **keys):
    return conv(channels, kernel, normalisation="batch", activation=activation, **keys)


def residual(shortcut, activation, *layers):
    return {"residual": list(layers), "activation": activation, "shortcut": shortcut}


def pool(**kind):
    return {"pooling": kind}


CASES = [
    dict(name="convolution with biases", input=[2, 4, 3], layers=[conv(3, 3)]),
    dict(name="stride 2 on odd sizes", input=[2, 7, 5], layers=[conv(4, 3, stride=2, padding="same", activation="sigmoid")]),
    dict(name="maximum pooling drops a remainder", input=[1, 7, 6], count=5,
         layers=[conv(4, 5, padding=0), pool(maximum=2), conv(6, 1, activation="relu")]),
    dict(name="average pooling", input=[1, 6, 7],
         layers=[conv(3, 3, activation="sigmoid"), pool(average=2), conv(4, 3, activation="tanh"), pool(average="all")]),
    dict(name="batch normalisation", input=[2, 5, 4], count=5,
         layers=[normed(3, 3, "relu"), normed(3, 3, "tanh", padding=0)]),
    dict(name="identity shortcut", input=[2, 4, 5],
         layers=[normed(2, 3, "relu"), residual("identity", "relu", normed(2, 3, "relu"), normed(2, 3, "none")),
                 pool(average=2)]),
    dict(name="padded shortcut", input=[1, 5, 6],
         layers=[normed(2, 3, "tanh"),
                 residual("padded", "relu", normed(4, 3, "relu", stride=2), normed(4, 3, "none")),
                 pool(average="all")]),
    dict(name="projection", input=[2, 5, 6],
         layers=[normed(2, 3, "relu"),
                 residual("projection", "relu", normed(3, 3, "relu", stride=2), normed(3, 3, "none"))]),
    dict(name="two blocks and a dense layer", input=[1, 6, 5], loss="squaredError", count=5,
         layers=[normed(2, 3, "relu"),
                 residual("identity", "relu", normed(2, 3, "relu"), normed(2, 3, "none")),
                 residual("padded", "relu", normed(4, 3, "relu", stride=2), normed(4, 3, "none")),
                 pool(average="all"), {"dense": 5, "activation": "tanh"}]),
    dict(name="normalised dense layer", input=[2, 4, 3], count=5,
         layers=[normed(3, 3, "tanh", bias=True), {"dense": 4, "normalisation": "batch", "activation": "tanh"}]),
    dict(name="even kernel", input=[2, 3, 3], count=5,
         layers=[normed(3, 2, "tanh", padding=1, bias=True),
                 {"dense": 4, "normalisation": "batch", "bias": True, "activation": "sigmoid"}]),
    dict(name="padding beyond same", input=[1, 5, 4],
         layers=[conv(3, 3, padding=2), pool(maximum=2), conv(3, 2, stride=2, padding=1, activation="sigmoid")]),
    dict(name="a block reads the examples", input=[2, 5, 5], activation="sigmoid",
         layers=[residual("projection", "tanh", conv(3, 3), conv(3, 3, stride=2, activation="none"))]),
    dict(name="identity from the examples", input=[2, 4, 3], loss="squaredError",
         layers=[residual("identity", "tanh", conv(3, 3, activation="relu"), conv(2, 1, activation="none")),
                 normed(2, 3, "tanh")]),
    dict(name="relu before the addition", input=[1, 6, 5],
         layers=[normed(2, 3, "tanh"),
                 residual("identity", "none", normed(2, 3, "relu"), normed(2, 3, "relu")),
                 pool(maximum=2), normed(3, 3, "tanh")]),
]


class Carried(torch.autograd.Function):
    """A linear map of x by `weight` that sends errors to x by another weight."""

    @staticmethod
    def forward(ctx, x, weight, carrier, linear):
        ctx.save_for_backward(x, weight, carrier)
        ctx.linear = linear
        return linear(x, weight)

    @staticmethod
    def backward(ctx, error):
        x, weight, carrier = (t.detach().requires_grad_() for t in ctx.saved_tensors)
        with torch.enable_grad():
            to_x, = torch.autograd.grad(ctx.linear(x, carrier), x, error)
            to_weight, = torch.autograd.grad(ctx.linear(x, weight), weight, error)
        return to_x, to_weight, None, None


class Weighted:
    """A convolution or a dense layer with its normalisation and activation: the synapses from `first` on."""

    def __init__(self, spec, shape, first, default_activation):
        self.normalised = spec.get("normalisation", "none") == "batch"
        self.activation = spec.get("activation", default_activation)
        self.entry = False
        if "convolution" in spec:
            inner = spec["convolution"]
            size = inner["kernel"]
            self.stride = inner.get("stride", 1)
            padding = inner.get("padding", "same")
            self.padding = (size - 1) // 2 if padding == "same" else padding
            assert padding != "same" or size % 2 == 1
            self.kernel_shape = (inner["channels"], shape[0], size, size)
            self.shape = (inner["channels"],) + tuple(
                (n + 2 * self.padding - size) // self.stride + 1 for n in shape[1:])
        else:
            self.kernel_shape = (spec["dense"], math.prod(shape))
            self.shape = (spec["dense"],)
        self.maps = self.kernel_shape[0]
        self.has_biases = not self.normalised or spec.get("bias", False)
        self.first = first
        self.end = first + math.prod(self.kernel_shape) + self.maps * (self.has_biases + 2 * self.normalised)

    def parts(self, synapses):
        """Kernel, biases, gamma and beta; None where there are none."""
        mine = synapses[self.first:self.end]
        kernel = math.prod(self.kernel_shape)
        rest = list(mine[kernel:].split(self.maps))
        biases = rest.pop(0) if self.has_biases else None
        return [mine[:kernel].view(self.kernel_shape), biases] + (rest or [None, None])

    def linear(self, x, kernel):
        if len(self.kernel_shape) == 2:
            return x.flatten(1) @ kernel.T
        return F.conv2d(x, kernel, stride=self.stride, padding=self.padding)

    def summed(self, x, synapses, backward=None):
        """The normalised sum a, which the activation takes."""
        kernel, biases, gamma, beta = self.parts(synapses)
        if backward is None:
            z = self.linear(x, kernel)
        else:
            z = Carried.apply(x, kernel, self.parts(backward)[0], self.linear)
        per_map = (1, -1) + (1,) * (z.dim() - 2)
        if biases is not None:
            z = z + biases.view(per_map)
        if not self.normalised:
            return z
        others = [d for d in range(z.dim()) if d != 1]
        centred = z - z.mean(others, keepdim=True)
        variance = (centred * centred).mean(others, keepdim=True)
        return (gamma.view(per_map) * centred / torch.sqrt(variance + ADDED_TO_VARIANCE)
                + beta.view(per_map))

    def activated(self, a):
        return ACTIVATIONS[self.activation](a)


class Network:
    def __init__(self, name, input, layers, classes=3, loss="softmaxCrossEntropy", activation="tanh", count=4):
        self.name, self.input, self.specs, self.classes = name, input, layers, classes
        self.loss_name, self.activation, self.examples = loss, activation, count
        self.weighted, self.count = [], 0
        self.nodes, shape, _ = self.build(layers, tuple(input), False)
        self.output = self.add({"dense": classes, "activation": "none"}, shape, True)
        self.hidden = self.weighted[:-1]

        i = np.arange(self.count)
        self.forward = torch.tensor(0.4 * np.sin(1 + 1.7 * i))
        self.backward = torch.tensor(0.4 * np.cos(0.2 + 0.9 * i))
        features = np.sin(0.7 + 1.3 * np.arange(count * math.prod(input))).astype(np.float32)
        self.features = torch.tensor(features.astype(np.float64)).view(count, *input)
        self.targets = F.one_hot(torch.arange(count) % classes, classes).double()

    def add(self, spec, shape, stands_on_weights):
        layer = Weighted(spec, shape, self.count, self.activation)
        layer.entry = not stands_on_weights
        self.count = layer.end
        self.weighted.append(layer)
        return layer

    def build(self, specs, shape, stands_on_weights):
        """Nodes of a list of layers, the shape after them, and whether weights stand below that."""
        nodes = []
        for spec in specs:
            if "residual" in spec:
                inner, after, above = self.build(spec["residual"], shape, stands_on_weights)
                stride = math.prod(n.stride for kind, n in inner if kind == "weighted")
                node = {"inner": inner, "stride": stride, "activation": spec["activation"],
                        "shortcut": spec["shortcut"], "added": after[0] - shape[0]}
                if spec["shortcut"] == "projection":
                    last = spec["residual"][-1]
                    node["projection"] = self.add(
                        {"convolution": {"channels": after[0], "kernel": 1, "stride": stride, "padding": 0},
                         "normalisation": last.get("normalisation", "none"), "activation": "none"},
                        shape, stands_on_weights)
                    assert node["projection"].shape == after
                nodes.append(("residual", node))
                shape, stands_on_weights = after, above
            elif "pooling" in spec:
                (kind, size), = spec["pooling"].items()
                nodes.append(("pooling", (kind, size)))
                shape = (shape[0],) + ((1, 1) if size == "all" else tuple(n // size for n in shape[1:]))
            else:
                layer = self.add(spec, shape, stands_on_weights)
                nodes.append(("weighted", layer))
                shape, stands_on_weights = layer.shape, True
        return nodes, shape, stands_on_weights

    def respond(self, visit, check=lambda kind, x: None):
        """The outputs; `visit(layer, x)` is the activated output of a weighted layer that reads x."""
        return visit(self.output, self.run(self.nodes, self.features, visit, check))

    def run(self, nodes, x, visit, check):
        for kind, node in nodes:
            if kind == "weighted":
                x = visit(node, x)
            elif kind == "pooling":
                check(node, x)
                x = pooled(x, *node)
            else:
                across = x
                if node["shortcut"] == "projection":
                    across = visit(node["projection"], x)
                elif node["shortcut"] == "padded":
                    before = node["added"] // 2
                    across = F.pad(x[:, :, ::node["stride"], ::node["stride"]],
                                   (0, 0, 0, 0, before, node["added"] - before))
                total = self.run(node["inner"], x, visit, check) + across
                check(node["activation"], total)
                x = ACTIVATIONS[node["activation"]](total)
        return x

    def loss(self, outputs):
        if self.loss_name == "softmaxCrossEntropy":
            return -(self.targets * torch.log_softmax(outputs, 1)).sum(1).mean()
        return 0.5 * ((outputs - self.targets) ** 2).sum(1).mean()

    def loss_of(self, synapses):
        return self.loss(self.respond(lambda layer, x: layer.activated(layer.summed(x, synapses))))

    def responses(self):
        """What each weighted layer reads, its activated output, and the error of the outputs."""
        read, made = {}, {}

        def visit(layer, x):
            read[layer] = x
            made[layer] = layer.activated(layer.summed(x, self.forward))
            return made[layer]

        outputs = self.respond(visit).requires_grad_()
        error, = torch.autograd.grad(self.loss(outputs), outputs)
        return read, made, error

    def fixed(self, p):
        """From the outputs to hidden weighted layer p, classes x maps."""
        maps = self.hidden[p].maps
        number = np.arange(self.classes * maps).reshape(self.classes, maps)
        return torch.tensor(0.4 * np.sin(3 + 2.1 * p + 0.37 * number))

    def fed_back(self, error, made):
        """B e at the activated output of each hidden layer."""
        result = {}
        for p, layer in enumerate(self.hidden):
            of_maps = error @ self.fixed(p)
            per_position = of_maps.view(of_maps.shape + (1,) * (made[layer].dim() - 2))
            result[layer] = per_position.expand_as(made[layer])
        return result

    def tangents(self, fed_back):
        """For indirect feedback: the error of each hidden layer at its normalised sum."""
        deltas = {}

        def visit(layer, x):
            y = layer.activated(layer.summed(x, self.forward))
            if layer.entry:
                assert forward_ad.unpack_dual(y).tangent is None
                a = layer.summed(x, self.forward).detach().requires_grad_()
                deltas[layer], = torch.autograd.grad(layer.activated(a), a, fed_back[layer])
                return forward_ad.make_dual(y, deltas[layer])
            deltas[layer] = forward_ad.unpack_dual(y).tangent.clone()
            return y

        with forward_ad.dual_level():
            self.respond(visit)
        return deltas

    def gradient(self, pathway):
        synapses = self.forward.clone().requires_grad_()
        if pathway == "transport":
            total = self.loss_of(synapses)
        elif pathway == "backwardWeights":
            total = self.loss(self.respond(
                lambda layer, x: layer.activated(layer.summed(x, synapses, self.backward))))
        else:
            # Scalars whose gradients are those of the layers, one by one.
            read, made, error = self.responses()
            total = (self.output.summed(read[self.output], synapses) * error).sum()
            fed_back = self.fed_back(error, made)
            deltas = self.tangents(fed_back) if pathway == "indirect" else None
            for layer in self.hidden:
                a = layer.summed(read[layer], synapses)
                if pathway == "direct":
                    total = total + (layer.activated(a) * fed_back[layer]).sum()
                else:
                    total = total + (a * deltas[layer]).sum()
        return torch.autograd.grad(total, synapses)[0]

    def data(self):
        outputs = self.respond(lambda layer, x: layer.activated(layer.summed(x, self.forward)))
        return {"name": self.name, "input": self.input, "classes": self.classes, "loss": self.loss_name,
                "activation": self.activation, "layers": self.specs, "count": self.examples,
                "synapses": self.count, "lossValue": self.loss(outputs).item(),
                "outputs": outputs.flatten().tolist(),
                "gradients": {p: self.gradient(p).tolist() for p in PATHWAYS}}

    # What is true of references that can be trusted.

    def check(self):
        self.check_conditions()
        self.check_transport()
        self.check_backward_weights()
        self.check_direct()
        self.check_indirect()

    def check_conditions(self):
        assert self.count < 400 and self.examples in (4, 5), (self.name, self.count)
        # The sine of another library rounds to the same feature.
        exact = np.sin(0.7 + 1.3 * np.arange(self.features.numel()))
        for shift in (-1e-14, 1e-14):
            assert ((exact + shift).astype(np.float32) == exact.astype(np.float32)).all(), self.name

        def margins(kind, x):
            if kind == "relu":
                assert x.abs().min() > MARGIN, (self.name, x.abs().min())
                assert (x > 0).any() and (x < 0).any(), self.name
            elif isinstance(kind, tuple) and kind[0] == "maximum":
                two = windows(x, kind[1]).topk(2, -1).values
                assert (two[..., 0] - two[..., 1]).min() > MARGIN, self.name

        def visit(layer, x):
            a = layer.summed(x, self.forward)
            margins(layer.activation, a)
            if layer.normalised:
                z = layer.linear(x, layer.parts(self.forward)[0])
                deviation = z.transpose(0, 1).flatten(1).std(1)
                assert deviation.min() > 0.01, (self.name, deviation)
            assert a.shape[1:] == layer.shape and max(a.shape[2:] or [0]) <= 7, self.name
            return layer.activated(a)

        self.respond(visit, margins)
        for pathway in PATHWAYS:
            gradient = self.gradient(pathway)
            assert gradient.isfinite().all()
            for layer in self.weighted:
                kernel, biases, gamma, beta = layer.parts(gradient)
                if layer.normalised and layer.activation == "none" and pathway == "indirect":
                    # Tangents of a normalised sum have mean 0 and, but for what is added to the variance,
                    # no component along it: the layer's beta learns nothing, its gamma next to nothing.
                    assert beta.abs().max() < 1e-14 and gamma.abs().max() < 1e-3, self.name
                    gamma = beta = None
                for part in (kernel, gamma, beta, None if layer.normalised else biases):
                    assert part is None or part.abs().max() > 1e-5, (self.name, pathway, layer.first)
                if layer.normalised and biases is not None:
                    # The mean takes a bias away again.
                    assert biases.abs().max() < 1e-14, self.name

    def check_transport(self):
        """Against central differences."""
        close(self.name, self.gradient("transport"), differences(self.loss_of, self.forward))

    def check_backward_weights(self):
        """With the forward weights to carry errors the gradient is exact; with others it is not, except on top."""
        exact, delivered, backward = self.gradient("transport"), self.gradient("backwardWeights"), self.backward
        self.backward = self.forward
        close(self.name, self.gradient("backwardWeights"), exact, 1e-13)
        self.backward = backward
        first = self.output.first
        close(self.name, delivered[first:], exact[first:], 1e-13)
        assert (delivered[:first] - exact[:first]).norm() > 0.1 * exact[:first].norm(), self.name

    def check_direct(self):
        """Against central differences of each layer's outputs, what it reads held."""
        read, made, error = self.responses()
        fed_back = self.fed_back(error, made) | {self.output: error}
        gradient = self.gradient("direct")
        for layer in self.weighted:
            def aligned(synapses):
                return (layer.activated(layer.summed(read[layer], synapses)) * fed_back[layer]).sum()
            close(self.name, gradient[layer.first:layer.end],
                  differences(aligned, self.forward, range(layer.first, layer.end)))

    def check_indirect(self):
        """Tangents against central differences along the errors of entries, and their gradients likewise."""
        read, made, error = self.responses()
        deltas = self.tangents(self.fed_back(error, made))
        step = 1e-5
        moved = []
        for sign in (1, -1):
            outputs = {}

            def visit(layer, x):
                y = layer.activated(layer.summed(x, self.forward))
                outputs[layer] = y + sign * step * deltas[layer] if layer.entry else y
                return outputs[layer]

            self.respond(visit)
            moved.append(outputs)
        for layer in self.hidden:
            close(self.name, deltas[layer], (moved[0][layer] - moved[1][layer]) / (2 * step))
        gradient = self.gradient("indirect")
        for layer in self.hidden:
            def aligned(synapses):
                return (layer.summed(read[layer], synapses) * deltas[layer]).sum()
            close(self.name, gradient[layer.first:layer.end],
                  differences(aligned, self.forward, range(layer.first, layer.end)))


def windows(x, size):
    """The values of each window of size x size, what remains at the end dropped."""
    rows, columns = (n // size for n in x.shape[2:])
    cut = x[:, :, :rows * size, :columns * size]
    return cut.reshape(*x.shape[:2], rows, size, columns, size).transpose(3, 4).flatten(4)


def pooled(x, kind, size):
    if size == "all":
        return x.mean((2, 3), keepdim=True)
    return windows(x, size).amax(-1) if kind == "maximum" else windows(x, size).mean(-1)


def differences(function, synapses, which=None, step=1e-5):
    """Central differences of a function by some of the synapses."""
    result = []
    for i in which or range(len(synapses)):
        ends = []
        for sign in (1, -1):
            moved = synapses.clone()
            moved[i] += sign * step
            ends.append(function(moved))
        result.append((ends[0] - ends[1]) / (2 * step))
    return torch.stack(result)


def close(name, found, expected, tolerance=1e-7):
    worst = (found - expected).abs().max() / max(1e-3, expected.abs().max())
    assert worst < tolerance, (name, worst)


def main():
    networks = [Network(**case) for case in CASES]
    for network in networks:
        network.check()
    cases = []
    for network in networks:
        text = json.dumps(network.data())
        for key in ("layers", "count", "gradients"):
            text = text.replace(' "%s"' % key, '\n"%s"' % key)
        for key in PATHWAYS:
            text = text.replace('"%s": [' % key, '\n  "%s": [' % key).replace(' \n', '\n')
        cases.append(text)
    with open(os.path.join(sys.argv[1], "convolution-references.json"), "w", encoding="ascii") as out:
        out.write('{"source": "Made by %s with torch %s.",\n"cases": [\n%s\n]}\n' % (
            os.path.basename(__file__), torch.__version__.split("+")[0], ",\n".join(cases)))


if __name__ == "__main__":
    main()
