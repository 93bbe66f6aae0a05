import CKernels
import NeuralNetworks

extension SpikingWorkspace {
  /// V and I of neurons in an example as it was run last, layer by layer, neuron by neuron, in order of time: at multiples of
  /// the interval and at the trial's end, at every spike before and after it, and where V is released.
  ///
  /// At an arrival I is that before it.
  ///
  /// - Complexity: O((arrivals + events of the layer + times) × neurons asked for).
  public func voltages(ofExample example: Int, _ electrodes: Electrodes) -> [Voltage] {
    layers.indices.flatMap { k in
      electrodes.neurons.filter { $0 < layers[k].layer.unitCount }.flatMap { neuron in
        var trace = VoltageTrace(of: neuron, in: k + 1, layers[k].kernel)
        trace.follow(trials[example].records[k], every: electrodes.interval)
        return trace.voltages
      }
    }
  }
}

/// V and I of a neuron on its way through a trial.
private struct VoltageTrace {
  private(set) var voltages: [Voltage] = []
  private let layer: Int
  private let unit: Int
  private let kernel: spike_layer
  private var time = 0.0
  private var voltage = 0.0
  private var current = 0.0
  /// Until when V is held.
  private var release = 0.0

  init(of unit: Int, in layer: Int, _ kernel: spike_layer) {
    (self.unit, self.layer, self.kernel) = (unit, layer, kernel)
  }

  /// Goes from arrival to arrival, as they and the neuron's own spikes were found.
  mutating func follow(_ record: SpikeRecord, every interval: Double) {
    note()
    var mark = 1.0
    var event = 0
    for step in 0..<record.stepCount {
      let end = record.end(ofStep: step)
      var times: [(time: Double, isSpike: Bool)] = []
      while event < record.eventCount(upToStep: step) {
        if kernel.fires != 0, record.unit(event) == unit, record.isSpike(event) {
          times.append((record.time(event), true))
        }
        event += 1
      }
      while mark * interval <= end {
        times.append((mark * interval, false))
        mark += 1
      }
      // A mark at the time of a spike comes behind it, and needs no row of its own.
      for (next, isSpike) in times.sorted(by: {
        ($0.time, $0.isSpike ? 0 : 1) < ($1.time, $1.isSpike ? 0 : 1)
      }) {
        move(to: next)
        if voltages.last?.time != time || isSpike { note() }
        guard isSpike else { continue }
        voltage = kernel.neuron.reset
        release = time + kernel.neuron.refractory
        note()
      }
      move(to: end)
      if let source = record.source(ofStep: step) {
        current += kernel.weights[source * kernel.stride + unit]
      }
    }
    if voltages.last?.time != time { note() }
  }

  private mutating func move(to next: Double) {
    if time < release {
      let held = min(next, release)
      moveCurrent(to: held)
      if held == release { note() }
    }
    guard next > time else { return }
    var neuron = kernel.neuron
    spike_move(&neuron, next - time, &voltage, &current)
    time = next
  }

  /// Moves with V held.
  private mutating func moveCurrent(to next: Double) {
    var (neuron, unused) = (kernel.neuron, 0.0)
    spike_move(&neuron, next - time, &unused, &current)
    time = next
  }

  private mutating func note() {
    voltages.append(
      Voltage(layer: layer, neuron: unit, time: time, voltage: voltage, current: current))
  }
}
