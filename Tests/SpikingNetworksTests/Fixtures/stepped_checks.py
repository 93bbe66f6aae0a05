"""What is known of the gradients of networks in steps in other ways."""
import numpy as np

from stepped_gradients import activation_slope, aggregated, factors_of, flipped, gradient, norm_of_output, slope
from stepped_network import Layer, inputs, loss, run, run_layer


def differences(network, weights, step=1e-5):
    """The gradient of the mean loss by central differences."""
    result = np.zeros(network.synapses)
    for i in range(network.synapses):
        ends = []
        for sign in (1, -1):
            moved = list(weights)
            moved[i] += sign * step
            ends.append(loss(network, run(network, moved)[-1].z)[0].mean())
        result[i] = (ends[0] - ends[1]) / (2 * step)
    return result


def along(network, weights):
    """The gradient of the mean loss forwards: how all changes with one synapse after another, `slope` in place of dy/dv.

    Backward weights carry changes in place of the weights, and factors that propagate multiply what z takes from y.
    """
    case, result = network.case, np.zeros(network.synapses)
    carriers = case["feedback"].get("weights", weights)
    activities = run(network, weights)
    G = loss(network, activities[-1].z)[1]
    for i in range(network.synapses):
        unit_vector = np.zeros(network.synapses)
        unit_vector[i] = 1
        dx = np.zeros(inputs(network).shape)
        for node, a in zip(network.nodes, activities):
            if not isinstance(node, Layer):
                read, winners = a
                if node.averages:
                    dx = np.stack([dx[:, :, w].mean(axis=2) for w in node.windows], axis=2)
                else:
                    dx = np.take_along_axis(dx, winners, axis=2)
                continue
            below, own = node.matrices(carriers)
            d_below, d_own = node.matrices(unit_vector)
            factors = factors_of(network, node) if case["modulation"]["scope"] == "propagating" else 1
            theta, db = node.effective_threshold(weights), node.theta - node.effective_threshold(unit_vector)
            mask, dz = network.mask(node), np.zeros(a.z.shape)
            d_carried = d_unmasked = np.zeros(a.z.shape[1:])
            for t in range(len(dz)):
                du = dx[t] @ below.T + a.read[t] @ d_below.T + node.d * d_carried
                if t > 0:
                    du = du + dz[t - 1] @ own.T + a.z[t - 1] @ d_own.T
                ds = du * activation_slope(node, a.u[t])
                dy = slope(node, case["gradient"]["kind"], a.v[t]) * (ds + db)
                if node.soft_reset:
                    d_carried = ds - theta * dy + db * a.y[t]
                else:
                    d_carried = ds * (1 - a.y[t]) - a.s[t] * dy
                d_sent = factors * dy
                d_unmasked = d_sent if node.tau_s is None else d_unmasked + (d_sent - d_unmasked) / node.tau_s
                dz[t] = mask * d_unmasked
            dx = dz
        result[i] = (G * dx).sum() / len(case["labels"])
    return result


def apart(found, expected):
    """The largest difference, relative to the largest number."""
    return np.abs(found - expected).max() / np.abs(expected).max()


def flips_apart(network, weights):
    """The largest difference between flipped outputs and those of the whole layer with a current that flips the neuron."""
    largest = 0.0
    for layer, a in zip(network.nodes, run(network, weights)):
        if not isinstance(layer, Layer):
            continue
        theta = layer.effective_threshold(weights)
        for t, e, n in np.ndindex(a.v.shape):
            added = np.zeros(a.u.shape)
            added[t, e, n] = -a.v[t, e, n] + (-1e-13 if a.y[t, e, n] else 1)
            other = run_layer(layer, a.read, weights, network.mask(layer), added).z
            outputs, _ = flipped(layer, a, theta, e, n, t)
            largest = max(largest, np.abs(other[t:, e, n] - outputs).max())
            other[t:, e, n] = a.z[t:, e, n]
            assert (other == a.z).all()
    return largest


def check(network):
    """What is known of a gradient in another way; the sizes of the differences, in words."""
    case, weights, said = network.case, network.case["weights"], []
    feedback, scope = case["feedback"]["kind"], case["modulation"]["scope"]
    found, _ = gradient(network, weights)
    unmodulated, _ = gradient(network, weights, {"modulation": {"scope": "none"}})
    exact, _ = gradient(network, weights, {"feedback": {"kind": "transport"}, "modulation": {"scope": "none"}})
    aggregates = case["gradient"]["kind"] == "neighbourhoodAggregation"
    if all(layer.soft_output for layer in network.layers):
        gap = apart(exact, differences(network, weights))
        assert gap < 1e-7, (case["name"], gap)
        said.append(f"central differences {gap:.1e}")
    if not aggregates and feedback != "direct":
        gap = apart(unmodulated if scope == "local" else found, along(network, weights))
        assert gap < 1e-12, (case["name"], gap)
        said.append(f"forwards {gap:.1e}")
    if scope == "local":
        for layer in network.hidden:
            for unit, _, synapse in layer.below + layer.own + [(u, 0, b) for u, b in enumerate(layer.thresholds or [])]:
                expected = unmodulated[synapse] * factors_of(network, layer)[unit]
                assert abs(found[synapse] - expected) < 1e-14
    last = network.layers[-1].first
    assert (found[last:] == exact[last:]).all()
    if feedback != "transport" or scope != "none":
        assert apart(found[:last], exact[:last]) > 0.05
        said.append("another pathway")
    if aggregates:
        gap = flips_apart(network, weights)
        assert gap < 1e-12, (case["name"], gap)
        a, layer = run(network, weights)[-1], network.layers[-1]
        e = aggregated(layer, a, loss(network, a.z)[1], layer.effective_threshold(weights), case["gradient"]["filtersErrors"])
        said.append(f"flips {gap:.1e}, N {norm_of_output(e):.3f}")
    return ", ".join(said)
