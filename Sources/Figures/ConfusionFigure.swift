import DataFiles
import HostSystem
import Results

/// What examples of each class were taken for: a heat map of shares of the class, with the counts written into its cells where
/// there is room.
struct ConfusionFigure: GridFigure {
  /// The true class by the class told, row by row.
  private let counts: [[Int]]
  private let names: [String]
  let panels = [0]
  let layout: FigureLayout
  let legend = PanelGrid.Legend()

  /// Of more classes a map says nothing.
  private static let mostClasses = 200

  static let kind = FigureKind(EvaluationTables.confusion, choices: [.labels]) { request in
    let table = try Table(path: request.files[0], as: EvaluationTables.confusion)
    let columns = table.header.groups[0]
    let counts = try table.rows.indices.map { row in
      try columns.map {
        Int(try table.header.needed(table.rows[row], at: $0, line: table.line(ofRow: row)))
      }
    }
    let name = table.header.position(of: "class_name") ?? 0
    return try ConfusionFigure(counts, names: table.rows.map { $0[name] }, request)
  }

  /// Counts the rows of a `predictions.csv`.
  ///
  /// - Throws: `DataFileError` if it is wrong.
  init(predictions request: FigureRequest) throws {
    let table = try TableReader(path: request.files[0])
    let header = try EvaluationTables.predictions.header(table.names, in: table.path)
    let places = ["class", "predicted"].map { name in
      (number: header.position(of: name)!, name: header.position(of: "\(name)_name"))
    }
    var pairs: [[Int]: Int] = [:]
    var names: [Int: String] = [:]
    while let row = try table.readFields() {
      let pair = try places.map {
        try Int(header.needed(row, at: $0.number, line: table.lineNumber))
      }
      for (label, place) in zip(pair, places) {
        names[label] = place.name.map { row[$0] } ?? "\(label)"
      }
      pairs[pair, default: 0] += 1
    }
    let count = (names.keys.max() ?? -1) + 1
    guard count <= Self.mostClasses else {
      throw DataFileError(
        file: table.path, line: nil,
        "there are \(count) classes, and a map shows at most \(Self.mostClasses)")
    }
    try self.init(
      (0..<count).map { label in (0..<count).map { pairs[[label, $0]] ?? 0 } },
      names: (0..<count).map { names[$0] ?? "\($0)" }, request)
  }

  private init(_ counts: [[Int]], names: [String], _ request: FigureRequest) throws {
    guard !counts.isEmpty, counts.allSatisfy({ $0.count == counts.count }) else {
      throw DataFileError(
        file: request.files[0], line: 1, "expected a row and a column for each class, one at least")
    }
    if let labels = request.options.labels {
      try request.check(labels, for: counts.count, "classes")
    }
    self.counts = counts
    self.names = request.options.labels ?? names
    layout = request.layout
  }

  // MARK: Scripts

  private var longest: Int { names.map(\.count).max() ?? 0 }
  private var isTilted: Bool { Double(longest * 8 + 6) > cell }
  /// About the width of a cell.
  private var cell: Double { (layout.width(columns: 1) - 170) / Double(counts.count) }

  var grid: PanelGrid {
    PanelGrid(
      count: 1, layout: layout, tickHeight: isTilted ? Double(min(longest * 5, 100)) : 0,
      tickWidth: Double(max(0, min(longest * 8, 160) - 30)), isSquare: true)
  }
  var terminalHeight: Int { 2 * counts.count + 8 }

  func begin(_ script: inout GnuplotScript, on medium: Medium) {
    let (all, right) = (
      counts.flatMap(\.self).reduce(0, +), counts.indices.reduce(0) { $0 + counts[$1][$1] }
    )
    script.title("\(right) of \(all) examples told right")
    script.label("x", "told")
    script.label("y", "true class")
    if medium == .file { grid.begin(in: &script) }
  }

  func append(panel index: Int, to script: inout GnuplotScript, on medium: Medium) {
    let count = counts.count
    // Of many classes some have their names, evenly spread.
    let drawn = evenlySpaced(min(count, 20), among: count)
    let ticks = drawn.map { script.tick(medium.text(names[$0]), at: $0) }.joined(separator: ", ")
    script.line(
      "set xtics \(isTilted && medium == .file ? "rotate by -35 left " : "")(\(ticks)); set ytics (\(ticks))"
    )
    script.line("set tics scale 0; set key off")
    script.line("set xrange [-0.5:\(count).0-0.5]; set yrange [\(count).0-0.5:-0.5]")
    script.line("$confusion << EOD")
    for (label, row) in counts.enumerated() {
      let all = row.reduce(0, +)
      for (told, number) in row.enumerated() {
        script.line("\(told) \(label) \(all == 0 ? 0 : Double(number) / Double(all)) \(number)")
      }
    }
    script.line("EOD")
    guard medium == .file else {
      script.plot(["$confusion using 1:2:(sprintf('%d', $4)) with labels notitle"])
      return
    }
    script.line(
      "set palette defined \(FigureStyle.map); set cbrange [0:1]; set cblabel 'share of the class'")
    var curves = ["$confusion using 1:2:(0.5):(0.5):3 with boxxyerror lc palette fs solid noborder"]
    let digits = String(counts.flatMap(\.self).max()!).count
    if cell >= Double(7 * digits + 4) {
      let size = script.font(min(12, cell * 0.45))
      for (condition, color) in [
        ("$3 > 0.62", FigureStyle.white), ("$3 <= 0.62", FigureStyle.black),
      ] {
        curves.append(
          "$confusion using 1:2:(\(condition) && $4 > 0 ? sprintf('%d', $4) : '') with labels font ',\(size)' tc rgb '\(color)'"
        )
      }
    }
    script.plot(curves)
  }
}
