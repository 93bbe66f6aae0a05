import CKernels
import NeuralNetworks

extension SteppedWorkspace {
  /// Begins the examples anew.
  func clearStates() {
    for node in nodes where node.layer != nil {
      node.rest.update(repeating: 0, count: places * node.outputCount)
      node.trace.update(repeating: 0, count: places * node.outputCount)
    }
    inputTrace.update(repeating: 0, count: places * network.inputCount)
    outcomes.clear()
  }

  /// Takes in the biases: they lower thresholds.
  func takeThresholds(_ forward: UnsafePointer<Scalar>) {
    for node in nodes {
      guard let layer = node.layer else { continue }
      let threshold = Scalar(layer.neuron.threshold)
      node.spread(
        { node.biases.isEmpty ? threshold : threshold - forward[node.biases.lowerBound + $0] },
        to: node.thresholds)
    }
  }

  /// Takes all examples through some steps, after those that they have been through.
  ///
  /// - Parameters:
  ///   - steps: which, from 0.
  ///   - isTraining: whether units are silenced, and spikes are left out.
  ///   - forward: the forward weights of all synapses.
  func run(_ steps: Range<Int>, isTraining: Bool, forward: UnsafePointer<Scalar>) {
    writeInputs(of: steps, isTraining: isTraining)
    if simulation.input != .repeated, let filter = inputFilter {
      let width = network.inputCount
      let layout = step_layout(
        steps: steps.count, stride: places * width, rows: places, width: width)
      forEachPart(of: layout) { part, row in
        withUnsafePointer(to: part) {
          Scalar.steppedNeurons.filter($0, filter, inputTrace + row * width, inputs + row * width)
        }
      }
    }
    for (k, node) in nodes.enumerated() {
      respond(k, node, steps, forward)
      guard node.layer != nil else { continue }
      if node.ownKernel == nil {
        fire(k, steps, within: 0..<steps.count, isTraining: isTraining)
      } else {
        runRecurrently(k, steps, isTraining: isTraining)
      }
    }
  }

  /// What goes through the filter of the first neurons goes through it as a spike would.
  private var inputFilter: Scalar? {
    let neuron = nodes.lazy.compactMap(\.layer).first!.neuron
    return neuron.filter.map { Scalar(1 / $0) }
  }

  /// What a node's weights, or its windows, make of what it reads.
  private func respond(
    _ k: Int, _ node: SteppedNode<Scalar>, _ steps: Range<Int>, _ forward: UnsafePointer<Scalar>
  ) {
    let parameters = node.take(forward + node.weights.lowerBound)
    let result = node.layer == nil ? node.outputs : node.states
    guard k == 0, simulation.input == .repeated else {
      let below = k == 0 ? inputs : nodes[k - 1].outputs
      node.kernel.respond(
        to: [UnsafePointer(below)], count: steps.count * places, parameters: parameters,
        into: result)
      return
    }
    // Sums, means and maxima of multiples are multiples.
    node.kernel.respond(
      to: [UnsafePointer(inputs)], count: places, parameters: parameters, into: once)
    let layout = layout(node, steps: steps.count)
    forEachPart(of: layout) { part, row in
      let first = row * part.width
      withUnsafePointer(to: part) {
        Scalar.steppedNeurons.repeat(
          $0, inputFactors + steps.lowerBound, once + first, result + first)
      }
    }
  }

  /// Takes neurons through steps, whose currents are known.
  ///
  /// - Parameters:
  ///   - steps: all that are gone through together.
  ///   - part: which of these.
  private func fire(_ k: Int, _ steps: Range<Int>, within part: Range<Int>, isTraining: Bool) {
    let node = nodes[k]
    let layer = node.layer!
    let layout = layout(node, steps: part.count)
    let mask = isMasked ? hidden.firstIndex(of: k).map { masks[$0] } : nil
    let now = part.lowerBound * layout.stride
    let flags =
      isTraining || layer.neuron.output != .fires
      ? nil : node.fired + (steps.lowerBound + part.lowerBound) * layout.stride
    let kernel = layer.neuron.kernel
    forEachPart(of: layout) { part, row in
      let first = row * part.width
      withUnsafePointer(to: kernel) { kernel in
        withUnsafePointer(to: part) {
          Scalar.steppedNeurons.forward(
            kernel, $0, UnsafePointer(node.thresholds), mask.map { UnsafePointer($0 + first) },
            node.rest + first, node.trace + first, node.states + now + first,
            node.outputs + now + first, flags.map { $0 + first })
        }
      }
    }
  }

  /// Takes the neurons of a recurrent layer through steps, one after the other: each reads the outputs of the one before.
  private func runRecurrently(_ k: Int, _ steps: Range<Int>, isTraining: Bool) {
    let node = nodes[k]
    let stride = places * node.outputCount
    for step in 0..<steps.count {
      if steps.lowerBound + step > 0 {
        let before = step == 0 ? node.lastOutputs : node.outputs + (step - 1) * stride
        node.ownKernel!.sendOn(
          UnsafePointer(before), count: places, through: UnsafePointer(node.own), fromInput: 0,
          into: node.states + step * stride, adding: true)
      }
      fire(k, steps, within: step..<(step + 1), isTraining: isTraining)
    }
    node.lastOutputs.update(from: node.outputs + (steps.count - 1) * stride, count: stride)
  }

  /// Brings the outputs of some steps into rows, and takes them in.
  func takeOutputs(ofSteps steps: Int) {
    let (node, classes) = (nodes[last], network.classCount)
    for step in 0..<steps {
      let rows = outputRows + step * count * classes
      let outputs = node.outputs + step * places * classes
      if arrangement == .rows {
        rows.update(from: outputs, count: count * classes)
      } else {
        Scalar.maps.toRows(count, classes, Numbers(outputs), rows)
      }
      outcomes.take(UnsafePointer(rows), count: count, labels: labels)
    }
  }

  // MARK: Evaluation

  /// The loss of the examples, summed, and the number of them that are told right, over the steps of tests.
  ///
  /// - Complexity: O(examples × steps × synapses).
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func evaluate(forward: UnsafePointer<Scalar>) -> (loss: Double, correct: Int) {
    isMasked = false
    takeThresholds(forward)
    clearStates()
    for node in nodes { node.totals.update(repeating: 0, count: places * node.outputCount) }
    var first = 0
    while first < simulation.testSteps {
      let steps = first..<min(first + simulation.steps, simulation.testSteps)
      run(steps, isTraining: false, forward: forward)
      takeOutputs(ofSteps: steps.count)
      for node in nodes {
        let size = places * node.outputCount
        for step in 0..<steps.count {
          Scalar.units.plus(size, UnsafePointer(node.outputs + step * size), node.totals)
        }
      }
      first = steps.upperBound
    }
    _ = outcomes.finish(count: count, labels: labels)
    var (loss, correct) = (0.0, 0)
    for example in 0..<count {
      loss += outcomes.losses[example]
      if outcomes.prediction(example) == labels[example] { correct += 1 }
    }
    return (loss, correct)
  }

  /// The mean of what a node gave over the steps of the last evaluation, example by example.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func activities(ofNode number: Int) -> [Double] {
    let node = nodes[number]
    return (0..<count).flatMap { example in
      (0..<node.outputCount).map { unit in
        Double(node.totals[node.place(ofExample: example, unit)]) / Double(simulation.testSteps)
      }
    }
  }

  /// Appends the spikes of an example's input: those that are drawn by rates at the beginnings of their steps.
  private func appendInputs(
    _ encoding: SpikeEncoding, ofExample example: Int, to spikes: inout [Spike]
  ) {
    guard encoding.kind == .rate else {
      encode(encoding, example, isTraining: false)
      let end = Double(simulation.testSteps) * simulation.step
      for (time, source) in zip(train.times, train.sources) where time < end {
        spikes.append(Spike(layer: 0, neuron: Int(source), time: time))
      }
      return
    }
    for step in 0..<simulation.testSteps {
      let inputs = drawInputs(encoding, ofExample: example, step: step)
      for (input, fires) in inputs.enumerated() where fires != 0 {
        spikes.append(Spike(layer: 0, neuron: input, time: Double(step) * simulation.step))
      }
    }
  }

  /// The spikes of an example in the last evaluation: those of neurons at the end of their steps. What is soft or integrates has none.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func spikes(ofExample example: Int) -> [Spike] {
    var spikes: [Spike] = []
    if case .spikes(let encoding) = simulation.input {
      appendInputs(encoding, ofExample: example, to: &spikes)
    }
    for (layer, node) in nodes.filter({ $0.layer != nil }).enumerated() {
      guard let neuron = node.layer?.neuron, neuron.output == .fires else { continue }
      let (units, apart) = (node.outputCount, arrangement.lanes)
      for step in 0..<simulation.testSteps {
        let flags = node.fired + step * places * units + node.place(ofExample: example, 0)
        let time = Double(step + 1) * simulation.step
        for unit in 0..<units where flags[unit * apart] != 0 {
          spikes.append(Spike(layer: layer + 1, neuron: unit, time: time))
        }
      }
    }
    return spikes
  }
}
