import CKernels
import NeuralNetworks

extension SpikingWorkspace {
  /// Computes the gradient of the loss, averaged over the examples of the batch, with errors that travel through the pathway.
  ///
  /// - Parameters:
  ///   - forward: the forward weights of all synapses.
  ///   - backward: the backward weights.
  ///   - gradient: receives ∂L/∂w of the synapses that are this rank's: of all, if there is one.
  /// - Returns: the loss.
  /// - Throws: `NetworkFailure` if a neuron fires too often.
  /// - Complexity: O(examples × spikes × neurons that a spike reaches).
  public func gradient(
    forward: UnsafePointer<Double>, backward: UnsafePointer<Double>,
    into gradient: UnsafeMutablePointer<Double>
  ) throws(NetworkFailure) -> Double {
    take(forward: forward)
    try run(isTraining: true)
    take(returning: setting.feedback, forward: forward, backward: backward)
    modulator?.prepare(forward, masks: [], count: 1)
    findPulls()
    if findsConstants {
      constants = layers.map { ConstantGradients(neurons: $0.layer.unitCount) }
      // One after the other: what else is summed over examples has an order too.
      sumGradients(threads: 1) { example, room, sums in
        runBack(example, room, sums, isModulated: true, constants: &constants)
      }
    } else {
      takeErrorsBack(isModulated: true)
    }
    let first = share.parts.lowerBound
    sum(into: gradient) { part, gradient in
      giveGradient(ofPart: part - first, to: gradient)
      modulateLocally(gradient)
    }
    losses[0] = 0
    share.forEachPart(of: count) { place, examples in
      losses[place] = trials[examples].reduce(0) { $0 + $1.readout.loss }
    }
    share.add(losses, width: 1)
    return losses[0] / Double(share.count)
  }

  /// Takes the errors of all examples back through all layers, by the weights on the way back that were taken in last.
  private func takeErrorsBack(isModulated: Bool) {
    sumGradients(threads: setting.threads) { example, room, sums in
      var none: [ConstantGradients] = []
      runBack(example, room, sums, isModulated: isModulated, constants: &none)
    }
  }

  /// Takes the errors of an example back through all layers.
  private func runBack(
    _ example: Int, _ room: ThreadRoom, _ sums: [Memory], isModulated: Bool,
    constants: inout [ConstantGradients]
  ) {
    let trial = trials[example]
    for record in trial.records { record.clearErrors() }
    setOutputErrors(trial, scale: 1 / Double(share.count))
    for k in stride(from: last, through: 0, by: -1) {
      let (layer, record) = (layers[k], trial.records[k])
      var kernel = layer.kernel
      var adjoint = spike_adjoint()
      adjoint.return_weights = UnsafePointer(
        returning == .transport ? layer.columns : layer.returnColumns)
      adjoint.gradient = sums[k]
      if isModulated, k < last, let modulator, modulator.modulation.scope == .propagating {
        adjoint.factors = modulator.factors(ofHidden: k)
      }
      if k < last, !pulls.isEmpty { adjoint.pulls = UnsafePointer(pulls[k]) }
      if k == last, case .integratedVoltage = simulation.readout {
        for unit in 0..<trial.outputs.count {
          room.running[unit] =
            trial.readout.errors[unit] / (simulation.duration * Double(share.count))
        }
        adjoint.running = UnsafePointer(room.running)
      }
      if constants.isEmpty {
        record.runBack(&kernel, adjoint, constants: nil, scratch: room.rows)
      } else {
        var found = spike_constants()
        record.runBack(&kernel, adjoint, constants: &found, scratch: room.rows)
        constants[k].add(found, record)
      }
      sendDown(k, trial, constants: &constants)
    }
  }

  /// Errors of what arrived in a layer are those of the spikes where they come from.
  private func sendDown(_ k: Int, _ trial: Trial, constants: inout [ConstantGradients]) {
    guard k > 0 else { return }
    let record = trial.records[k]
    let isHeard = returning == .direct
    guard !isHeard || k == last else { return }
    let inputs = layers[k].layer.input.count
    for arrival in 0..<record.arrivals.count {
      let source = Int(record.arrivals.sources[arrival])
      let event = Int(record.arrivals.origins[arrival])
      if source < inputs {
        trial.records[k - 1].errors[event] += record.arrivalErrors[arrival]
        if !constants.isEmpty {
          constants[k - 1].delays[source] += record.arrivalDelays[arrival]
        }
      } else {
        trial.records[listened(source - inputs)].errors[event] += record.arrivalErrors[arrival]
      }
    }
  }

  /// The layer of a source that the outputs listen to.
  private func listened(_ place: Int) -> Int {
    var (layer, place) = (0, place)
    while place >= layers[layer].layer.unitCount {
      place -= layers[layer].layer.unitCount
      layer += 1
    }
    return layer
  }

  /// ∂L/∂t of the outputs' first spikes, or ∂L/∂V where they are highest.
  private func setOutputErrors(_ trial: Trial, scale: Double) {
    let record = trial.records[last]
    switch simulation.readout {
    case .firstSpike:
      for event in 0..<record.eventCount where record.isSpike(event) {
        let unit = record.unit(event)
        guard record.time(event) == trial.outputs[unit] else { continue }
        record.errors[event] = scale * trial.readout.errors[unit]
      }
    case .maximumVoltage:
      for event in 0..<record.eventCount {
        record.errors[event] = scale * trial.readout.errors[record.unit(event)]
      }
    case .integratedVoltage: break
    }
  }

  /// Finds what is taken from λ_V at each spike of a hidden neuron.
  private func findPulls() {
    guard let target = simulation.spikeCounts else { return }
    for k in 0..<last {
      let (counts, stride) = (pulls[k], layers[k].stride)
      counts.update(repeating: 0, count: stride)
      share.forEachPart(of: count) { place, examples in
        let counts = counts + place * stride
        counts.update(repeating: 0, count: stride)
        for trial in trials[examples] {
          let record = trial.records[k]
          for event in 0..<record.eventCount where record.isSpike(event) {
            counts[record.unit(event)] += 1
          }
        }
      }
      share.add(counts, width: stride)
      for unit in 0..<layers[k].layer.unitCount {
        let excess = counts[unit] / Double(share.count) - target.target
        counts[unit] = target.strength * excess / Double(share.count)
      }
    }
  }

  /// Modulation that layers below do not feel: everything in a neuron's adjoint is proportional to its errors.
  private func modulateLocally(_ gradient: Memory) {
    guard let modulator, modulator.modulation.scope == .local else { return }
    for k in 0..<last {
      let factors = modulator.factors(ofHidden: k)
      let (first, fan) = (network.nodes[k].weights.lowerBound, layers[k].layer.parameters.fanIn)
      for unit in 0..<layers[k].layer.unitCount {
        for place in 0..<fan { gradient[first + unit * fan + place] *= factors[unit] }
      }
    }
  }

  // MARK: Angles

  /// The angle between the errors ∂L/∂t of all spikes that the pathway delivers and the exact ones, for each hidden layer, in
  /// degrees; NaN if one of them is zero.
  ///
  /// - Throws: `NetworkFailure` if a neuron fires too often.
  public func errorAngles(forward: UnsafePointer<Double>, backward: UnsafePointer<Double>)
    throws(NetworkFailure) -> [Double]
  {
    take(forward: forward)
    try run(isTraining: false)
    take(returning: .transport, forward: forward, backward: backward)
    takeErrorsBack(isModulated: false)
    let exact = spikeErrors(isModulated: false)
    take(returning: setting.feedback, forward: forward, backward: backward)
    modulator?.prepare(forward, masks: [], count: 1)
    takeErrorsBack(isModulated: true)
    let delivered = spikeErrors(isModulated: true)
    return zip(exact, delivered).map { exact, delivered in
      exact.withUnsafeBufferPointer { exact in
        delivered.withUnsafeBufferPointer { delivered in
          exact.isEmpty
            ? .nan : angle(exact.baseAddress!, delivered.baseAddress!, count: exact.count)
        }
      }
    }
  }

  /// ∂L/∂t of all spikes of each hidden layer, in the order of examples and events, with what multiplies them.
  private func spikeErrors(isModulated: Bool) -> [[Double]] {
    (0..<last).map { k in
      let factors = isModulated ? modulator?.factors(ofHidden: k) : nil
      return trials[..<count].flatMap { trial in
        let record = trial.records[k]
        return (0..<record.eventCount).filter(record.isSpike).map { event in
          record.errors[event] * (factors?[record.unit(event)] ?? 1)
        }
      }
    }
  }
}
