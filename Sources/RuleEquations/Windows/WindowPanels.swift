import CKernels

/// Panels through a window: each ends where what kinks and jumps hang on changes its sign, and is halved until its integrals are
/// right to rounding.
///
/// Each synapse has panels of its own; those of all that are on their way are computed together.
struct WindowPanels {
  typealias Row = WindowTile.Row

  var tile: WindowTile
  let courses: UnsafeMutablePointer<PanelCourse>
  /// Whether signals and constants stand at all points.
  var areSpread = false
  /// How many panels stand side by side: as many as there were synapses on their way when they were computed.
  var panelCount = 0

  /// Whether what roundings make of the integrals is known for the panels of the moment.
  var knowsRoundings = false

  var programs: WindowPrograms { tile.programs }
  var places: WindowMemory { tile.places }
  var layout: EquationLayout { tile.layout }
  var width: Int { tile.width }

  /// Gauss' integral may differ from Kronrod's by so much of ∫ |f|: the error of the latter is then far below rounding.
  static let agreement = 1e-13
  /// What is so small beside a component does not count.
  static let negligible = 0x1p-54
  /// A panel with more than that in its exponent is halved: powers beside each other lose digits.
  static let largestExponent = 8.0
  /// The first panel has so many of the shortest time constant at most.
  static let firstPanel = 4.0
  /// Where so many panels did not do, something has no integral.
  static let mostTries = 100_000
  /// A panel that cannot be shorter is taken with an error of so much.
  static let lastResort = 1e-11
  static let unit = 0x1p-53

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
  func lanes(_ place: Int, _ row: Int = 0) -> Row { tile.lanes(place, row) }

  /// What an integral comes to.
  enum Part: Int {
    case integral, difference, magnitude, rounding
    case exponent, exponentDifference, exponentMagnitude, exponentRounding, growth
  }

  func part(_ integral: Int, _ part: Part) -> Row {
    lanes(places.integrals, integral * WindowMemory.rowsOfIntegral + part.rawValue)
  }

  var position: Row { lanes(places.position) }
  var length: Row { lanes(places.length) }
  var usual: Row { lanes(places.usual) }

  // MARK: A panel of each

  func begin() {
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
  func fastest(_ i: Int) -> Double {
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
  mutating func evaluate() {
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

  func spread(_ place: Int, to panelPlace: Int, _ rows: Int) {
    for row in 0..<rows {
      let (from, to) = (lanes(place, row), tile.panels(panelPlace, row))
      for k in 0..<PanelSigns.count { (to + k * width).update(from: from, count: width) }
    }
  }

  /// Runs a program at the points.
  func run(_ program: Program, rest: (Int) -> Row) {
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
  func integrate(_ integral: WindowPrograms.Integral, _ number: Int) {
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
}
