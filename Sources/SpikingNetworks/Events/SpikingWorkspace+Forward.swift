import CKernels
import NeuralNetworks

extension SpikingWorkspace {
  /// Takes all examples through the network.
  ///
  /// - Parameter isTraining: whether spikes of the input are left out.
  /// - Throws: `NetworkFailure` of the first example in which a neuron fires too often.
  func run(isTraining: Bool) throws(NetworkFailure) {
    forEachExample { example, room in run(example, isTraining: isTraining, room) }
    for example in 0..<count {
      guard let (layer, neuron) = trials[example].failure else { continue }
      throw NetworkFailure(
        "neuron \(neuron + 1) of layer \(layer + 1) fired more than \(simulation.mostSpikes) times in example"
          + " \(share.examples.lowerBound + example + 1) of a batch",
        advice:
          "Its weights excite it too much: lower the learning rate or the initial weights, give it a refractory"
          + " time, or allow more spikes.")
    }
  }

  private func run(_ example: Int, isTraining: Bool, _ room: ThreadRoom) {
    let trial = trials[example]
    trial.failure = nil
    for (k, layer) in layers.enumerated() {
      let record = trial.records[k]
      if k == 0 {
        encode(example, isTraining: isTraining, to: &record.arrivals)
      } else {
        collectSpikes(into: k, trial)
      }
      var kernel = layer.kernel
      var culprit: Int32 = 0
      let status = room.withOutcome { outcome in
        let status = record.run(&kernel, outcome: &outcome, scratch: room.rows, culprit: &culprit)
        if kernel.fires == 0 { record.noteHighest(&kernel, &outcome) }
        return status
      }
      guard status == spikes_done else {
        trial.failure = (k, Int(culprit))
        return
      }
    }
    takeOutputs(trial, room)
    trial.readout.take(
      trial.outputs, simulation.readout, label: labels[example], duration: simulation.duration)
  }

  /// What arrives in a layer: the spikes of the layer below, and where a layer listens those of all below.
  private func collectSpikes(into k: Int, _ trial: Trial) {
    let record = trial.records[k]
    record.arrivals.removeAll()
    let below = trial.records[k - 1]
    let delays = layers[k - 1].layer.delays
    for event in 0..<below.eventCount where below.isSpike(event) {
      let unit = below.unit(event)
      record.arrivals.append(below.time(event) + delays[unit], Int32(unit), origin: Int32(event))
    }
    if layers[k].listenerCount > 0 {
      var first = layers[k].layer.input.count
      for lower in 0..<(k - 1) {
        let heard = trial.records[lower]
        for event in 0..<heard.eventCount where heard.isSpike(event) {
          let source = first + heard.unit(event)
          record.arrivals.append(heard.time(event), Int32(source), origin: Int32(event))
        }
        first += layers[lower].layer.unitCount
      }
    }
    record.arrivals.sort()
  }

  /// The first spikes, or the voltages, of the outputs.
  private func takeOutputs(_ trial: Trial, _ room: ThreadRoom) {
    let classes = trial.outputs.count
    switch simulation.readout {
    case .firstSpike:
      let record = trial.records[last]
      for k in 0..<classes { trial.outputs[k] = simulation.duration }
      for event in 0..<record.eventCount where record.isSpike(event) {
        let unit = record.unit(event)
        trial.outputs[unit] = min(trial.outputs[unit], record.time(event))
      }
    case .maximumVoltage:
      for k in 0..<classes { trial.outputs[k] = room.highest[k] }
    case .integratedVoltage:
      for k in 0..<classes { trial.outputs[k] = room.integral[k] / simulation.duration }
    }
  }

  /// The loss of the examples, summed, and the number of them that are told right.
  ///
  /// - Throws: `NetworkFailure` if a neuron fires too often.
  /// - Complexity: O(examples × spikes × neurons that a spike reaches).
  public func evaluate(forward: UnsafePointer<Double>) throws(NetworkFailure) -> (
    loss: Double, correct: Int
  ) {
    take(forward: forward)
    try run(isTraining: false)
    var (loss, correct) = (0.0, 0)
    for example in 0..<count {
      let readout = trials[example].readout
      loss += readout.loss
      if readout.prediction == labels[example] { correct += 1 }
    }
    return (loss, correct)
  }

  /// Of hidden neurons how often they fired, of the outputs the scores by which the class is told, example by example.
  public func activities(ofNode number: Int) -> [Double] {
    (0..<count).flatMap { example -> [Double] in
      if number == last { return trials[example].readout.scores }
      let record = trials[example].records[number]
      var counts = [Double](repeating: 0, count: layers[number].layer.unitCount)
      for event in 0..<record.eventCount where record.isSpike(event) {
        counts[record.unit(event)] += 1
      }
      return counts
    }
  }
}

extension SpikingWorkspace.ThreadRoom {
  /// Lends the memory for what comes of a readout.
  func withOutcome<Result>(_ body: (inout spike_outcome) -> Result) -> Result {
    integral.withUnsafeMutableBufferPointer { integral in
      highest.withUnsafeMutableBufferPointer { highest in
        highestTime.withUnsafeMutableBufferPointer { time in
          highestStep.withUnsafeMutableBufferPointer { step in
            highestSlope.withUnsafeMutableBufferPointer { slope in
              var outcome = spike_outcome(
                integral: integral.baseAddress, highest: highest.baseAddress,
                highest_time: time.baseAddress, highest_step: step.baseAddress,
                highest_slope: slope.baseAddress)
              return body(&outcome)
            }
          }
        }
      }
    }
  }
}
