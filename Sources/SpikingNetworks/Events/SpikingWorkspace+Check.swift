import NeuralNetworks

/// How a gradient compares with central differences of the loss.
public struct GradientDeviation: Sendable, Equatable {
  /// With respect to how many weights it was compared.
  public internal(set) var compared = 0
  /// With respect to how many more it was not, since a spike appears or vanishes, or two change places, within the step.
  public internal(set) var skipped = 0
  /// The largest deviation, relative to the largest number of the gradient.
  public internal(set) var largest = 0.0
}

extension SpikingWorkspace {
  /// Compares the exact gradient of the examples that are loaded with central differences of fourth order.
  ///
  /// - Parameters:
  ///   - weights: the forward weights of all synapses.
  ///   - synapses: with respect to which of them.
  ///   - step: by how much weights are moved, relative to them or to 1 if they are smaller.
  /// - Throws: `NetworkFailure` if a neuron fires too often.
  /// - Precondition: errors travel by transport, and nothing modulates or pulls: what else is compared is no gradient of the loss.
  /// - Complexity: four passes over the examples for each of the synapses.
  public func compareGradient(
    _ weights: [Double], synapses: [Int], step: Double = 1e-5
  ) throws(NetworkFailure) -> GradientDeviation {
    precondition(
      setting.feedback == .transport && setting.modulation == nil && simulation.spikeCounts == nil,
      "only the gradient of the loss itself has central differences")
    var weights = weights
    var gradient = [Double](repeating: 0, count: weights.count)
    _ = try self.gradient(forward: weights, backward: weights, into: &gradient)
    let order = eventOrder()
    let scale = gradient.reduce(0) { max($0, abs($1)) }
    var deviation = GradientDeviation()
    for synapse in synapses {
      let weight = weights[synapse]
      let h = step * max(abs(weight), 1)
      var losses: [Double] = []
      for distance in [-2.0, -1, 1, 2] {
        weights[synapse] = weight + distance * h
        take(forward: weights)
        try run(isTraining: true)
        guard eventOrder() == order else { break }
        losses.append(taughtLoss())
      }
      weights[synapse] = weight
      guard losses.count == 4 else {
        deviation.skipped += 1
        continue
      }
      let difference = (8 * (losses[2] - losses[1]) - (losses[3] - losses[0])) / (12 * h)
      deviation.compared += 1
      guard scale > 0 else { continue }
      deviation.largest = max(
        deviation.largest, abs(difference - gradient[synapse]) / scale)
    }
    return deviation
  }

  /// The loss of the examples that are taught, averaged over all.
  private func taughtLoss() -> Double {
    trials[..<count].reduce(0) { $0 + ($1.readout.isTaught ? $1.readout.loss : 0) } / Double(count)
  }

  /// Who fires and who hears of it, example by example in the order of time.
  private func eventOrder() -> [Int] {
    (0..<count).flatMap { example -> [Int] in
      var events: [(time: Double, name: Int)] = []
      for (k, record) in trials[example].records.enumerated() {
        let neuron = layers[k].layer.neuron
        for event in 0..<record.eventCount where record.isSpike(event) {
          let name = 4 * (k + 1 + layers.count * record.unit(event))
          events.append((record.time(event), name))
          events.append((record.time(event) + layers[k].layer.delays[record.unit(event)], name + 1))
          events.append((record.time(event) + neuron.refractoryTime, name + 2))
        }
        guard k == 0 else { continue }
        for (time, source) in zip(record.arrivals.times, record.arrivals.sources) {
          events.append((time, 4 * layers.count * Int(source) + 3))
        }
      }
      return events.filter { $0.time <= simulation.duration }
        .sorted { ($0.time, $0.name) < ($1.time, $1.name) }.map(\.name)
    }
  }
}
