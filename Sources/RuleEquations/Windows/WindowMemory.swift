/// Where the numbers of a tile of synapses stand while it goes through windows.
final class WindowMemory: Sendable {
  /// So many synapses go side by side.
  static let lanes = 48
  static let points = PanelSigns.count
  /// So many numbers a row of panels has.
  static let panels = lanes * points

  // Rows of one number for each synapse.
  let signals, constants, state, end, coefficients, scales: Int
  /// A ``PanelCourse`` for each.
  let courses: Int
  /// How far each is, how long its panel is, and how long panels were before one was cut.
  let position, length, usual: Int
  /// For each integral what it comes to: ∫ q, its error, ∫ |q|, what roundings make of it, and the same of the exponent.
  let integrals: Int
  static let rowsOfIntegral = 9

  // Rows of one number for each point of each panel.
  let panelSignals, panelConstants, panelComponents, panelTimes, panelScales, results,
    roundings: Int
  let within, work: Int
  let functions, functionRoundings: Int
  /// How many numbers there are.
  let count: Int

  init(_ programs: WindowPrograms) {
    var used = 0
    func rows(_ count: Int, of size: Int) -> Int {
      defer { used += count * size }
      return used
    }
    let layout = programs.layout
    let results = programs.levels.map(\.resultCount).max() ?? 0
    let integralCount = programs.levels.map(\.integrals.count).reduce(0, +)
    func ofLanes(_ count: Int) -> Int { rows(count, of: Self.lanes) }
    func ofPanels(_ count: Int) -> Int { rows(count, of: Self.panels) }
    signals = ofLanes(layout.signals)
    constants = ofLanes(layout.constants.count)
    state = ofLanes(layout.components)
    end = ofLanes(layout.components)
    coefficients = ofLanes(programs.coefficientCount)
    scales = ofLanes(layout.components)
    courses = ofLanes((MemoryLayout<PanelCourse>.stride + 7) / 8)
    position = ofLanes(1)
    length = ofLanes(1)
    usual = ofLanes(1)
    integrals = ofLanes(Self.rowsOfIntegral * integralCount)
    guard integralCount > 0 else {
      (panelSignals, panelConstants, panelComponents, panelTimes) = (used, used, used, used)
      (panelScales, self.results, roundings) = (used, used, used)
      (within, work, functions, functionRoundings) = (used, used, used, used)
      count = used
      return
    }
    panelSignals = ofPanels(layout.signals)
    panelConstants = ofPanels(layout.constants.count)
    panelComponents = ofPanels(layout.components)
    panelTimes = ofPanels(1)
    panelScales = ofPanels(layout.components)
    self.results = ofPanels(results)
    roundings = ofPanels(results)
    within = ofPanels(1)
    work = ofPanels(3)
    functions = ofPanels(programs.functionCount)
    functionRoundings = ofPanels(programs.functionCount)
    count = used
  }
}
