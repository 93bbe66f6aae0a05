"""The two ways in which a network in steps learns: derivatives backwards through the steps, and neighbourhood aggregation."""
import math

import numpy as np

from stepped_network import Layer, loss, run


def slope(layer, kind, v):
    """What stands for the derivative of y by v."""
    if layer.soft_output:
        y = 1 / (1 + np.exp(-v))
        return y * (1 - y)
    return 0.2 / (v ** 2 + 0.2) if kind == "surrogate" else 1 - np.tanh(v) ** 2


def activation_slope(layer, u):
    return np.where(u > 0, 1.0, 0.1) if layer.leaky else np.ones(u.shape)


def backwards(layer, a, G, own_back, theta, kind, mask, factors):
    """e, and what each unit adds to the derivative by its b, at each step."""
    e, by_b = np.zeros(G.shape), np.zeros(G.shape)
    e_next = c_next = np.zeros(G.shape[1:])
    for t in reversed(range(len(G))):
        arrived = mask * (G[t] + e_next @ own_back)
        if layer.tau_s is None:
            epsilon = arrived
        else:
            c_next = arrived + (1 - 1 / layer.tau_s) * c_next
            epsilon = c_next / layer.tau_s
        epsilon = factors * epsilon
        h = slope(layer, kind, a.v[t])
        if layer.soft_reset:
            by_y = epsilon - layer.d * theta * e_next
            by_s = by_y * h + layer.d * e_next
            by_b[t] = by_y * h + layer.d * a.y[t] * e_next
        else:
            by_y = epsilon - layer.d * a.s[t] * e_next
            by_s = by_y * h + layer.d * (1 - a.y[t]) * e_next
            by_b[t] = by_y * h
        e_next = e[t] = by_s * activation_slope(layer, a.u[t])
    return e, by_b


def flipped(layer, a, theta, e, n, t):
    """The outputs from step t on, and v after it, if unit n had done the other thing at t."""
    fired = a.y[t, e, n] == 1
    carried = theta[n] if fired else 0.0
    z = a.z[t - 1, e, n] if t > 0 else 0.0
    z = z + ((0.0 if fired else 1.0) - z) / layer.tau_s
    outputs, margins = [z], []
    for r in range(t + 1, len(a.y)):
        u = a.current[r, e, n] + layer.d * carried
        fires = u - theta[n] > 0
        carried = 0.0 if fires else u
        z = z + ((1.0 if fires else 0.0) - z) / layer.tau_s
        outputs.append(z)
        margins.append(u - theta[n])
    return outputs, margins


def aggregated(layer, a, G, theta, filters):
    """e of neighbourhood aggregation before it is rescaled; G is of the summed loss."""
    errors = G.copy()
    if filters:
        for t in reversed(range(len(G) - 1)):
            errors[t] = G[t] + (1 - 1 / layer.tau_s) * errors[t + 1]
    e = np.zeros(G.shape)
    for t in range(G.shape[0]):
        for example in range(G.shape[1]):
            for n in range(G.shape[2]):
                outputs, _ = flipped(layer, a, theta, example, n, t)
                effect = 0.0
                for r, z in enumerate(outputs, t):
                    effect += (z - a.z[r, example, n]) * errors[r, example, n]
                gap = theta[n] - a.u[t, example, n]
                weight = 5.0 if gap == 0 else min(5.0, max(-5.0, gap ** -3))
                e[t, example, n] = effect * weight
    return e


def norm_of_output(e):
    """The mean |e| of the output layer, to three decimals, half away from zero."""
    return math.floor(1000 * np.abs(e).mean() + 0.5) / 1000


def rescaled(e, norm):
    return 1.2 * e * math.log(norm / (np.abs(e).mean() + 1e-5) + 1.02)


def factors_of(network, layer):
    """By what errors are multiplied, for each unit; the output layer's are 1."""
    if layer is network.layers[-1]:
        return np.ones(layer.units)
    return np.array([network.case["modulation"]["factors"][layer.hidden][m] for m in layer.map_of])


def down(node, activity, e, below_back):
    """What a node sends to the outputs of the node below."""
    if isinstance(node, Layer):
        return e @ below_back
    read, winners = activity
    result = np.zeros(read.shape)
    for t in range(e.shape[0]):
        for example in range(e.shape[1]):
            for unit, window in enumerate(node.windows):
                if node.averages:
                    for source in window:
                        result[t, example, source] += e[t, example, unit] / len(window)
                else:
                    result[t, example, winners[t, example, unit]] += e[t, example, unit]
    return result


def gradient(network, synapses, overriding={}):
    """The gradient of all synapses, and G of each hidden layer: by the mean loss, in neighbourhood aggregation by the summed one."""
    case = network.case | overriding
    learning, feedback, modulation = case["gradient"], case["feedback"], case["modulation"]
    aggregates = learning["kind"] == "neighbourhoodAggregation"
    activities = run(network, synapses)
    examples = len(case["labels"])
    carriers = np.array(feedback["weights"] if feedback["kind"] == "backward" else synapses)
    result, arrived, e_output, norm = np.zeros(network.synapses), {}, None, None
    G = loss(network, activities[-1].z)[1] / (1 if aggregates else examples)
    for node, a in reversed(list(zip(network.nodes, activities))):
        if not isinstance(node, Layer):
            G = down(node, a, G, None)
            continue
        is_output = node is network.layers[-1]
        below_back, own_back = node.matrices(carriers)
        factors = np.ones(node.units) if modulation["scope"] == "none" else factors_of(network, node)
        if feedback["kind"] == "direct" and not is_output:
            G = e_output @ np.array(feedback["matrices"][node.hidden])
            own_back = np.zeros(own_back.shape)
        arrived[node] = G
        theta, mask = node.effective_threshold(synapses), network.mask(node)
        through = factors if modulation["scope"] == "propagating" else np.ones(node.units)
        if aggregates:
            assert not (node.own or node.leaky or node.soft_reset or node.soft_output) and case["dropout"] is None
            e = aggregated(node, a, G, theta, learning["filtersErrors"])
            if learning["rescalesErrors"]:
                norm = norm_of_output(e) if is_output else norm
                e = rescaled(e, norm)
            e = through * e
            by_b = e
        else:
            e, by_b = backwards(node, a, G, own_back, theta, learning["kind"], mask, through)
        e_output = e if is_output else e_output

        # A layer's own share, factors that stay in the layer included.
        rows = (factors if modulation["scope"] == "local" else np.ones(node.units)) / (examples if aggregates else 1)
        z_before = np.concatenate([np.zeros((1, *a.z.shape[1:])), a.z[:-1]])
        for t in range(len(e)):
            for unit, source, synapse in node.below:
                result[synapse] += rows[unit] * (e[t, :, unit] * a.read[t, :, source]).sum()
            for unit, source, synapse in node.own:
                result[synapse] += rows[unit] * (e[t, :, unit] * z_before[t, :, source]).sum()
            for unit in range(node.units if node.thresholds else 0):
                result[node.thresholds[unit]] += rows[unit] * by_b[t, :, unit].sum()
        G = down(node, a, e, below_back)
    return result, [arrived[layer] for layer in network.hidden]
