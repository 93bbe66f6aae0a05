import CKernels

extension NetworkWorkspace {
  /// Computes the gradient of the loss, averaged over the examples, with errors that travel through the
  /// pathway.
  ///
  /// - Parameters:
  ///   - forward: the forward weights of all synapses.
  ///   - backward: the backward weights.
  ///   - gradient: receives ∂L/∂w of all synapses.
  /// - Returns: the loss.
  /// - Complexity: O(examples × synapses), without allocation.
  public func gradient(
    forward: UnsafePointer<Scalar>, backward: UnsafePointer<Scalar>,
    into gradient: UnsafeMutablePointer<Scalar>
  ) -> Double {
    isMasked = !masks.isEmpty
    respond(forward)
    var correct = 0
    let loss = outputErrors(&correct)
    deliverModulatedErrors(forward: forward, backward: backward)
    for (k, stage) in stages.enumerated() {
      kernels[k].gradient(
        errors[k], of: inputs[k], count: count, into: gradient + stage.weights.lowerBound)
    }
    modulator?.modulateGains(gradient)
    return loss / Double(count)
  }

  /// The loss of the examples and the number of them that are told right.
  public func evaluate(forward: UnsafePointer<Scalar>) -> (loss: Double, correct: Int) {
    isMasked = false
    respond(forward)
    var correct = 0
    let loss = outputErrors(&correct)
    return (loss, correct)
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
    _ = outputErrors(&correct)
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

  /// Δ of the last node, for the average over the examples; returns the sum of their losses.
  private func outputErrors(_ correct: inout Int) -> Double {
    let (classes, result) = (stages[last].outputCount, outputRows)
    if arrangement == .lanes { Scalar.maps.toRows(count, classes, outputs[last], result) }
    let scale = 1 / Scalar(count)
    let loss: Double
    switch network.loss {
    case .softmaxCrossEntropy:
      errorRows.update(from: result, count: count * classes)
      loss = units.softmaxErrors(count, classes, labels, scale, errorRows, &correct)
    case .squaredError:
      loss = units.squareErrors(count, classes, labels, scale, result, errorRows, &correct)
      units.timesSlope(stages[last].activation, count * classes, result, errorRows)
    }
    if arrangement == .lanes { Scalar.maps.fromRows(count, classes, errorRows, 0, errors[last]) }
    return loss
  }
}
