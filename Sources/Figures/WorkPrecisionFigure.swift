import DataFiles
import Foundation
import HostSystem
import Results
import SystemPackage

/// Error against work, log–log, from `compare.csv`.
struct WorkPrecisionFigure: GridFigure {
  /// The comparison's file.
  let path: String
  /// Where the script will stand; the file is named relative to it.
  private let folder: String
  /// The methods in it, with the number of their trials that succeeded.
  private let methods: [(name: String, good: Int)]
  /// The error of the reference, which no measured error can be below.
  private let summary: ComparisonSummary?
  /// The error of the exact propagator, if it is there.
  private let exactError: Double?
  /// What the trials' errors, right-hand sides and times span, of those above 0: there is no other place on logarithmic axes.
  private let errors, evaluations, times: ClosedRange<Double>?
  /// Whether Euler's trial with dt = 1 succeeded: the paper's discrete algorithm.
  private let discrete: Bool

  let layout: FigureLayout
  let panels: [Work]

  /// Reads a comparison.
  ///
  /// - Throws: `DataFileError` if the file is not one.
  init(_ request: FigureRequest) throws {
    let path = request.files[0]
    self.path = path
    folder = request.folder
    layout = request.layout
    panels = try request.chosen([.evaluations, .seconds], name: \.rawValue)
    let table = try Table(path: path, as: ComparisonRow.schema, isForGnuplot: true)
    func position(_ name: String) -> Int { table.header.position(of: name)! }
    let (name, status) = (position("method"), position("status"))
    let (dt, error) = (position("dt"), position("error_max"))
    let (seconds, work) = (position("seconds"), position("rhs_evaluations"))
    var methods: [(name: String, good: Int)] = []
    var discrete = false
    var drawn: [[ClosedRange<Double>]] = [[], [], []]
    var exactError: Double?
    var hasPoints = false
    for (index, fields) in table.rows.enumerated() {
      func number(_ position: Int) throws -> Double { try table.number(index, position) ?? 0 }
      let isGood = fields[status] == "ok"
      if let known = methods.firstIndex(where: { $0.name == fields[name] }) {
        methods[known].good += isGood ? 1 : 0
      } else {
        methods.append((fields[name], isGood ? 1 : 0))
      }
      let (error, evaluations) = try (number(error), number(work))
      guard isGood else { continue }
      if error > 0, error.isFinite, try max(number(seconds), evaluations) > 0 { hasPoints = true }
      for (k, value) in try [error, evaluations, number(seconds)].enumerated()
      where value > 0 && value.isFinite {
        drawn[k].append(value...value)
      }
      if fields[name] == "exact" { exactError = error }
      if fields[name] == "euler", try number(dt) == 1 { discrete = true }
    }
    guard hasPoints else {
      throw DataFileError(
        file: path, line: 2,
        "found no trial that succeeded with an error above 0, expected one to draw")
    }
    self.methods = methods
    self.discrete = discrete
    (errors, evaluations, times) = (
      union(of: drawn[0]), union(of: drawn[1]), union(of: drawn[2])
    )
    self.exactError = exactError
    summary = InputFile.contents(FilePath(path).beside("summary.json"))
      .flatMap { try? ComparisonSummary(json: $0) }
  }

  static let kind = FigureKind(ComparisonRow.schema, choices: [.panels]) {
    try WorkPrecisionFigure($0)
  }

  // MARK: Scripts

  var terminalHeight: Int { 24 }
  /// In a terminal the error is drawn against one kind of work alone.
  func panelCount(on medium: Medium) -> Int { medium == .file ? panels.count : 1 }

  var legend: PanelGrid.Legend {
    let shown = methods.filter { $0.good > 0 }.map { Self.title($0.name) }
    return PanelGrid.Legend(entries: (shown + markTitles).map(GnuplotScript.escaped))
  }

  func begin(_ script: inout GnuplotScript, on medium: Medium) {
    common(&script)
    guard medium == .file else { return }
    script.grid()
    grid.begin(in: &script)
  }

  func append(panel index: Int, to script: inout GnuplotScript, on medium: Medium) {
    if medium == .file { grid.legend(ofPanel: index, in: &script) }
    panel(panels[index], isFirst: index == 0, to: &script, on: medium)
  }

  enum Work: String {
    case evaluations, seconds

    /// The column of the table.
    var column: String { self == .evaluations ? "rhs_evaluations" : "seconds" }
  }

  private func common(_ script: inout GnuplotScript) {
    script.line("trials = \(GnuplotScript.quotedPath(relativePath(from: folder, to: path)))")
    script.line("set datafile separator comma")
    script.line("set datafile columnheaders")
    script.line("set datafile missing NaN")
    script.label("y", "largest relative error")
  }

  private func panel(
    _ work: Work, isFirst: Bool, to script: inout GnuplotScript, on medium: Medium
  ) {
    script.line("unset arrow; unset label")
    switch work {
    case .evaluations:
      script.title("error against right-hand sides")
      script.label("x", "right-hand-side evaluations")
    case .seconds:
      script.title("error against time")
      script.label("x", "time (\(ComparisonRow.schema["seconds"].unit!))")
    }
    var curves: [String] = []
    for (index, method) in methods.enumerated() where method.good > 0 {
      let color = FigureStyle.curve(index)
      let error = "\(condition(method.name)) ? column(\"error_max\") : NaN"
      let title = "title \(script.shown(medium.text(Self.title(method.name))))"
      // The propagator evaluates no right-hand side: there its error is a level.
      if work == .evaluations, method.name == "exact" {
        if let exactError, exactError > 0 {
          curves.append(
            "\(exactError) with lines lw \(FigureStyle.curveWidth) lc rgb '\(color)' \(title)")
        }
        continue
      }
      curves.append(
        "trials using (column(\"\(work.column)\")):(\(error)) with linespoints lw \(FigureStyle.curveWidth) pt \(index + 4) ps 0.9"
          + " lc rgb '\(color)' \(title)")
    }
    if exactError == nil, let error = summary?.referenceErrorEstimate, error > 0 {
      curves.append("\(error) with lines \(Self.referenceLook) notitle")
    }
    curves += marks(work, in: &script)
    if isFirst {
      curves += zip(markLooks, markTitles).map {
        "keyentry with \($0) title \(script.shown(medium.text($1)))"
      }
    }
    let levels = [exactError, exactError == nil ? summary?.referenceErrorEstimate : nil]
      .compactMap { $0 }.filter { $0 > 0 }.map { $0...$0 }
    script.axis(
      "y", Axis(isLogarithmic: true, data: union(of: levels + [errors].compactMap { $0 })),
      on: medium)
    let range = work == .seconds ? [times] : [evaluations, eulerLimit.map { $0...$0 }]
    script.axis(
      "x", Axis(isLogarithmic: true, data: union(of: range.compactMap { $0 })), on: medium)
    script.plot(curves)
  }

  private func condition(_ method: String) -> String {
    "strcol(\"method\") eq \(GnuplotScript.quoted(method)) && strcol(\"status\") eq 'ok'"
  }

  private static let referenceLook = "dt 3 lw 1.5 lc rgb '\(FigureStyle.faint)'"
  private var paperLook: String {
    "pt 6 ps 2.2 lw \(FigureStyle.curveWidth) lc rgb '\(FigureStyle.curve(0))'"
  }
  private var limitLook: String {
    "dt 2 lw \(FigureStyle.curveWidth) lc rgb '\(FigureStyle.curve(0))'"
  }
  private var hasReference: Bool { exactError == nil && summary?.referenceErrorEstimate ?? 0 > 0 }
  private var hasPaper: Bool { discrete && summary?.isOfBioAdam == true }
  private var hasLimit: Bool { panels.contains(.evaluations) && eulerLimit != nil }

  /// What marks are called in the legend, and how they look.
  private var markTitles: [String] {
    let dt = String(format: "%.3g", summary?.stepLimits?.eulerStable ?? 0)
    return (hasReference ? ["error of the reference"] : [])
      + (hasPaper ? ["dt = 1: the paper's algorithm"] : [])
      + (hasLimit ? ["Euler stable below dt = \(dt)"] : [])
  }
  private var markLooks: [String] {
    (hasReference ? ["lines \(Self.referenceLook)"] : [])
      + (hasPaper ? ["points \(paperLook)"] : [])
      + (hasLimit ? ["lines \(limitLook)"] : [])
  }

  /// Marks the paper's discrete algorithm and Euler's stability limit; the legend explains both.
  private func marks(_ work: Work, in script: inout GnuplotScript) -> [String] {
    // An arrow is drawn beyond a panel too.
    if work == .evaluations, let evaluations = eulerLimit,
      script.options.ranges[.x]?.contains(evaluations) ?? true
    {
      script.line(
        "set arrow from \(evaluations),graph 0 to \(evaluations),graph 1 nohead \(limitLook)")
    }
    guard hasPaper else { return [] }
    return [
      "trials using (column(\"\(work.column)\")):(\(condition("euler")) && column(\"dt\") == 1"
        + " ? column(\"error_max\") : NaN) with points \(paperLook) notitle"
    ]
  }

  /// As many right-hand sides as Euler's largest stable step takes.
  private var eulerLimit: Double? {
    summary.flatMap { summary in
      summary.stepLimits.map { summary.duration / $0.eulerStable }.flatMap {
        $0.isFinite && $0 > 0 ? $0 : nil
      }
    }
  }

  /// What a method is called in figures.
  static func title(_ method: String) -> String {
    switch method {
    case "euler": "Euler"
    case "rk4": "RK4"
    case "cvodeAdams": "CVODE Adams"
    case "cvodeBDF": "CVODE BDF"
    case "exact": "exact propagator"
    default: method
    }
  }
}
