import DataFiles
import HostSystem
import Results

/// A map of what a network takes examples for: each is a point in the plane of two of its numbers, in the colour of the class that
/// it was taken for; those that are told wrong have a ring in the colour of their own.
struct DecisionsFigure: DrawnFigure {
  private let path: String
  /// The columns across and upwards.
  private let axes: (x: String, y: String)
  /// What the classes are called, by their numbers.
  private let classes: [Int: String]
  private let ranges: (x: ClosedRange<Double>, y: ClosedRange<Double>)
  private let count: Int
  private let layout: FigureLayout
  private let wrong: Int

  static let kind = FigureKind(
    EvaluationTables.predictions, choices: [.panels, .columns, .labels]
  ) { request in
    let names = ["decisions", "confusion"]
    let chosen = try request.chosen(names) { $0 }
    guard chosen.count == 1 || request.options.panels == nil else {
      throw DataFileError(
        file: request.files[0], line: nil,
        "--panels: expected one of \(names.joined(separator: ", "))")
    }
    // Without two numbers of each example there is no plane that they lie in.
    let hasPlane = (try? TableReader(path: request.files[0]).names.contains("input_1")) ?? false
    let isConfusion =
      request.options.panels == nil ? !hasPlane && request.columns == nil : chosen[0] == names[1]
    return isConfusion ? try ConfusionFigure(predictions: request) : try DecisionsFigure(request)
  }

  /// - Parameter request: a `predictions.csv` with the examples' numbers; of no columns in particular the first two are drawn.
  /// - Throws: `DataFileError` if the file is wrong, has no numbers of the examples, or not these.
  init(_ request: FigureRequest) throws {
    layout = request.layout
    path = relativePath(from: request.folder, to: request.files[0])
    let table = try TableReader(path: request.files[0], isForGnuplot: true)
    let header = try EvaluationTables.predictions.header(table.names, in: table.path)
    let inputs = EvaluationTables.inputs(EvaluationTables.mostInputs)
      .filter { header.position(of: $0) != nil }
    guard inputs.count >= 2 else {
      throw DataFileError(
        file: table.path, line: 1,
        "there are no columns input_0 and input_1, which a map is drawn of: only examples of two to"
          + " \(EvaluationTables.mostInputs) numbers have them")
    }
    let columns = request.columns ?? Array(inputs.prefix(2))
    guard columns.count == 2 else {
      throw DataFileError(
        file: table.path, line: 1,
        "--columns: found \(columns.joined(separator: ",")), expected the two that the map lies in, such as"
          + " \(inputs[0]),\(inputs[1])")
    }
    let places = try columns.map { column in
      guard inputs.contains(column) else {
        throw DataFileError(
          file: table.path, line: 1,
          "--columns: found \"\(column.excerpt)\", expected two of \(inputs.joined(separator: ", "))"
            + suggestion(for: column, among: inputs))
      }
      return header.position(of: column)!
    }
    axes = (columns[0], columns[1])
    let names = ["class", "predicted"].map { name in
      (number: header.position(of: name)!, name: header.position(of: "\(name)_name"))
    }
    var classes: [Int: String] = [:]
    var (count, wrong) = (0, 0)
    var low = [Double.infinity, .infinity]
    var high = [-Double.infinity, -.infinity]
    while let row = try table.readFields() {
      let numbers = try names.map {
        try Int(header.needed(row, at: $0.number, line: table.lineNumber))
      }
      for (number, place) in zip(numbers, names.map(\.name)) {
        classes[number] = place.map { row[$0] } ?? "\(number)"
      }
      for (k, place) in places.enumerated() {
        let value = try header.needed(row, at: place, line: table.lineNumber)
        (low[k], high[k]) = (min(low[k], value), max(high[k], value))
      }
      count += 1
      if numbers[0] != numbers[1] { wrong += 1 }
    }
    guard count > 0 else {
      throw DataFileError(file: table.path, line: 1, "there is no example to draw")
    }
    if let labels = request.options.labels {
      try request.check(labels, for: classes.count, "classes")
      for (label, name) in zip(classes.keys.sorted(), labels) { classes[label] = name }
    }
    (self.classes, self.count, self.wrong) = (classes, count, wrong)
    func range(_ k: Int) -> ClosedRange<Double> {
      // No difference of what lies far apart, nor one that is lost beside it.
      let space =
        high[k] > low[k] ? 0.03 * high[k] - 0.03 * low[k] : max(1, 0.03 * low[k].magnitude)
      return (low[k] - space)...(high[k] + space)
    }
    ranges = (range(0), range(1))
  }

  // MARK: Scripts

  var size: (width: Double, height: Double) {
    let width = layout.width ?? 520
    return (width, layout.height ?? 0.8 * width)
  }
  var terminalHeight: Int { 30 }
  func panelCount(on medium: Medium) -> Int { 1 }

  func begin(_ script: inout GnuplotScript, on medium: Medium) {
    script.line("predictions = \(GnuplotScript.quotedPath(path))")
    script.line("set datafile separator comma")
    script.line("set datafile columnheaders")
    script.axis("x", Axis(data: ranges.x, room: 0), on: medium)
    script.axis("y", Axis(data: ranges.y, room: 0), on: medium)
    script.label("x", medium.text(axes.x))
    script.label("y", medium.text(axes.y))
    if medium == .file {
      let width = ranges.x.upperBound - ranges.x.lowerBound
      let height = ranges.y.upperBound - ranges.y.lowerBound
      // Alike in both directions, unless the map would be a line.
      script.line((1 / 3...3).contains(height / width) ? "set size ratio -1" : "set size square")
    }
    script.title("\(count - wrong) of \(count) examples told right")
    script.line(
      layout.key == .none
        ? "set key off"
        : "set key outside right top title 'taken for' left Left reverse samplen 1")
  }

  /// Of more classes some stand in the legend, evenly spread.
  private static let mostNames = 20
  private static let mostColors = 1000

  func append(panel index: Int, to script: inout GnuplotScript, on medium: Medium) {
    let drawn = classes.keys.sorted()
    let shown = script.shown
    // A colour for each number that a class may have, over again where there are more.
    let colorCount = min(drawn.last!, Self.mostColors - 1) + 1
    func color(_ label: Int) -> String { FigureStyle.curve(label % colorCount, of: colorCount) }
    let words = (0..<colorCount).map { "\(Int(color($0).dropFirst(), radix: 16)!)" }
    script.line("colors = '\(words.joined(separator: " "))'")
    script.line("color(class) = word(colors, int(class) % \(colorCount) + 1) + 0")
    let (x, y) = ("(column('\(axes.x)'))", "column('\(axes.y)')")
    let ring = "with points pt 6 ps 1.2 lw 2 lc rgb"
    let names = evenlySpaced(Self.mostNames, among: drawn.count).map { place in
      "NaN with points pt 7 ps 1 lc rgb '\(color(drawn[place]))' title \(shown(medium.text(classes[drawn[place]]!)))"
    }
    switch medium {
    case .file:
      let missed =
        wrong == 0
        ? []
        : [
          "predictions using \(x):(column('class') == column('predicted') ? NaN : \(y)):(color(column('class'))) \(ring) variable notitle",
          "NaN \(ring) '\(FigureStyle.black)' title 'told wrong'",
        ]
      script.plot(
        [
          "predictions using \(x):(\(y)):(color(column('predicted'))) with points pt 7 ps 0.5 lc rgb variable notitle"
        ]
          + missed.prefix(1) + names + missed.dropFirst())
    case .terminal:
      script.plot(
        ["predictions using \(x):(\(y)) with points pt '.' lc rgb '\(FigureStyle.black)' notitle"]
          + evenlySpaced(Self.mostNames, among: drawn.count).map { place in
            "predictions using \(x):(column('predicted') == \(drawn[place]) ? \(y) : NaN) with points pt '\(place % 10)'"
              + " lc rgb '\(color(drawn[place]))' title \(shown(medium.text(classes[drawn[place]]!)))"
          })
    }
  }

  func end(_ script: inout GnuplotScript, on medium: Medium) {}
}
