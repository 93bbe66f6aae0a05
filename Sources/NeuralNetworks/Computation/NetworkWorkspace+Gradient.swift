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
      Array(UnsafeBufferPointer(start: errors[k], count: count * stages[k].outputCount))
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
      let (result, size) = (outputs[k], count * stage.outputCount)
      kernels[k].respond(
        to: inputs[k], count: count, parameters: forward + stage.weights.lowerBound, into: result)
      units.activate(stage.activation, size, result)
      if isMasked, let place = stage.placeAmongHidden {
        unmasked[place].update(from: result, count: size)
        units.times(size, masks[place], result)
      }
    }
  }

  /// Δ of the last node, for the average over the examples; returns the sum of their losses.
  private func outputErrors(_ correct: inout Int) -> Double {
    let (classes, result) = (stages[last].outputCount, outputs[last])
    let scale = 1 / Scalar(count)
    switch network.loss {
    case .softmaxCrossEntropy:
      errors[last].update(from: result, count: count * classes)
      return units.softmaxErrors(count, classes, labels, scale, errors[last], &correct)
    case .squaredError:
      let loss = units.squareErrors(count, classes, labels, scale, result, errors[last], &correct)
      units.timesSlope(stages[last].activation, count * classes, result, errors[last])
      return loss
    }
  }
}
