import DataFiles
import HostSystem
import Results

/// The voltages of neurons in an example: a curve for each neuron, a panel for each layer, the outputs at the top, and one axis
/// of time for all.
struct VoltagesFigure: DrawnFigure {
  private let path: String
  private let example: Int
  private let layout: FigureLayout
  private let panels: [Panel]
  /// All that are drawn in any panel, in order: their colours are those of the legend.
  private let neurons: [Int]
  private let times: ClosedRange<Double>

  private struct Panel {
    let layer: Int
    let column: String
    let neurons: Set<Int>
  }

  /// Of more layers, or neurons, some are drawn, evenly spread.
  private static let mostLayers = 12
  private static let mostNeurons = 12

  static let kind = FigureKind(VoltageRow.schema, choices: [.columns, .example]) {
    try VoltagesFigure($0)
  }

  /// - Parameter request: a `voltages.csv`; of no example in particular the first one is drawn, of no columns the voltage.
  /// - Throws: `DataFileError` if the file is wrong, or has nothing of the example.
  init(_ request: FigureRequest) throws {
    layout = request.layout
    path = relativePath(from: request.folder, to: request.files[0])
    let table = try TableReader(path: request.files[0], isForGnuplot: true)
    let header = try VoltageRow.schema.header(table.names, in: table.path)
    let columns = request.columns ?? ["voltage"]
    for column in columns where !["voltage", "current"].contains(column) {
      throw DataFileError(
        file: table.path, line: 1,
        "--columns: found \"\(column.excerpt)\", expected voltage, current, or both"
          + suggestion(for: column, among: ["voltage", "current"]))
    }
    var layers: [Int: [Int: Set<Int>]] = [:]
    var examples = DrawnExample(wanted: request.example)
    var (first, last) = (0.0, 0.0)
    while let row = try table.readFields() {
      let cells = try header.numbers(row, line: table.lineNumber)
      let example = Int(cells[0])
      (first, last) = (min(first, cells[3]), max(last, cells[3]))
      examples.see(example)
      layers[example, default: [:]][Int(cells[1]), default: []].insert(Int(cells[2]))
    }
    example = try examples.found("voltages", in: table.path)
    times = first...last
    let ofExample = layers[example]!
    let all = ofExample.values.reduce(into: Set<Int>()) { $0.formUnion($1) }.sorted()
    let neurons = evenlySpaced(Self.mostNeurons, among: all.count).map { all[$0] }
    self.neurons = neurons
    let numbers = ofExample.keys.sorted(by: >)
    panels = evenlySpaced(Self.mostLayers, among: numbers.count).flatMap { place in
      columns.map { column in
        Panel(
          layer: numbers[place], column: column,
          neurons: ofExample[numbers[place]]!.intersection(neurons))
      }
    }
  }

  // MARK: Scripts

  private var stack: StackedPanels {
    StackedPanels(panels.count, times: times, layout: layout, legendWidth: 90)
  }
  var size: (width: Double, height: Double) { stack.size }
  var terminalHeight: Int { 18 }
  func panelCount(on medium: Medium) -> Int { panels.count }

  func begin(_ script: inout GnuplotScript, on medium: Medium) {
    script.line("voltages = \(GnuplotScript.quotedPath(path))")
    script.line("set datafile separator comma")
    script.line("set datafile columnheaders")
    stack.begin(in: &script, on: medium)
  }

  func append(panel index: Int, to script: inout GnuplotScript, on medium: Medium) {
    let panel = panels[index]
    let letter = panel.column == "voltage" ? "V" : "I"
    stack.axes(
      ofPanel: index,
      title:
        "\(Set(panels.map(\.column)).count > 1 ? "states" : "\(panel.column)s") in test example \(example)",
      name: "\(letter) of layer \(panel.layer)", label: "\(letter) of layer \(panel.layer)",
      in: &script, on: medium)
    if medium == .file {
      script.line(
        index == 0 && layout.key != .none
          ? "set key at screen \(stack.right + 0.01),\(stack.top) left top Left reverse samplen 2 title 'neuron' left"
          : "set key off")
    }
    script.plot(
      neurons.enumerated().map { place, neuron in
        let color = FigureStyle.curve(place, of: neurons.count)
        let style = "with lines lw \(FigureStyle.curveWidth) lc rgb '\(color)' title '\(neuron)'"
        guard panel.neurons.contains(neuron) else { return "NaN \(style)" }
        let isDrawn =
          "column('example') == \(example) && column('layer') == \(panel.layer) && column('neuron') == \(neuron)"
        return
          "voltages using (column('time')):(\(isDrawn) ? column('\(panel.column)') : NaN) \(style)"
      })
  }
}
