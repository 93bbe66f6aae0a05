"""A network of layers of leaky integrate-and-fire neurons, from event to event.

A neuron's own spike sets V to `reset`; V is held there for `refractory` while I goes on; then V goes on from `reset`.
A spike arrives at the next layer, and at its own layer where that is recurrent, after the delay of the neuron that
fired. At one instant an own spike comes first, then the end of holding, then arrivals. The trial ends at `duration`.
"""
import heapq
from collections import namedtuple

from mpmath import mp, mpf

from free_stretch import Stretch

# What happens to a neuron: `held` and (v, i) are its state at the beginning of the stretch of `length` before it.
# kind: "arrival" (of `spike` by way of `path`), "spike", "release" (holding ends), "end".
Event = namedtuple("Event", "time kind neuron held v i length v_before i_before spike path")
# Spikes are (layer, unit, k-th spike of the neuron), layer 0 for inputs. Neurons are (layer, unit).


def exact(value):
    """A tree of doubles as mpfs; whole numbers, truth values and words stay."""
    if isinstance(value, dict):
        return {key: exact(item) for key, item in value.items()}
    if isinstance(value, list):
        return [exact(item) for item in value]
    return mpf(value) if isinstance(value, float) else value


class Trial:
    """A network, already `exact`, simulated: `events` in order, `spikes`, and what the loss is made of."""

    def __init__(self, network):
        self.network = network
        self.layers = network["layers"]
        self.end = network["duration"]
        self.events = []
        self.spikes = {}
        self.fired = {}
        self.stretches = [Stretch(l["tau_m"], l["tau_s"], l["threshold"]) for l in self.layers]
        neurons = [(l, u) for l, layer in enumerate(self.layers, 1) for u in range(layer["units"])]
        self.state = {n: (mp.zero, mp.zero, mp.zero, False) for n in neurons}  # since, V, I, held
        self.next_spike = {n: None for n in neurons}
        self.queue = []
        self.order = 0
        for unit, time in network["inputs"]:
            self.send((0, unit), time)
        self.run()
        for n in neurons:
            self.happen(self.end, "end", n)
        self.read_out()

    # -- simulation

    def push(self, time, rank, action):
        if time <= self.end:
            self.order += 1
            heapq.heappush(self.queue, (time, rank, self.order, action))

    def send(self, source, time):
        """A spike, with its arrivals at all of its targets."""
        layer, unit = source
        k = self.fired.get(source, 0)
        if time > self.end:
            return
        self.fired[source] = k + 1
        spike = (layer, unit, k)
        self.spikes[spike] = time
        arrival = time if layer == 0 else time + self.layers[layer - 1]["delays"][unit]
        if layer < len(self.layers):
            for target in range(self.layers[layer]["units"]):
                self.push(arrival, 1, ("arrival", (layer + 1, target), spike, "weights"))
        if layer > 0 and self.layers[layer - 1]["recurrent"] is not None:
            for target in range(self.layers[layer - 1]["units"]):
                self.push(arrival, 1, ("arrival", (layer, target), spike, "recurrent"))

    def run(self):
        while True:
            due = [(time, n) for n, time in self.next_spike.items() if time is not None]
            first = min(due) if due else None
            if first and (not self.queue or first[0] <= self.queue[0][0]):
                self.fire(*first)
            elif self.queue:
                time, _, _, (kind, neuron, spike, path) = heapq.heappop(self.queue)
                self.happen(time, kind, neuron, spike, path)
            else:
                return

    def fire(self, time, neuron):
        layer = self.layers[neuron[0] - 1]
        spike = (*neuron, self.fired.get(neuron, 0))
        self.happen(time, "spike", neuron, spike)
        if layer["refractory"] == 0:
            self.happen(time, "release", neuron, spike)
        else:
            self.push(time + layer["refractory"], 0, ("release", neuron, spike, None))
        self.send(neuron, time)

    def happen(self, time, kind, neuron, spike=None, path=None):
        layer = self.layers[neuron[0] - 1]
        stretch = self.stretches[neuron[0] - 1]
        since, v, i, held = self.state[neuron]
        length = time - since
        before = (v, stretch.decayed(i, length)) if held else stretch.advance(v, i, length)
        self.events.append(Event(time, kind, neuron, held, v, i, length, *before, spike, path))
        v, i = before
        if kind == "arrival":
            i += layer[path][neuron[1]][spike[1]]
        elif kind == "spike":
            v, held = layer["reset"], True
        elif kind == "release":
            held = False
        self.state[neuron] = (time, v, i, held)
        self.next_spike[neuron] = None
        if layer["spiking"] and not held and kind not in ("end", "spike") and time < self.end:
            s = stretch.spike(v, i, self.end - time)
            self.next_spike[neuron] = None if s is None else time + s

    # -- loss

    def read_out(self):
        kind = self.network["readout"]["kind"]
        last = len(self.layers)
        self.outputs = [(last, u) for u in range(self.layers[-1]["units"])]
        if kind == "firstSpike":
            self.values = [self.spikes.get((*n, 0), self.end) for n in self.outputs]
        elif kind == "maximumVoltage":
            self.maxima = [self.maximum(n) for n in self.outputs]
            self.values = [value for value, _, _ in self.maxima]
        else:
            self.values = [self.integral(n) / self.end for n in self.outputs]
        self.loss, self.slopes = self.loss_of(self.values)

    def loss_of(self, values):
        """The loss and its derivatives by the values of the outputs."""
        readout, label = self.network["readout"], self.network["label"]
        first = readout["kind"] == "firstSpike"
        scale = -1 / readout["tau_0"] if first else mp.one
        powers = [mp.exp(scale * (x - values[label])) for x in values]
        total = mp.fsum(powers)
        loss = mp.log(total)
        slopes = [scale * (p / total - (u == label)) for u, p in enumerate(powers)]
        if first:
            alpha, tau = readout["alpha"], readout["tau_1"]
            loss += alpha * mp.expm1(values[label] / tau)
            slopes[label] += alpha / tau * mp.exp(values[label] / tau)
            slopes = [0 if (*n, 0) not in self.spikes else s for n, s in zip(self.outputs, slopes)]
        return loss, slopes

    def maximum(self, neuron):
        """(V, the number of the event in whose stretch it lies, time from the beginning of that stretch).

        A maximum at an event lies at the end of the stretch before it; None for the event: V is never above 0."""
        best = (mp.zero, None, mp.zero)
        for number, event in enumerate(self.events):
            if event.neuron == neuron:
                time, top = self.stretches[neuron[0] - 1].peak(event.v, event.i, event.length)
                if top > best[0]:
                    best = (top, number, time)
        return best

    def integral(self, neuron):
        stretch = self.stretches[neuron[0] - 1]
        # From tau_m dV/dt = -V + I and tau_s dI/dt = -I.
        return mp.fsum(
            stretch.tau_s * (e.i - e.i_before) - stretch.tau_m * (e.v_before - e.v)
            for e in self.events if e.neuron == neuron)

    def pattern(self):
        """What must not change within a central difference: the order of all that happens, and where maxima lie."""
        happened = [(e.kind, e.neuron, e.spike, e.path) for e in self.events]
        where = []
        if self.network["readout"]["kind"] == "maximumVoltage":
            where = [(number, time == self.events[number].length if number is not None else None)
                     for _, number, time in self.maxima]
        return happened, where
