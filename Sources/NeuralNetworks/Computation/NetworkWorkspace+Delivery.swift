extension NetworkWorkspace {
  /// Brings the error of the outputs to all hidden layers, by the pathway, with what multiplies it on its way.
  func deliverModulatedErrors(forward: Numbers, backward: Numbers) {
    guard let modulator else {
      deliverErrors(through: feedback, forward: forward, backward: backward)
      return
    }
    modulator.prepare(forward, masks: isMasked ? masks : [], count: count)
    isModulated = modulator.modulation.scope == .propagating
    deliverErrors(through: feedback, forward: forward, backward: backward)
    if !isModulated { for l in layers.indices.dropLast() { modulate(l) } }
    isModulated = false
  }

  private func modulate(_ l: Int) {
    modulator!.modulate(errors[l], ofLayer: l, count: count, isMasked: isMasked)
  }

  /// Δ_to = (Δ_from · matrix) ⊙ φ′, for a matrix outputs of `from` × outputs of `to`.
  func deliver(from: Int, to: Int, through matrix: Numbers) {
    MatrixProduct<Scalar>(
      rows: count, columns: layers[to].outputCount, inner: layers[from].outputCount)(
        errors[from], matrix, times: errors[to], threads: threads)
    multiplyBySlope(to)
  }

  /// Δ_to = (Δ_from · matrixᵀ) ⊙ φ′, for a matrix outputs of `to` × outputs of `from`.
  func deliverOnwards(from: Int, to: Int, through matrix: Numbers) {
    MatrixProduct<Scalar>(
      rows: count, columns: layers[to].outputCount, inner: layers[from].outputCount,
      isRightTransposed: true)(
        errors[from], matrix, times: errors[to], threads: threads)
    multiplyBySlope(to)
  }

  private func multiplyBySlope(_ l: Int) {
    let size = count * layers[l].outputCount
    let result = isMasked ? unmasked[l] : outputs[l + 1]
    units.timesSlope(layers[l].activation.kind, size, result, errors[l])
    if isMasked { units.times(size, masks[l], errors[l]) }
    if isModulated { modulate(l) }
  }

  /// The fixed matrix from the outputs to a hidden layer.
  func fixedMatrix(to layer: Int) -> Numbers { Numbers(fixed[layer]) }

  /// sign(W) of a layer in some sizes.
  func signs(
    of forward: Numbers, sizes: Feedback.SignSizes, backward: Numbers, layer l: Int
  ) -> Numbers {
    let weights = layers[l].weights
    let (size, count): (Numbers, Int) =
      switch sizes {
      case .uniform: (Numbers(signSize + l), 1)
      case .batchwiseRandom: (Numbers(signSize + weights.lowerBound), weights.count)
      case .frozenRandom: (backward + weights.lowerBound, weights.count)
      }
    units.signs(weights.count, count, size, forward + weights.lowerBound, signMemory)
    return Numbers(signMemory)
  }
}
