import CKernels

extension NetworkWorkspace {
  /// Computes the gradient of the loss, averaged over the examples of the batch, with errors that travel through the
  /// pathway.
  ///
  /// - Parameters:
  ///   - forward: the forward weights of all synapses.
  ///   - backward: the backward weights.
  ///   - gradient: receives ∂L/∂w of the synapses that are this rank's: of all, if there is one.
  /// - Returns: the loss.
  /// - Complexity: O(examples × synapses), without allocation.
  public func gradient(
    forward: UnsafePointer<Scalar>, backward: UnsafePointer<Scalar>,
    into gradient: UnsafeMutablePointer<Scalar>
  ) -> Double {
    isMasked = !masks.isEmpty
    respond(forward)
    var correct = 0
    outputErrors(&correct)
    deliverModulatedErrors(forward: forward, backward: backward)
    sum(into: gradient) { part, gradient in writeGradient(ofPart: part, to: gradient) }
    share.add(losses, width: 1)
    return losses[0] / Double(share.count)
  }

  /// ∂L/∂w of all synapses that a part of the batch has.
  private func writeGradient(ofPart part: Int, to gradient: UnsafeMutablePointer<Scalar>) {
    let (examples, first) = (share.examples(ofPart: part), share.examples.lowerBound)
    let here = (examples.lowerBound - first)..<(examples.upperBound - first)
    for (k, stage) in stages.enumerated() {
      kernels[k].gradient(
        errors[k], of: inputs[k], over: here, into: gradient + stage.weights.lowerBound)
    }
    modulator?.modulateGains(gradient)
  }

  /// The loss of the examples and the number of them that are told right.
  public func evaluate(forward: UnsafePointer<Scalar>) -> (loss: Double, correct: Int) {
    isMasked = false
    respond(forward)
    var correct = 0
    outputErrors(&correct)
    share.add(losses, width: 1)
    return (losses[0], correct)
  }

  /// What a node makes of the examples, example by example.
  public func activities(ofNode k: Int) -> [Double] {
    let width = stages[k].outputCount
    let isInRows = arrangement == .rows
    if !isInRows { Scalar.maps.toRows(count, width, outputs[k], inRows) }
    let numbers = isInRows ? outputs[k] : inRows
    return UnsafeBufferPointer(start: numbers, count: count * width).map { Double($0) }
  }

  /// Says by which mean and variance to normalise from now on.
  public func use(_ statistics: BatchStatistics) {
    for kernel in kernels { kernel.use(statistics) }
  }

  /// The angle between the errors that the pathway delivers and those of backpropagation, for each hidden
  /// node with weights, in degrees; NaN if one of them is zero.
  public func errorAngles(forward: UnsafePointer<Scalar>, backward: UnsafePointer<Scalar>)
    -> [Double]
  {
    isMasked = false
    respond(forward)
    var correct = 0
    outputErrors(&correct)
    deliverErrors(through: .transport, forward: forward, backward: backward)
    let exact = hidden.map { k in
      Array(UnsafeBufferPointer(start: errors[k], count: size(k)))
    }
    deliverModulatedErrors(forward: forward, backward: backward)
    return zip(hidden, exact).map { k, exact in
      exact.withUnsafeBufferPointer {
        angle($0.baseAddress!, UnsafePointer(errors[k]), count: $0.count)
      }
    }
  }

  /// What the nodes make of the examples.
  private func respond(_ forward: Numbers) {
    for (k, stage) in stages.enumerated() {
      let result = outputs[k]
      kernels[k].respond(
        to: inputs[k], count: count, parameters: forward + stage.weights.lowerBound, into: result)
      let place = isMasked ? stage.placeAmongHidden : nil
      if stage.activation == UNIT_LINEAR, place == nil { continue }
      forEachPart(of: size(k), threads: threads) { part in
        let (first, count) = (part.lowerBound, part.count)
        units.activate(stage.activation, count, result + first)
        guard let place else { return }
        (unmasked[place] + first).update(from: result + first, count: count)
        units.times(count, masks[place] + first, result + first)
      }
    }
  }

  /// How many numbers a node has for the examples, with those of idle lanes.
  func size(_ k: Int) -> Int { arrangement.places(for: count) * stages[k].outputCount }

  /// Finds Δ of the last node, for the average over the examples, and the losses of the parts.
  private func outputErrors(_ correct: inout Int) {
    let (classes, result) = (stages[last].outputCount, outputRows)
    if arrangement == .lanes { Scalar.maps.toRows(count, classes, outputs[last], result) }
    let scale = 1 / Scalar(share.count)
    losses[0] = 0
    if network.loss == .softmaxCrossEntropy {
      errorRows.update(from: result, count: count * classes)
    }
    share.forEachPart(of: count) { place, examples in
      let (first, count) = (examples.lowerBound, examples.count)
      let (labels, result) = (labels + first, result + first * classes)
      let errors = errorRows + first * classes
      switch network.loss {
      case .softmaxCrossEntropy:
        losses[place] = units.softmaxErrors(count, classes, labels, scale, errors, &correct)
      case .squaredError:
        losses[place] = units.squareErrors(count, classes, labels, scale, result, errors, &correct)
      }
    }
    if network.loss == .squaredError {
      units.timesSlope(stages[last].activation, count * classes, result, errorRows)
    }
    if arrangement == .lanes { Scalar.maps.fromRows(count, classes, errorRows, 0, errors[last]) }
  }
}
