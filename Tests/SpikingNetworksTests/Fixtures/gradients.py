"""The gradient of a trial's loss in two ways: by central differences, and by an adjoint.

The adjoint is written down from first principles, in a = dL/dV and b = dL/dI of a neuron at a time, backwards over
the events of a trial:

  free stretch   (a, b) by the derivatives of V and I at its end by V and I at its beginning; held: b alone.
  arrival        of a spike with weight w, moved by dt: as a state at the same instant, V changes by -w dt/tau_m and
                 I by w dt/tau_s. So the spike's time has a (-w/tau_m) + b w/tau_s; a = 0 where V is held.
  end of holding at t_e: V begins from `reset` later: the spike's time has -a (I(t_e) - reset)/tau_m; then a = 0.
  spike          dV before it moves it by -dV tau_m/(I - threshold), d threshold by the opposite. With S, all that its
                 time has: a = -S tau_m/(I - threshold). S begins with the derivative of the loss by the spike's time.
  maximum of V   adds dL/dV_max to a. If it lies at an arrival, it moves with it: the spike's time has
                 dL/dV_max dV/dt, with dV/dt just before the arrival.

With lambda_V = -a/tau_m and lambda_I = -b/tau_s these are the equations of EventProp.
Feedback: in S, and nowhere else, an arrival has its backward weight in place of w. The gradient by a delay, too, has w.
"""
from mpmath import mp, mpf

from event_network import Trial


def zeros(tree):
    return [zeros(item) for item in tree] if isinstance(tree, list) else mp.zero


def empty_gradient(network):
    return [{
        "weights": zeros(l["weights"]), "recurrent": None if l["recurrent"] is None else zeros(l["recurrent"]),
        "delays": zeros(l["delays"]), "tau_m": mp.zero, "tau_s": mp.zero, "threshold": mp.zero,
    } for l in network["layers"]]


# -- central differences

CENTRAL = [(1, mpf(1) / 2), (-1, -mpf(1) / 2)]
# To the right only: a delay of 0 cannot become shorter.
RIGHT = [(0, -mpf(3) / 2), (1, mpf(2)), (2, -mpf(1) / 2)]


def places(tree, path=()):
    """The places of all numbers in a gradient."""
    if isinstance(tree, dict):
        return [p for key, item in tree.items() for p in places(item, path + (key,))]
    if isinstance(tree, list):
        return [p for k, item in enumerate(tree) for p in places(item, path + (k,))]
    return [] if tree is None else [path]


def at(tree, path):
    for key in path:
        tree = tree[key]
    return tree


def place(tree, path, value):
    at(tree, path[:-1])[path[-1]] = value


def differences(network, step):
    """The gradient of the loss of an `exact` network, by nothing but trials of changed ones."""
    gradient = empty_gradient(network)
    unchanged = Trial(network)
    for path in places(gradient):
        value = at(network["layers"], path)
        total = mp.zero
        for steps, weight in RIGHT if path[1] == "delays" and value == 0 else CENTRAL:
            place(network["layers"], path, value + steps * step)
            trial = Trial(network)
            if trial.pattern() != unchanged.pattern():
                raise ArithmeticError(f"{network['name']}: another order of events at {path}")
            total += weight * (trial.loss - unchanged.loss)
        place(network["layers"], path, value)
        place(gradient, path, total / step)
    return gradient


# -- adjoint

class Adjoint:
    """Backwards over the events of a trial; `gradient` is what comes of it."""

    def __init__(self, trial):
        self.trial = trial
        self.network = trial.network
        self.gradient = empty_gradient(self.network)
        self.a, self.b = {}, {}
        self.by_time = {spike: mp.zero for spike in trial.spikes}
        kind = self.network["readout"]["kind"]
        self.at_maximum, self.by_integral = {}, {}
        for output, slope in zip(range(len(trial.outputs)), trial.slopes):
            neuron = trial.outputs[output]
            if kind == "firstSpike" and (*neuron, 0) in self.by_time:
                self.by_time[(*neuron, 0)] += slope
            elif kind == "maximumVoltage" and trial.maxima[output][1] is not None:
                self.at_maximum[trial.maxima[output][1]] = (slope, trial.maxima[output][2])
            elif kind == "integratedVoltage":
                self.by_integral[neuron] = slope / trial.end
        for number in range(len(trial.events) - 1, -1, -1):
            self.undo(trial.events[number], *self.at_maximum.get(number, (None, None)))

    def undo(self, event, by_maximum, when):
        n = event.neuron
        stretch = self.trial.stretches[n[0] - 1]
        layer, gradient = self.network["layers"][n[0] - 1], self.gradient[n[0] - 1]
        m, s = stretch.tau_m, stretch.tau_s
        if event.kind == "end":
            self.a[n] = self.b[n] = mp.zero
        elif event.kind == "arrival":
            j, (source, i, _) = n[1], event.spike
            gradient[event.path][j][i] += self.b[n]
            moved = self.b[n] / s - self.a[n] / m
            back = {"weights": "backward", "recurrent": "recurrent_backward"}[event.path]
            self.by_time[event.spike] += layer[back][j][i] * moved
            if source > 0:
                self.gradient[source - 1]["delays"][i] += layer[event.path][j][i] * moved
        elif event.kind == "release":
            self.by_time[event.spike] -= self.a[n] * (event.i_before - layer["reset"]) / m
            self.a[n] = mp.zero
        else:
            self.a[n] = -self.by_time[event.spike] * m / (event.i_before - stretch.threshold)
            gradient["threshold"] -= self.a[n]
        if by_maximum is None:
            self.back(event, event.v, event.i, event.length)
            return
        if when == event.length:
            if event.kind == "arrival":
                moving = by_maximum * stretch.slope(event.v_before, event.i_before)
                self.by_time[event.spike] += moving
                if event.spike[0] > 0:
                    self.gradient[event.spike[0] - 1]["delays"][event.spike[1]] += moving
        else:
            self.back(event, *stretch.advance(event.v, event.i, when), event.length - when)
        self.a[n] += by_maximum
        self.back(event, event.v, event.i, when)

    def back(self, event, v, i, length):
        """From the end of a stretch that begins with (v, i) to its beginning."""
        n = event.neuron
        stretch, gradient = self.trial.stretches[n[0] - 1], self.gradient[n[0] - 1]
        d = stretch.derivatives(v, i, length)
        if event.held:
            gradient["tau_s"] += self.b[n] * d["i_s"]
            self.b[n] *= d["i_i"]
            return
        c = self.by_integral.get(n, mp.zero)
        # The integral of V over the stretch is tau_s (I0 - I1) - tau_m (V1 - V0).
        a, b = self.a[n] - c * stretch.tau_m, self.b[n] - c * stretch.tau_s
        gradient["tau_m"] += a * d["v_m"] - c * (d["v"] - v)
        gradient["tau_s"] += a * d["v_s"] + b * d["i_s"] + c * (i - d["i"])
        self.a[n] = a * d["v_v"] + c * stretch.tau_m
        self.b[n] = a * d["v_i"] + b * d["i_i"] + c * stretch.tau_s


def adjoint(trial):
    return Adjoint(trial).gradient


def largest_difference(one, other):
    """Over all numbers of two gradients, relative to the largest number of its kind and layer."""
    worst = mp.zero
    for l in range(len(one)):
        for key in one[l]:
            numbers = [(l, key) + rest for rest in places(one[l][key])]
            size = max((abs(at(one, p)) for p in numbers), default=mp.zero)
            gap = max((abs(at(one, p) - at(other, p)) for p in numbers), default=mp.zero)
            worst = max(worst, gap / size if size > 0 else gap)
    return worst
