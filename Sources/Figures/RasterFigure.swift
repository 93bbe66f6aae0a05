import DataFiles
import HostSystem
import Results

/// The raster of an example's spikes: a bar for each spike, a panel for each layer, the input at the bottom, and one axis of
/// time for all.
struct RasterFigure: DrawnFigure {
  private let path: String
  private let example: Int
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

  static let kind = FigureKind(SpikeRow.schema, drawsExample: true) { request in
    try request.refuseColumns("this is about spikes")
    return try RasterFigure(request)
  }

  /// - Parameter request: a `spikes.csv`; of no example in particular the first one is drawn.
  /// - Throws: `DataFileError` if the file is wrong, or has no spike of the example.
  init(_ request: FigureRequest) throws {
    path = relativePath(from: request.folder, to: request.files[0])
    let table = try TableReader(path: request.files[0], isForGnuplot: true)
    let header = try SpikeRow.schema.header(table.names, in: table.path)
    var layers: [Int: Layer] = [:]
    var examples: Set<Int> = []
    var drawn = request.example
    var (first, last) = (0.0, 0.0)
    while let row = try table.readFields() {
      let cells = try row.indices.map { position in
        guard let cell = try header.number(row, at: position, line: table.lineNumber) else {
          throw header.columns[position].mistake("", in: table.path, line: table.lineNumber)
        }
        return cell
      }
      let (time, example, layer, neuron) = (cells[0], Int(cells[1]), Int(cells[2]), Int(cells[3]))
      (first, last) = (min(first, time), max(last, time))
      examples.insert(example)
      if drawn == nil { drawn = example }
      let known =
        layers[layer] ?? Layer(number: layer, lastNeuron: neuron, isFiring: false)
      layers[layer] = Layer(
        number: layer, lastNeuron: max(known.lastNeuron, neuron),
        isFiring: known.isFiring || example == drawn)
    }
    guard let drawn else {
      throw DataFileError(file: table.path, line: 1, "there is no spike to draw")
    }
    guard examples.contains(drawn) else {
      throw DataFileError(
        file: table.path, line: nil,
        "there is no spike of example \(drawn); there are some of the examples"
          + " \(Self.some(of: examples.sorted()))")
    }
    example = drawn
    times = first...(last > first ? last : first + 1)
    let numbers = layers.keys.sorted(by: >)
    self.layers = evenlySpaced(Self.mostLayers, among: numbers.count).map { layers[numbers[$0]]! }
  }

  /// The numbers, the middle ones left out where there are many.
  private static func some(of numbers: [Int]) -> String {
    let texts = numbers.map { "\($0)" }
    return texts.count <= 8
      ? texts.listed : "\(texts.prefix(6).joined(separator: ", ")), … and \(texts.last!)"
  }

  // MARK: Scripts

  var size: (width: Int, height: Int) { (900, 95 + 175 * layers.count) }
  var terminalHeight: Int { 18 }
  func panelCount(on medium: Medium) -> Int { layers.count }

  func begin(_ script: inout GnuplotScript, on medium: Medium) {
    script.line("spikes = \(GnuplotScript.quotedPath(path))")
    script.line("set datafile separator comma")
    script.line("set datafile columnheaders")
    script.line("set key off")
    // What fires first would stand on the frame.
    let space = 0.02 * times.upperBound - 0.02 * times.lowerBound
    script.line("set xrange [\(times.lowerBound - space):\(times.upperBound + space)]")
    guard medium == .file else { return }
    script.grid()
    let (width, height) = (Double(size.width), Double(size.height))
    script.line(
      "set multiplot layout \(layers.count),1 margins \(75 / width),\(1 - 25 / width),\(55 / height),\(1 - 40 / height)"
        + " spacing 0,\(14 / height)")
  }

  func append(panel index: Int, to script: inout GnuplotScript, on medium: Medium) {
    let layer = layers[index]
    let name = layer.number == 0 ? "input" : "layer \(layer.number)"
    let title = "spikes of test example \(example)"
    switch medium {
    case .file:
      script.line(index == 0 ? "set title '\(title)'" : "unset title")
      script.line("set ylabel 'neuron of \(layer.number == 0 ? "the input" : name)'")
    case .terminal: script.line("set title '\(title): \(name)'")
    }
    let isLast = index == layers.count - 1
    script.line(
      isLast || medium == .terminal
        ? "set xlabel 'time in the trial'; set format x '%g'"
        : "unset xlabel; set format x ''")
    let count = Double(layer.lastNeuron) + 1
    // Bars of many neurons are higher than their rows, or nobody would see them.
    let half = max(0.4, count / 50)
    let margin = max(0.6, 1.2 * half)
    script.line("set yrange [\(-margin):\(Double(layer.lastNeuron) + margin)]")
    script.line(count <= 8 ? "set ytics 1" : "set ytics autofreq")
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
