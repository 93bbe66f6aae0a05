"""Spiking networks in steps: what they are made of and what they answer, from the equations, without any cleverness.

A case is what stepped-networks.json holds. Arrays have an axis for steps, one for examples and one for units; the units of maps
stand map by map, row by row.
"""
import numpy as np


class Pooling:
    """Windows of size x size units of a map; what remains at the end of a row or column is left out."""

    def __init__(self, layer, shape):
        maps, rows, columns = shape
        size = layer["size"]
        self.averages = layer["pooling"] == "average"
        self.shape = (maps, rows // size, columns // size)
        self.count_below = maps * rows * columns
        self.windows = [
            [(m * rows + r * size + i) * columns + c * size + j for i in range(size) for j in range(size)]
            for m in range(maps) for r in range(rows // size) for c in range(columns // size)]
        self.units = len(self.windows)


class Layer:
    """A layer with weights and its neurons: which synapse stands between which two units."""

    def __init__(self, layer, shape, first, hidden_before):
        self.below, self.own, self.thresholds = [], [], None
        self.hidden = hidden_before
        neurons = layer["neurons"]
        self.d, self.theta, self.tau_s = neurons["d"], neurons["theta"], neurons["tau_s"]
        self.leaky = neurons["activation"] == "leakyReLU"
        self.soft_reset, self.soft_output = neurons["reset"] == "soft", neurons["output"] == "soft"
        maps, rows, columns = shape
        self.count_below = maps * rows * columns
        synapse = first
        if layer["kind"] == "dense":
            self.shape = (layer["units"], 1, 1)
            for unit in range(layer["units"]):
                for source in range(self.count_below):
                    self.below.append((unit, source, synapse))
                    synapse += 1
                for source in range(layer["units"] if layer["recurrent"] else 0):
                    self.own.append((unit, source, synapse))
                    synapse += 1
        else:
            size, padding, stride = layer["size"], layer["padding"], layer["stride"]
            self.shape = (layer["maps"], *((n + 2 * padding - size) // stride + 1 for n in (rows, columns)))
            for m in range(layer["maps"]):
                for source_map in range(maps):
                    for i in range(size):
                        for j in range(size):
                            for r in range(self.shape[1]):
                                for c in range(self.shape[2]):
                                    row, column = r * stride - padding + i, c * stride - padding + j
                                    if 0 <= row < rows and 0 <= column < columns:
                                        self.below.append((
                                            (m * self.shape[1] + r) * self.shape[2] + c,
                                            (source_map * rows + row) * columns + column, synapse))
                            synapse += 1
        self.units = self.shape[0] * self.shape[1] * self.shape[2]
        # What units of a map have in common: weights, the threshold, the factor.
        self.map_of = [unit // (self.shape[1] * self.shape[2]) for unit in range(self.units)]
        self.first_threshold = synapse
        if neurons["learnsThresholds"]:
            self.thresholds = [synapse + m for m in self.map_of]
            synapse += self.shape[0]
        self.first, self.end = first, synapse

    def matrices(self, synapses):
        """From below and from the layer's own units; the latter 0 without connections."""
        below, own = np.zeros((self.units, self.count_below)), np.zeros((self.units, self.units))
        for unit, source, synapse in self.below:
            below[unit, source] = synapses[synapse]
        for unit, source, synapse in self.own:
            own[unit, source] = synapses[synapse]
        return below, own

    def effective_threshold(self, synapses):
        learned = np.zeros(self.units) if self.thresholds is None else np.array(synapses)[self.thresholds]
        return self.theta - learned


class Network:
    """The nodes of a case."""

    def __init__(self, case):
        self.case = case
        shape, self.synapses, self.nodes, self.layers = tuple(case["input"]["shape"]), 0, [], []
        for layer in case["layers"]:
            if layer["kind"] == "pooling":
                node = Pooling(layer, shape)
            else:
                node = Layer(layer, shape, self.synapses, len(self.layers))
                self.synapses = node.end
                self.layers.append(node)
            self.nodes.append(node)
            shape = node.shape
        self.hidden = self.layers[:-1]

    def mask(self, layer):
        """By what the outputs of a layer are multiplied, for each example and unit."""
        masks = self.case["dropout"]
        if masks is None or layer is self.layers[-1]:
            return np.ones((len(self.case["labels"]), layer.units))
        return np.array(masks[layer.hidden])


class Activity:
    """What a layer read and did at each step; z is masked, as others read it."""

    def __init__(self, read, units):
        shape = (*read.shape[:2], units)
        self.read = read
        self.current, self.u, self.s, self.v, self.y, self.z = (np.zeros(shape) for _ in range(6))


def sigmoid(v):
    return 1 / (1 + np.exp(-v))


def inputs(network):
    """What the first node reads."""
    case = network.case
    steps, kind = case["steps"], case["input"]["kind"]
    examples = np.array(case["examples"], dtype=float)
    if kind == "repeated":
        x = np.stack([examples] * steps)
    elif kind == "rows":
        x = examples.reshape(len(examples), steps, -1).transpose(1, 0, 2)
    else:
        x = examples.transpose(1, 0, 2)
    return filtered(x, network.layers[0].tau_s)


def filtered(x, tau_s):
    if tau_s is None:
        return x
    result, last = np.zeros(x.shape), np.zeros(x.shape[1:])
    for t in range(len(x)):
        last = last + (x[t] - last) / tau_s
        result[t] = last
    return result


def run_layer(layer, read, synapses, mask, added=None):
    """What the neurons do that read this; `added` is a current from elsewhere."""
    below, own = layer.matrices(synapses)
    theta = layer.effective_threshold(synapses)
    a = Activity(read, layer.units)
    carried = unmasked = heard = np.zeros(a.u.shape[1:])
    for t in range(len(read)):
        a.current[t] = read[t] @ below.T + heard @ own.T + (0 if added is None else added[t])
        a.u[t] = a.current[t] + layer.d * carried
        a.s[t] = np.where(a.u[t] > 0, a.u[t], 0.1 * a.u[t]) if layer.leaky else a.u[t]
        a.v[t] = a.s[t] - theta
        a.y[t] = sigmoid(a.v[t]) if layer.soft_output else np.where(a.v[t] > 0, 1.0, 0.0)
        carried = a.s[t] - theta * a.y[t] if layer.soft_reset else a.s[t] * (1 - a.y[t])
        unmasked = a.y[t] if layer.tau_s is None else unmasked + (a.y[t] - unmasked) / layer.tau_s
        heard = a.z[t] = mask * unmasked
    return a


def run_pooling(pooling, read):
    """The pooled values, and for a maximum which source won."""
    values, winners = np.zeros((*read.shape[:2], pooling.units)), np.zeros((*read.shape[:2], pooling.units), dtype=int)
    for t in range(len(read)):
        for e in range(read.shape[1]):
            for unit, window in enumerate(pooling.windows):
                if pooling.averages:
                    values[t, e, unit] = sum(read[t, e, source] for source in window) / len(window)
                else:
                    winner = window[0]
                    for source in window[1:]:
                        if read[t, e, source] > read[t, e, winner]:
                            winner = source
                    values[t, e, unit], winners[t, e, unit] = read[t, e, winner], winner
    return values, winners


def run(network, synapses):
    """The activity of each node: an Activity of a layer, what it read and the winners of a pooling."""
    x, activities = inputs(network), []
    for node in network.nodes:
        if isinstance(node, Layer):
            activities.append(run_layer(node, x, synapses, network.mask(node)))
            x = activities[-1].z
        else:
            read = x
            x, winners = run_pooling(node, read)
            activities.append((read, winners))
    return activities


def loss(network, z):
    """The loss of each example, and its derivative by the outputs: of that example's own loss, not of the mean."""
    case, tau_s = network.case, network.layers[-1].tau_s
    steps, examples, classes = z.shape
    losses, derivative = np.zeros(examples), np.zeros(z.shape)
    for e in range(examples):
        wanted = np.zeros(classes)
        wanted[case["labels"][e]] = 1
        mean = z[:, e].sum(axis=0) / steps
        if case["readout"] == "targetTrace":
            q = np.zeros(classes)
            for t in range(steps):
                q = wanted if tau_s is None else q + (wanted - q) / tau_s
                derivative[t, e] = z[t, e] - q
                losses[e] += 0.5 * ((z[t, e] - q) ** 2).sum()
        elif case["readout"] == "meanSquare":
            losses[e] = 0.5 * ((mean - wanted) ** 2).sum()
            derivative[:, e] = (mean - wanted) / steps
        else:
            softmax = np.exp(mean) / np.exp(mean).sum()
            losses[e] = -np.log(softmax[case["labels"][e]])
            derivative[:, e] = (softmax - wanted) / steps
    return losses, derivative
