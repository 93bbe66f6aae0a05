import CKernels

/// Which panels are taken, cut or halved.
extension WindowPanels {
  /// Takes a synapse's panel, or tries a shorter one.
  mutating func decide(_ i: Int) {
    courses[i].tries += 1
    guard courses[i].tries <= Self.mostTries else { return fail(i) }
    let shortest = shortest(i)
    let isShortest = length[i] <= shortest
    switch courses[i].sight {
    case .unresolved where !isShortest: return halve(i)
    case .change(let place) where length[i] * place > shortest:
      length[i] *= place
      courses[i].isCut = true
      return
    default: break
    }
    noteScales(i, share: 0x1p-10)
    if !isRight(i) {
      if !isShortest { return halve(i) }
      guard isAcceptable(i) else { return fail(i) }
    }
    take(i)
  }

  /// Panels that are no longer are not parted any more.
  func shortest(_ i: Int) -> Double {
    let time = position[i] + (programs.goesWithTime ? tile.start.magnitude : 0)
    return max(0x1p-48 * time, 1e-40 * tile.duration)
  }

  func halve(_ i: Int) {
    length[i] /= 2
    usual[i] = length[i]
    courses[i].halvings += 1
    courses[i].isCut = false
    courses[i].mayGrow = false
  }

  /// Remembers how large components become.
  func noteScales(_ i: Int, share: Double) {
    forEachIntegral { number, integral in
      let growth = integral.factor == nil ? 1 : part(number, .growth)[i]
      let size = share * part(number, .magnitude)[i] * growth
      guard size.isFinite else { return }
      for component in integral.components {
        let scale = lanes(places.scales, component)
        scale[i] = max(scale[i], size)
      }
    }
  }

  func forEachIntegral(_ body: (Int, WindowPrograms.Integral) -> Void) {
    var number = 0
    for level in programs.levels {
      for integral in level.integrals {
        body(number, integral)
        number += 1
      }
    }
  }

  func scale(_ integral: WindowPrograms.Integral, _ i: Int) -> Double {
    var smallest = Double.infinity
    for component in integral.components {
      smallest = min(smallest, lanes(places.scales, component)[i])
    }
    return smallest
  }

  /// Whether a panel's integrals are right to rounding.
  mutating func isRight(_ i: Int) -> Bool {
    if isRight(i, withRoundings: false) { return true }
    // Where halving does not help it may be rounding that is seen.
    guard courses[i].halvings >= 2 else { return false }
    learnRoundings()
    return isRight(i, withRoundings: true)
  }

  func isRight(_ i: Int, withRoundings: Bool) -> Bool {
    var areRight = true
    forEachIntegral { number, integral in
      var growth = 1.0
      if integral.factor != nil {
        growth = part(number, .growth)[i]
        let (size, error) = (
          part(number, .exponentMagnitude)[i], part(number, .exponentDifference)[i]
        )
        var allowed = max(Self.agreement * size, Self.negligible)
        if withRoundings {
          allowed = max(allowed, 16 * Self.unit * part(number, .exponentRounding)[i])
        }
        if !(error <= allowed && size <= Self.largestExponent) { areRight = false }
      }
      var allowed = max(
        Self.agreement * part(number, .magnitude)[i],
        Self.negligible * scale(integral, i) / growth)
      if withRoundings {
        allowed = max(allowed, 16 * Self.unit * part(number, .rounding)[i])
      }
      if !(part(number, .difference)[i] <= allowed) { areRight = false }
    }
    return areRight
  }

  /// Whether what is wrong with a panel that cannot be shorter does not matter.
  func isAcceptable(_ i: Int) -> Bool {
    var isAcceptable = true
    forEachIntegral { number, integral in
      let growth = integral.factor == nil ? 1 : part(number, .growth)[i]
      let allowed = Self.lastResort * scale(integral, i)
      let exponent = integral.factor == nil ? 0 : part(number, .exponentMagnitude)[i]
      if !(part(number, .magnitude)[i] * growth <= allowed && exponent <= Self.lastResort) {
        isAcceptable = false
      }
    }
    return isAcceptable
  }

  mutating func take(_ i: Int) {
    noteScales(i, share: 1)
    forEachIntegral { number, integral in
      let change = part(number, .integral)[i]
      let growth = integral.factor == nil ? 1 : part(number, .growth)[i]
      for component in integral.components {
        let row = lanes(places.state, component)
        row[i] = (row[i] + change) * growth
        let scale = lanes(places.scales, component)
        scale[i] = max(scale[i], row[i].magnitude)
      }
    }
    moveCoupled(i)
    let end = position[i] + length[i]
    if courses[i].mayGrow, !courses[i].isCut { usual[i] = 2 * max(usual[i], length[i]) }
    courses[i].mayGrow = true
    courses[i].isCut = false
    courses[i].halvings = 0
    guard end < tile.duration * (1 - 0x1p-50) else { return finish(i) }
    position[i] = end
    let rest = tile.duration - end
    length[i] = usual[i] < 0.75 * rest ? usual[i] : rest
  }

  /// Carries linear components that hang together on to the panel's end: within a panel they are as smooth as can be then, which
  /// they would not be from the window's start on.
  func moveCoupled(_ i: Int) {
    let last = (PanelSigns.count - 1) * panelCount + i
    for block in programs.wantedBlocks where programs.plan.blocks[block].count > 1 {
      let components = programs.plan.blocks[block]
      let count = components.count
      withUnsafeTemporaryAllocation(of: Double.self, capacity: count * (count + 3)) { numbers in
        let matrix = numbers.baseAddress!
        let (begin, push, end) = (
          matrix + count * count, matrix + count * (count + 1), matrix + count * (count + 2)
        )
        for k in 0..<(count * count) {
          matrix[k] = lanes(places.coefficients, programs.matrices[block] + k)[i]
        }
        for (k, component) in components.enumerated() {
          begin[k] = tile.panels(places.panelComponents, component)[last]
          push[k] = lanes(places.coefficients, programs.forcings[block] + k)[i]
        }
        window_linear(count, matrix, begin, push, length[i] * PanelSigns.lastStep, end)
        for (k, component) in components.enumerated() {
          lanes(places.state, component)[i] = end[k]
        }
      }
    }
  }

  mutating func fail(_ i: Int) {
    forEachIntegral { _, integral in
      for component in integral.components { lanes(places.state, component)[i] = .nan }
    }
    finish(i)
  }

  /// Keeps what a synapse has come to; the last one takes its place.
  mutating func finish(_ i: Int) {
    forEachIntegral { _, integral in
      for component in integral.components {
        lanes(places.end, component)[courses[i].lane] = lanes(places.state, component)[i]
      }
    }
    let last = width - 1
    tile.width = last
    areSpread = false
    guard last != i else { return }
    courses[i] = courses[last]
    move(last, to: i, places.signals, layout.signals)
    move(last, to: i, places.constants, layout.constants.count)
    move(last, to: i, places.state, layout.components)
    move(last, to: i, places.coefficients, programs.coefficientCount)
    move(last, to: i, places.scales, layout.components)
    move(last, to: i, places.position, 1)
    move(last, to: i, places.length, 1)
    move(last, to: i, places.usual, 1)
  }

  func move(_ last: Int, to i: Int, _ place: Int, _ rows: Int) {
    for row in 0..<rows { lanes(place, row)[i] = lanes(place, row)[last] }
  }
}
