import DataFiles
import HostSystem
import Results

/// The raster of an example's spikes: a bar for each spike, a panel for each layer, the input at the bottom, and one axis of
/// time for all.
struct RasterFigure: DrawnFigure {
  private let path: String
  private let example: Int
  private let layout: FigureLayout
  /// From the outputs to the input, as they stand below each other.
  private let layers: [Layer]
  /// Of all examples, so that figures of two can be held beside each other.
  private let times: ClosedRange<Double>

  private struct Layer {
    let number: Int
    /// The last neuron that fires in any example.
    var lastNeuron: Int
    /// Whether one fires in the example that is drawn.
    var isFiring: Bool
  }

  /// Of more layers some are drawn, evenly spread.
  private static let mostLayers = 12

  static let kind = FigureKind(SpikeRow.schema, choices: [.example]) { try RasterFigure($0) }

  /// - Parameter request: a `spikes.csv`; of no example in particular the first one is drawn.
  /// - Throws: `DataFileError` if the file is wrong, or has no spike of the example.
  init(_ request: FigureRequest) throws {
    layout = request.layout
    path = relativePath(from: request.folder, to: request.files[0])
    let table = try TableReader(path: request.files[0], isForGnuplot: true)
    let header = try SpikeRow.schema.header(table.names, in: table.path)
    var layers: [Int: Layer] = [:]
    var examples = DrawnExample(wanted: request.example)
    var (first, last) = (0.0, 0.0)
    while let row = try table.readFields() {
      let cells = try header.numbers(row, line: table.lineNumber)
      let (time, example, layer, neuron) = (cells[0], Int(cells[1]), Int(cells[2]), Int(cells[3]))
      (first, last) = (min(first, time), max(last, time))
      examples.see(example)
      let known =
        layers[layer] ?? Layer(number: layer, lastNeuron: neuron, isFiring: false)
      layers[layer] = Layer(
        number: layer, lastNeuron: max(known.lastNeuron, neuron),
        isFiring: known.isFiring || example == examples.number)
    }
    example = try examples.found("spikes", in: table.path)
    times = first...last
    let numbers = layers.keys.sorted(by: >)
    self.layers = evenlySpaced(Self.mostLayers, among: numbers.count).map { layers[numbers[$0]]! }
  }

  // MARK: Scripts

  private var panels: StackedPanels { StackedPanels(layers.count, times: times, layout: layout) }
  var size: (width: Double, height: Double) { panels.size }
  var terminalHeight: Int { 18 }
  func panelCount(on medium: Medium) -> Int { layers.count }

  func begin(_ script: inout GnuplotScript, on medium: Medium) {
    script.line("spikes = \(GnuplotScript.quotedPath(path))")
    script.line("set datafile separator comma")
    script.line("set datafile columnheaders")
    script.line("set key off")
    panels.begin(in: &script, on: medium)
  }

  func append(panel index: Int, to script: inout GnuplotScript, on medium: Medium) {
    let layer = layers[index]
    panels.axes(
      ofPanel: index, title: "spikes of test example \(example)",
      name: layer.number == 0 ? "input" : "layer \(layer.number)",
      label: "neuron of \(layer.number == 0 ? "the input" : "layer \(layer.number)")",
      in: &script, on: medium)
    let count = Double(layer.lastNeuron) + 1
    // Bars of many neurons are higher than their rows, or nobody would see them.
    let half = max(0.4, count / 50)
    let margin = max(0.6, 1.2 * half)
    script.axis(
      "y", Axis(data: -margin...(Double(layer.lastNeuron) + margin), room: 0), on: medium)
    if count <= 8 { script.line("set ytics 1") }
    guard layer.isFiring else {
      script.line("set label 1 'no spikes' at graph 0.5, graph 0.5 center")
      script.line("plot NaN notitle")
      script.line("unset label 1")
      return
    }
    let time =
      "(column('example') == \(example) && column('layer') == \(layer.number) ? column('time') : NaN)"
    let color = layer.number == 0 ? FigureStyle.black : FigureStyle.curve(layer.number - 1)
    script.plot([
      medium == .file
        ? "spikes using \(time):(column('neuron') - \(half)):(0):(\(2 * half)) with vectors nohead lw \(FigureStyle.curveWidth) lc rgb '\(color)'"
        : "spikes using \(time):(column('neuron')) with points pt '|' lc rgb '\(color)'"
    ])
  }
}
