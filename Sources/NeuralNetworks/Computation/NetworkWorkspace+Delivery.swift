import CKernels

extension NetworkWorkspace {
  /// Brings the error of the outputs to all hidden nodes, by the pathway, with what multiplies it on its way.
  func deliverModulatedErrors(forward: Numbers, backward: Numbers) {
    guard let modulator else {
      deliverErrors(through: feedback, forward: forward, backward: backward)
      return
    }
    modulator.prepare(forward, masks: isMasked ? masks : [], count: count)
    isModulated = modulator.modulation.scope == .propagating
    deliverErrors(through: feedback, forward: forward, backward: backward)
    if !isModulated {
      for (place, k) in hidden.enumerated() { modulate(errors[k], ofHidden: place) }
    }
    isModulated = false
  }

  private func modulate(_ errors: Memory, ofHidden place: Int) {
    modulator!.modulate(errors, ofHidden: place, count: count, isMasked: isMasked)
  }

  /// Brings the error of the outputs, Δ of the last node, to all hidden nodes that the pathway leads to.
  func deliverErrors(through feedback: Feedback, forward: Numbers, backward: Numbers) {
    switch feedback {
    case .transport: sendBack { k in forward + stages[k].weights.lowerBound }
    case .backwardWeights, .signSymmetry:
      sendBack { k in
        // What learns without a partner, and what does not learn at all, passes errors as it is.
        stages[k].weights.isEmpty
          ? forward + stages[k].weights.lowerBound
          : returnWeights(ofNode: k, forward: forward, backward: backward)!
      }
    case .direct:
      for place in hidden.indices {
        bringOutputError(toHidden: place)
        settle(hidden[place])
      }
      settle(last)
    case .indirect:
      for k in 0..<last {
        if let place = stages[k].placeAmongHidden, fixed[place] != nil {
          bringOutputError(toHidden: place)
        } else if !routes.on[k].isEmpty {
          sendOn(to: k, through: forward + stages[k].weights.lowerBound)
        }
      }
      // What was sent on are errors of outputs.
      for k in stages.indices { settle(k) }
    }
  }

  /// The errors of a node are complete: from now on they are those of what its weights give.
  private func settle(_ k: Int) { kernels[k].settle(errors[k], count: count) }

  /// Node by node, from the last to the first: Δ_lower = (Σ Δ_upper · weights) ⊙ φ′.
  ///
  /// - Parameter weights: through which the errors of a node get to what it reads.
  private func sendBack(through weights: (_ node: Int) -> Numbers) {
    for k in stride(from: last, through: 0, by: -1) where routes.isLearning[k] {
      if k < last { multiplyBySlope(k) }
      settle(k)
      let ways = routes.back[k]
      if ways.isEmpty { continue }
      let carrier = weights(k)
      for way in ways {
        kernels[k].sendBack(
          errors[k], count: count, through: carrier, toInput: way.slot, into: errors[way.lower],
          adding: !way.isFirst)
      }
    }
  }

  /// Δ_k = (Σ weights · Δ_lower) ⊙ φ′.
  private func sendOn(to k: Int, through weights: Numbers) {
    for way in routes.on[k] {
      kernels[k].sendOn(
        errors[way.lower], count: count, through: weights, fromInput: way.slot, into: errors[k],
        adding: !way.isFirst)
    }
    multiplyBySlope(k)
  }

  /// Δ = (Δ_outputs · B) ⊙ φ′ with the fixed matrix B of a hidden node, classes × its units or maps; a map has the same
  /// error everywhere.
  private func bringOutputError(toHidden place: Int) {
    let k = hidden[place]
    let (maps, isInRows) = (stages[k].maps, arrangement == .rows)
    let classes = stages[last].outputCount
    share.forEachPart(of: count) { _, part in
      let first = part.lowerBound
      MatrixProduct<Scalar>(rows: part.count, columns: maps, inner: classes)(
        errorRows + first * classes, Numbers(fixed[place]!),
        times: (isInRows ? errors[k] : inRows) + first * maps, threads: threads)
    }
    if !isInRows { Scalar.maps.spread(count, maps, stages[k].positions, inRows, errors[k]) }
    multiplyBySlope(k)
  }

  private func multiplyBySlope(_ k: Int) {
    let (kind, place) = (stages[k].activation, stages[k].placeAmongHidden)
    let mask = isMasked ? place.map { masks[$0] } : nil
    let response = mask == nil ? outputs[k] : unmasked[place!]
    if kind != UNIT_LINEAR || mask != nil {
      forEachPart(of: size(k), threads: threads) { part in
        let (first, count) = (part.lowerBound, part.count)
        units.timesSlope(kind, count, response + first, errors[k] + first)
        if let mask { units.times(count, mask + first, errors[k] + first) }
      }
    }
    if isModulated, let place { modulate(errors[k], ofHidden: place) }
  }

  /// The weights through which errors come back through a node, in the orientation of its forward weights.
  ///
  /// - Parameters:
  ///   - k: the node.
  ///   - forward: the forward weights of all synapses.
  ///   - backward: the backward weights.
  /// - Returns: nil where no error comes through, as through the first layer; and where there is nothing to hold
  ///   against the forward weights: there are none, or these themselves carry the errors, or a matrix does that spans
  ///   several layers.
  public func returnWeights(
    ofNode k: Int, forward: UnsafePointer<Scalar>, backward: UnsafePointer<Scalar>
  ) -> UnsafePointer<Scalar>? {
    if routes.back[k].isEmpty || stages[k].weights.isEmpty { return nil }
    switch feedback {
    case .transport: return nil
    case .backwardWeights: return backward + stages[k].weights.lowerBound
    case .direct, .indirect:
      guard k == last, let lower = network.nodes[k].sources[0],
        let place = stages[lower].placeAmongHidden, stages[lower].positions == 1
      else { return nil }
      return fixed[place].map { Numbers($0) }
    case .signSymmetry: return signs!(ofNode: k, forward: forward, backward: backward)
    }
  }
}
