import CKernels
import Foundation
import NeuralNetworks

extension SteppedWorkspace {
  /// Computes the gradient of the loss, averaged over the examples of the batch, with errors that travel through the pathway.
  ///
  /// - Parameters:
  ///   - forward: the forward weights of all synapses.
  ///   - backward: the backward weights.
  ///   - gradient: receives ∂L/∂w of the synapses that are this rank's: of all, if there is one.
  /// - Returns: the loss.
  /// - Complexity: O(examples × steps × synapses); with neighbourhood aggregation besides O(examples × steps² × units).
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func gradient(
    forward: UnsafePointer<Scalar>, backward: UnsafePointer<Scalar>,
    into gradient: UnsafeMutablePointer<Scalar>
  ) -> Double {
    isMasked = !masks.isEmpty
    losses[0] = 0
    let first = share.parts.lowerBound
    sum(into: gradient) { part, gradient in
      show(part: part - first)
      let ofMeans = runToErrors(forward, isTraining: true)
      prepareModulation(forward)
      takeErrorsBack(
        setting.feedback, ofMeans, forward: forward, backward: backward, isModulated: true,
        into: gradient)
      losses[part - first] = outcomes.losses[..<count].reduce(0, +)
    }
    isMasked = false
    share.add(losses, width: 1)
    return losses[0] / Double(share.count)
  }

  /// The angle between the errors ∂L/∂I that the pathway delivers and those that the weights themselves bring back, over all steps, for each
  /// hidden layer, in degrees; NaN if one of them is zero.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func errorAngles(forward: UnsafePointer<Scalar>, backward: UnsafePointer<Scalar>)
    -> [Double]
  {
    let ofMeans = runToErrors(forward, isTraining: false)
    takeErrorsBack(
      .transport, ofMeans, forward: forward, backward: backward, isModulated: false, into: nil)
    let exact = hidden.map { k in
      Array(
        UnsafeBufferPointer(
          start: nodes[k].errors, count: simulation.steps * places * nodes[k].outputCount))
    }
    prepareModulation(forward)
    takeErrorsBack(
      setting.feedback, ofMeans, forward: forward, backward: backward, isModulated: true,
      into: nil)
    return zip(hidden, exact).map { k, exact in
      exact.withUnsafeBufferPointer {
        angle($0.baseAddress!, UnsafePointer(nodes[k].errors), count: $0.count)
      }
    }
  }

  /// Takes all examples through the steps of training.
  ///
  /// - Returns: ∂L/∂⟨z⟩ of each example and class; empty if each step counts.
  private func runToErrors(_ forward: UnsafePointer<Scalar>, isTraining: Bool) -> [Double] {
    takeThresholds(forward)
    clearStates()
    run(0..<simulation.steps, isTraining: isTraining, forward: forward)
    takeOutputs(ofSteps: simulation.steps)
    return outcomes.finish(count: count, labels: labels)
  }

  // MARK: Backwards

  /// Takes the errors of all examples back through all layers and steps.
  ///
  /// - Parameters:
  ///   - feedback: how they travel.
  ///   - ofMeans: ∂L/∂⟨z⟩.
  ///   - gradient: receives ∂L/∂w of all synapses, if it is wanted.
  private func takeErrorsBack(
    _ feedback: Feedback, _ ofMeans: [Double], forward: UnsafePointer<Scalar>,
    backward: UnsafePointer<Scalar>, isModulated: Bool, into gradient: UnsafeMutablePointer<Scalar>?
  ) {
    setOutputErrors(ofMeans)
    let isPropagating = isModulated && modulator?.modulation.scope == .propagating
    var outputSize = 0.0
    for k in stride(from: last, through: 0, by: -1) {
      let node = nodes[k]
      guard let layer = node.layer else {
        guard feedback != .direct, k > firstLayer else { continue }
        node.kernel.sendBack(
          UnsafePointer(node.errors), count: simulation.steps * places,
          through: forward, toInput: 0, into: nodes[k - 1].errors, adding: false)
        continue
      }
      if feedback == .direct, k < last { bringOutputErrors(to: k) }
      // Below the first neurons nothing learns.
      let sendsDown = feedback != .direct && k > firstLayer
      let returning =
        sendsDown || node.ownKernel != nil
        ? node.take(returnWeights(feedback, ofNode: k, forward: forward, backward: backward))
        : forward
      let factors = isPropagating && k < last ? factors(of: k) : nil
      if case .neighbourhoodAggregation(let filters, let rescales) = simulation.gradient {
        aggregate(k, filters: filters, rescales: rescales, factors, &outputSize)
      } else if node.ownKernel == nil {
        goBack(k, layer, within: 0..<simulation.steps, factors)
      } else {
        goBackRecurrently(k, layer, reads: feedback != .direct, factors)
      }
      if sendsDown {
        node.kernel.sendBack(
          UnsafePointer(node.errors), count: simulation.steps * places, through: returning,
          toInput: 0, into: nodes[k - 1].errors, adding: false)
      }
      if let gradient { writeGradient(of: k, to: gradient) }
    }
  }

  /// ∂L/∂z of the outputs, for the mean over the examples, or for their sum.
  private func setOutputErrors(_ ofMeans: [Double]) {
    let (node, classes) = (nodes[last], network.classCount)
    // Aggregation knows the loss as the sum over examples.
    let scale = simulation.gradient.isAggregated ? 1 : 1 / Double(share.count)
    for step in 0..<simulation.steps {
      let rows = outputRows + step * count * classes
      let errors = node.errors + step * places * classes
      let written = arrangement == .rows ? errors : inRows
      outcomes.writeErrors(
        ofStep: step, UnsafePointer(rows), ofMeans: ofMeans, count: count, labels: labels,
        scale: scale, into: written)
      if arrangement == .lanes { Scalar.maps.fromRows(count, classes, Numbers(inRows), 0, errors) }
    }
  }

  /// Errors of a hidden node are those of the outputs' currents, through a fixed matrix: the same everywhere on a map.
  private func bringOutputErrors(to k: Int) {
    let (node, output, classes) = (nodes[k], nodes[last], network.classCount)
    let matrix = UnsafePointer(fixed[hidden.firstIndex(of: k)!])
    for step in 0..<simulation.steps {
      var rows = output.errors + step * places * classes
      if arrangement == .lanes {
        Scalar.maps.toRows(count, classes, Numbers(rows), outputRows)
        rows = outputRows
      }
      let errors = node.errors + step * places * node.outputCount
      MatrixProduct<Scalar>(rows: count, columns: node.maps, inner: classes)(
        UnsafePointer(rows), matrix, times: arrangement == .rows ? errors : inRows,
        threads: setting.threads)
      if arrangement == .lanes {
        Scalar.maps.spread(
          count, node.maps, node.outputCount / node.maps, Numbers(inRows), errors)
      }
    }
  }

  /// The weights through which errors come back through a node, unit by unit.
  private func returnWeights(
    _ feedback: Feedback, ofNode k: Int, forward: UnsafePointer<Scalar>,
    backward: UnsafePointer<Scalar>
  ) -> UnsafePointer<Scalar> {
    switch feedback {
    case .transport, .direct, .indirect: forward + nodes[k].weights.lowerBound
    case .backwardWeights: backward + nodes[k].weights.lowerBound
    case .signSymmetry: signs!(ofNode: k, forward: forward, backward: backward)
    }
  }

  // MARK: Through time

  private func mask(of k: Int) -> Memory? {
    isMasked ? hidden.firstIndex(of: k).map { masks[$0] } : nil
  }

  /// Takes errors back through some steps.
  private func goBack(
    _ k: Int, _ layer: SteppedLayer, within part: Range<Int>, _ factors: Factors?
  ) {
    let node = nodes[k]
    let layout = layout(node, steps: part.count)
    let size = layout.stride
    if part.upperBound == simulation.steps {
      for memory in [node.nextErrors, node.errorTrace, node.biasErrors] {
        memory.update(repeating: 0, count: size)
      }
    }
    let now = part.lowerBound * size
    let mask = mask(of: k)
    let kernel = layer.neuron.kernel
    let slope = simulation.gradient.slope(of: layer.neuron.output)
    forEachPart(of: layout) { part, row in
      let first = row * part.width
      withUnsafePointer(to: kernel) { kernel in
        withUnsafePointer(to: part) {
          Scalar.steppedNeurons.backward(
            kernel, slope, $0, UnsafePointer(node.thresholds),
            mask.map { UnsafePointer($0 + first) }, factors?.row(row), factors?.stride ?? 0,
            UnsafePointer(node.states + now + first), node.errors + now + first,
            node.nextErrors + first, node.errorTrace + first, node.biasErrors + first)
        }
      }
    }
  }

  /// Takes errors back through the steps of a recurrent layer, one after the other.
  ///
  /// - Parameter reads: whether the errors of its own units come back too.
  private func goBackRecurrently(
    _ k: Int, _ layer: SteppedLayer, reads: Bool, _ factors: Factors?
  ) {
    let node = nodes[k]
    let size = places * node.outputCount
    for step in stride(from: simulation.steps - 1, through: 0, by: -1) {
      if reads, step + 1 < simulation.steps {
        node.ownKernel!.sendBack(
          UnsafePointer(node.errors + (step + 1) * size), count: places,
          through: UnsafePointer(node.own), toInput: 0, into: node.errors + step * size,
          adding: true)
      }
      goBack(k, layer, within: step..<(step + 1), factors)
    }
  }

  /// Errors by aggregation over the neighbourhoods of spikes.
  ///
  /// - Parameter outputSize: the mean size of the outputs' errors, rounded as the published code does; found with the last layer.
  private func aggregate(
    _ k: Int, filters: Bool, rescales: Bool, _ factors: Factors?, _ outputSize: inout Double
  ) {
    let node = nodes[k]
    let layout = layout(node, steps: simulation.steps)
    let mask = mask(of: k)
    let kernel = node.layer!.neuron.kernel
    forEachPart(of: layout) { part, row in
      let first = row * part.width
      withUnsafePointer(to: kernel) { kernel in
        withUnsafePointer(to: part) {
          Scalar.steppedNeurons.aggregate(
            kernel, $0, UnsafePointer(node.thresholds), mask.map { UnsafePointer($0 + first) },
            filters ? 1 : 0, UnsafePointer(node.states + first), node.errors + first,
            rowSums + row)
        }
      }
    }
    let sum = UnsafeBufferPointer(start: rowSums, count: layout.rows).reduce(0, +)
    let size = sum / Double(count * simulation.steps * node.outputCount)
    if k == last { outputSize = (size * 1000).rounded() / 1000 }
    let scale = rescales ? 1.2 * log(outputSize / (size + 1e-5) + 1.02) : 1
    guard rescales || factors != nil else { return }
    forEachPart(of: layout) { part, row in
      withUnsafePointer(to: part) {
        Scalar.steppedNeurons.rescale(
          $0, Scalar(scale), factors?.row(row), factors?.stride ?? 0,
          node.errors + row * part.width)
      }
    }
  }

  // MARK: Modulation

  /// What multiplies the errors of a hidden node's neurons: the same in all rows, or one row after the other.
  struct Factors {
    let first: UnsafePointer<Scalar>
    /// From one row to the next.
    let stride: Int

    func row(_ row: Int) -> UnsafePointer<Scalar> { first + row * stride }
  }

  private func prepareModulation(_ forward: UnsafePointer<Scalar>) {
    modulator?.prepare(forward, masks: isMasked ? masks : [], count: count)
  }

  private func factors(of k: Int) -> Factors {
    let node = nodes[k]
    let factors = modulator!.factors(ofHidden: hidden.firstIndex(of: k)!)
    guard arrangement == .lanes else {
      return Factors(first: factors, stride: isMasked ? node.outputCount : 0)
    }
    node.spread({ factors[$0] }, to: node.factors)
    return Factors(first: UnsafePointer(node.factors), stride: 0)
  }

  // MARK: Gradients

  /// ∂L/∂w of a node's synapses, from ∂L/∂I in all steps.
  private func writeGradient(of k: Int, to gradient: UnsafeMutablePointer<Scalar>) {
    let node = nodes[k]
    let steps = simulation.steps
    if k < last, modulator?.modulation.scope == .local {
      let factors = factors(of: k)
      let layout = layout(node, steps: steps)
      forEachPart(of: layout) { part, row in
        withUnsafePointer(to: part) {
          Scalar.steppedNeurons.rescale(
            $0, 1, factors.row(row), factors.stride, node.errors + row * part.width)
        }
      }
      modulateBiases(k, factors)
    }
    let result = node.ownKernel == nil ? gradient + node.weights.lowerBound : node.sums
    if k == 0, simulation.input == .repeated {
      let layout = layout(node, steps: steps)
      forEachPart(of: layout) { part, row in
        let first = row * part.width
        withUnsafePointer(to: part) {
          Scalar.steppedNeurons.gather(
            $0, UnsafePointer(inputFactors), UnsafePointer(node.errors + first), once + first)
        }
      }
      node.kernel.gradient(
        UnsafePointer(once), of: [UnsafePointer(inputs)], over: 0..<places, into: result)
    } else {
      let below = k == 0 ? inputs : nodes[k - 1].outputs
      node.kernel.gradient(
        UnsafePointer(node.errors), of: [UnsafePointer(below)], over: 0..<(steps * places),
        into: result)
    }
    if let ownKernel = node.ownKernel {
      if steps > 1 {
        ownKernel.gradient(
          UnsafePointer(node.errors + places * node.outputCount),
          of: [UnsafePointer(node.outputs)], over: 0..<((steps - 1) * places), into: node.own)
      } else {
        node.own.update(repeating: 0, count: node.outputCount * node.outputCount)
      }
      node.give(to: gradient + node.weights.lowerBound)
    }
    writeBiasGradient(of: k, to: gradient)
    if simulation.gradient.isAggregated {
      let scale = 1 / Scalar(count)
      for i in node.weights.lowerBound..<node.biases.upperBound { gradient[i] *= scale }
    }
  }

  /// ∂L/∂b of a node's thresholds; by aggregation an error of a current is one of the threshold.
  private func writeBiasGradient(of k: Int, to gradient: UnsafeMutablePointer<Scalar>) {
    let node = nodes[k]
    guard !node.biases.isEmpty else { return }
    let size = places * node.outputCount
    if simulation.gradient.isAggregated {
      node.biasErrors.update(repeating: 0, count: size)
      for step in 0..<simulation.steps {
        Scalar.units.plus(size, UnsafePointer(node.errors + step * size), node.biasErrors)
      }
    }
    let result = gradient + node.biases.lowerBound
    if arrangement == .rows {
      Scalar.units.columnSums(places, node.outputCount, UnsafePointer(node.biasErrors), result)
    } else {
      Scalar.maps.sums(
        arrangement.tiles(for: count), node.maps, 0, node.maps, node.outputCount / node.maps,
        UnsafePointer(node.biasErrors), result)
    }
  }

  private func modulateBiases(_ k: Int, _ factors: Factors) {
    let node = nodes[k]
    guard !node.biases.isEmpty, !simulation.gradient.isAggregated else { return }
    var layout = layout(node, steps: 1)
    layout.stride = places * node.outputCount
    withUnsafePointer(to: layout) {
      Scalar.steppedNeurons.rescale($0, 1, factors.first, factors.stride, node.biasErrors)
    }
  }

  /// The weights through which errors come back through a node.
  public func returnWeights(
    ofNode number: Int, forward: UnsafePointer<Scalar>, backward: UnsafePointer<Scalar>
  ) -> UnsafePointer<Scalar>? {
    let node = nodes[number]
    // No error goes back to what the examples are.
    guard let layer = node.layer,
      firstLayer != number || layer.isRecurrent
    else { return nil }
    switch setting.feedback {
    case .transport, .indirect: return nil
    case .backwardWeights, .signSymmetry:
      return returnWeights(setting.feedback, ofNode: number, forward: forward, backward: backward)
    case .direct:
      guard number == last, let place = hidden.indices.last, hidden[place] == last - 1,
        !layer.isRecurrent, network.nodes[last].inputCount == nodes[last - 1].maps
      else { return nil }
      return UnsafePointer(fixed[place])
    }
  }
}
