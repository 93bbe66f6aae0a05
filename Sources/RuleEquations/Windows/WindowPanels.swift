import CKernels

/// Panels through a window: each ends where what kinks and jumps hang on changes its sign, and is halved until its integrals are
/// right to rounding.
///
/// Each synapse has panels of its own; those of all that are on their way are computed together.
struct WindowPanels {
  private typealias Row = WindowTile.Row

  private var tile: WindowTile
  private let courses: UnsafeMutablePointer<PanelCourse>
  /// Whether signals and constants stand at all points.
  private var areSpread = false
  /// How many panels stand side by side: as many as there were synapses on their way when they were computed.
  private var panelCount = 0

  private var programs: WindowPrograms { tile.programs }
  private var places: WindowMemory { tile.places }
  private var layout: EquationLayout { tile.layout }
  private var width: Int { tile.width }

  /// Gauss' integral may differ from Kronrod's by so much of ∫ |f|: the error of the latter is then far below rounding.
  private static let agreement = 1e-13
  /// What is so small beside a component does not count.
  private static let negligible = 0x1p-54
  /// A panel with more than that in its exponent is halved: powers beside each other lose digits.
  private static let largestExponent = 8.0
  /// The first panel has so many of the shortest time constant at most.
  private static let firstPanel = 4.0
  /// Where so many panels did not do, something has no integral.
  private static let mostTries = 100_000
  /// A panel that cannot be shorter is taken with an error of so much.
  private static let lastResort = 1e-11
  private static let unit = 0x1p-53

  init(_ tile: WindowTile, _ courses: UnsafeMutablePointer<PanelCourse>) {
    self.tile = tile
    self.courses = courses
  }

  mutating func go() {
    begin()
    while width > 0 {
      evaluate()
      lookAtFunctions()
      for i in (0..<width).reversed() { decide(i) }
    }
  }

  // MARK: Rows

  /// A row of one number for each synapse, and a synapse's number there.
  private func lanes(_ place: Int, _ row: Int = 0) -> Row { tile.lanes(place, row) }

  /// What an integral comes to.
  private enum Part: Int {
    case integral, difference, magnitude, rounding
    case exponent, exponentDifference, exponentMagnitude, exponentRounding, growth
  }

  private func part(_ integral: Int, _ part: Part) -> Row {
    lanes(places.integrals, integral * WindowMemory.rowsOfIntegral + part.rawValue)
  }

  private var position: Row { lanes(places.position) }
  private var length: Row { lanes(places.length) }
  private var usual: Row { lanes(places.usual) }

  // MARK: A panel of each

  private func begin() {
    for i in 0..<width {
      position[i] = 0
      let first = min(tile.duration, Self.firstPanel / fastest(i))
      length[i] = first
      usual[i] = first
      for component in layout.componentIndices {
        lanes(places.scales, component)[i] = lanes(places.state, component)[i].magnitude
      }
    }
  }

  /// A bound for the rates of a synapse's linear components that others hang on.
  private func fastest(_ i: Int) -> Double {
    var largest = 0.0
    for block in programs.wantedBlocks {
      let count = programs.plan.blocks[block].count
      for row in 0..<count {
        var sum = 0.0
        for column in 0..<count {
          let place = programs.matrices[block] + row * count + column
          sum += lanes(places.coefficients, place)[i].magnitude
        }
        largest = max(largest, sum)
      }
    }
    return largest
  }

  /// Everything at the points, and the integrals.
  private mutating func evaluate() {
    panelCount = width
    let (width, count) = (panelCount, PanelSigns.count)
    let (within, times) = (tile.panels(places.within), tile.panels(places.panelTimes))
    for (k, point) in PanelSigns.points.enumerated() {
      for i in 0..<width {
        let time = position[i] + length[i] * point
        within[k * width + i] = time
        times[k * width + i] = tile.start + time
      }
    }
    if !areSpread {
      spread(places.signals, to: places.panelSignals, layout.signals)
      spread(places.constants, to: places.panelConstants, layout.constants.count)
      areSpread = true
    }
    tile.moveLinear(
      programs.wantedBlocks, points: count, time: { UnsafePointer(within + $0 * width) },
      step: { point, i in length[i] * PanelSigns.steps[point] },
      to: { tile.panels(places.panelComponents, $0) })
    var first = 0
    for level in programs.levels {
      run(level.results) { tile.panels(places.results, $0) }
      for (k, integral) in level.integrals.enumerated() { integrate(integral, first + k) }
      first += level.integrals.count
    }
    if programs.functionCount > 0 {
      run(programs.functions) { tile.panels(places.functions, $0) }
    }
  }

  private func spread(_ place: Int, to panelPlace: Int, _ rows: Int) {
    for row in 0..<rows {
      let (from, to) = (lanes(place, row), tile.panels(panelPlace, row))
      for k in 0..<PanelSigns.count { (to + k * width).update(from: from, count: width) }
    }
  }

  /// Runs a program at the points.
  private func run(_ program: Program, rest: (Int) -> Row) {
    withUnsafeTemporaryAllocation(of: Row?.self, capacity: program.streamCount) { streams in
      layout.place(
        streams, gradient: tile.panels(places.panelSignals), signalStride: WindowMemory.panels,
        state: tile.panels(places.panelComponents), stride: WindowMemory.panels,
        constants: tile.panels(places.panelConstants), constantStride: WindowMemory.panels)
      streams[WindowPrograms.times(layout)] = tile.panels(places.panelTimes)
      for k in layout.componentIndices {
        streams[WindowPrograms.scales(layout) + k] = tile.panels(places.panelScales, k)
      }
      let first = WindowPrograms.results(layout)
      for k in first..<program.streamCount { streams[k] = rest(k - first) }
      let none: InlineArray<0, Double> = []
      _ = program.run(
        UnsafeBufferPointer(streams), given: none.span, count: panelCount * PanelSigns.count)
    }
  }

  /// x′ = f + a x: with A = ∫ a, x = e^A (x₀ + ∫ e^(−A) f).
  private func integrate(_ integral: WindowPrograms.Integral, _ number: Int) {
    let (width, count) = (width, width * PanelSigns.count)
    var integrand = tile.panels(places.results, integral.forcing)
    let exponents = tile.panels(places.work, 0)
    let inner = tile.panels(places.work, 2)
    if let factor = integral.factor {
      let rates = tile.panels(places.results, factor)
      panel_integrals(
        width, length, rates, part(number, .exponent), part(number, .exponentDifference),
        part(number, .exponentMagnitude))
      kernel_exp(width, part(number, .exponent), part(number, .growth))
      panel_antiderivatives(width, length, rates, exponents)
      let shrunk = tile.panels(places.work, 1)
      for k in 0..<count { shrunk[k] = -exponents[k] }
      kernel_exp(count, shrunk, shrunk)
      for k in 0..<count { shrunk[k] *= integrand[k] }
      integrand = shrunk
    }
    panel_integrals(
      width, length, integrand, part(number, .integral), part(number, .difference),
      part(number, .magnitude))
    guard !integral.wanted.isEmpty else { return }
    panel_antiderivatives(width, length, integrand, inner)
    if integral.factor != nil { kernel_exp(count, exponents, exponents) }
    for component in integral.wanted {
      let (values, begin) = (
        tile.panels(places.panelComponents, component), lanes(places.state, component)
      )
      for k in 0..<PanelSigns.count {
        for i in 0..<width {
          let value = begin[i] + inner[k * width + i]
          values[k * width + i] =
            integral.factor == nil ? value : value * exponents[k * width + i]
        }
      }
    }
  }

  // MARK: Roundings

  /// Whether what roundings make of the integrals is known for the panels of the moment.
  private var knowsRoundings = false

  /// How much components may be off by at the points, in units of rounding: as much as they are, or were.
  private func writeScales() {
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

  private mutating func learnRoundings() {
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
  private mutating func lookAtFunctions() {
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

  private func sight(_ i: Int, withRoundings: Bool) -> PanelCourse.Sight {
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

  // MARK: Decisions

  /// Takes a synapse's panel, or tries a shorter one.
  private mutating func decide(_ i: Int) {
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
  private func shortest(_ i: Int) -> Double {
    let time = position[i] + (programs.goesWithTime ? tile.start.magnitude : 0)
    return max(0x1p-48 * time, 1e-40 * tile.duration)
  }

  private func halve(_ i: Int) {
    length[i] /= 2
    usual[i] = length[i]
    courses[i].halvings += 1
    courses[i].isCut = false
    courses[i].mayGrow = false
  }

  /// Remembers how large components become.
  private func noteScales(_ i: Int, share: Double) {
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

  private func forEachIntegral(_ body: (Int, WindowPrograms.Integral) -> Void) {
    var number = 0
    for level in programs.levels {
      for integral in level.integrals {
        body(number, integral)
        number += 1
      }
    }
  }

  private func scale(_ integral: WindowPrograms.Integral, _ i: Int) -> Double {
    var smallest = Double.infinity
    for component in integral.components {
      smallest = min(smallest, lanes(places.scales, component)[i])
    }
    return smallest
  }

  /// Whether a panel's integrals are right to rounding.
  private mutating func isRight(_ i: Int) -> Bool {
    if isRight(i, withRoundings: false) { return true }
    // Where halving does not help it may be rounding that is seen.
    guard courses[i].halvings >= 2 else { return false }
    learnRoundings()
    return isRight(i, withRoundings: true)
  }

  private func isRight(_ i: Int, withRoundings: Bool) -> Bool {
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
  private func isAcceptable(_ i: Int) -> Bool {
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

  private mutating func take(_ i: Int) {
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
  private func moveCoupled(_ i: Int) {
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

  private mutating func fail(_ i: Int) {
    forEachIntegral { _, integral in
      for component in integral.components { lanes(places.state, component)[i] = .nan }
    }
    finish(i)
  }

  /// Keeps what a synapse has come to; the last one takes its place.
  private mutating func finish(_ i: Int) {
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

  private func move(_ last: Int, to i: Int, _ place: Int, _ rows: Int) {
    for row in 0..<rows { lanes(place, row)[i] = lanes(place, row)[last] }
  }
}
