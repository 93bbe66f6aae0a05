import CKernels

/// What roundings make of integrals, and what is seen of signs.
extension WindowPanels {
  /// How much components may be off by at the points, in units of rounding: as much as they are, or were.
  func writeScales() {
    let width = panelCount
    for component in layout.componentIndices {
      let (values, begin, to) = (
        tile.panels(places.panelComponents, component), lanes(places.state, component),
        tile.panels(places.panelScales, component)
      )
      for k in 0..<PanelSigns.count {
        for i in 0..<width {
          to[k * width + i] = begin[i].magnitude + values[k * width + i].magnitude
        }
      }
    }
  }

  mutating func learnRoundings() {
    guard !knowsRoundings else { return }
    knowsRoundings = true
    let width = panelCount
    writeScales()
    var first = 0
    // Two rows that nobody reads any more.
    let (sum, other) = (tile.panels(places.work, 0), tile.panels(places.work, 1))
    for level in programs.levels {
      run(level.roundings) { tile.panels(places.roundings, $0) }
      for (k, integral) in level.integrals.enumerated() {
        panel_integrals(
          width, length, tile.panels(places.roundings, integral.forcing), sum, other,
          part(first + k, .rounding))
        guard let factor = integral.factor else { continue }
        panel_integrals(
          width, length, tile.panels(places.roundings, factor), sum, other,
          part(first + k, .exponentRounding))
        for i in 0..<width {
          let growth = part(first + k, .growth)[i]
          part(first + k, .rounding)[i] *= max(1, 1 / growth)
        }
      }
      first += level.integrals.count
    }
  }

  // MARK: Signs

  /// Looks where functions change their signs, and which are not resolved.
  mutating func lookAtFunctions() {
    knowsRoundings = false
    guard programs.functionCount > 0 else { return }
    var mayBeNoise = false
    for i in 0..<width {
      let sight = sight(i, withRoundings: false)
      courses[i].sight = sight
      mayBeNoise = mayBeNoise || sight != .smooth
    }
    guard mayBeNoise else { return }
    writeScales()
    run(programs.functionRoundings) { tile.panels(places.functionRoundings, $0) }
    for i in 0..<width where courses[i].sight != .smooth {
      courses[i].sight = sight(i, withRoundings: true)
    }
  }

  func sight(_ i: Int, withRoundings: Bool) -> PanelCourse.Sight {
    let count = PanelSigns.count
    var first: Double?
    var isResolved = true
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * count) { numbers in
      let (values, roundings) = (numbers.baseAddress!, numbers.baseAddress! + count)
      for function in 0..<programs.functionCount {
        let row = tile.panels(places.functions, function)
        let other = tile.panels(places.functionRoundings, function)
        for k in 0..<count {
          values[k] = row[k * panelCount + i]
          if withRoundings { roundings[k] = 16 * Self.unit * other[k * panelCount + i] }
        }
        switch PanelSigns(values, roundings: withRoundings ? roundings : nil) {
        case .none: break
        case .unresolved: isResolved = false
        case .change(let place): first = min(first ?? 1, place)
        }
      }
    }
    if let first, isResolved { return .change(at: first) }
    return isResolved ? .smooth : .unresolved
  }
}
