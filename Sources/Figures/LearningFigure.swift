import DataFiles
import Foundation
import HostSystem
import Results
import SystemPackage

/// The figure of networks that learn: accuracy and loss of one run or several, and what became of their layers.
///
/// One run is drawn with a colour for each layer, several with a colour for each run.
struct LearningFigure: GridFigure {
  private let runs: [Run]
  let panels: [Panel]
  private let folder: String
  let layout: FigureLayout

  static let kind = FigureKind(
    LearningRow.schema, LayerRow.schema, drawsSeveral: true,
    choices: [.panels, .columns, .labels, .by]
  ) { try LearningFigure($0) }

  /// A diagram over epochs.
  struct Panel {
    /// By what it is chosen.
    var name: String
    var title: String
    var label: String
    var isLogarithmic = false
    /// Whether its columns are those of `layers.csv`.
    var isOfLayers = true
    /// The layer that it is about; nil if it has all of them.
    var layer: Int?
    var solid: Quantity
    /// On the training examples.
    var dashed: Quantity?
    /// What was predicted.
    var dotted: Quantity?
    /// The curve that was fitted to what is solid, as shares of one.
    var fit: LearningCurveFit?
    /// Where its axis begins, if not at the smallest value: how accuracies rise at the start would hide the rest.
    var floor: Double?
    /// What no value can be beyond.
    var bounds = -Double.infinity...Double.infinity
  }

  /// A column, or a multiple of it.
  struct Quantity {
    var column: String
    var isPercentage = false
    /// What it is told in, a power of ten, if its numbers would be too long for an axis.
    var unit: String?

    /// Gnuplot's expression of it.
    var expression: String { expression(of: column) }
    /// That of its standard deviation over seeds.
    var deviation: String { expression(of: "\(column)_sd") }

    /// What it spans where its column spans this.
    func scaled(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
      let factor = (isPercentage ? 100 : 1) / (unit.flatMap { Double($0) } ?? 1)
      return (factor * range.lowerBound)...(factor * range.upperBound)
    }

    private func expression(of column: String) -> String {
      "\(isPercentage ? "100*" : "")column(\(GnuplotScript.quoted(column)))\(unit.map { "/\($0)" } ?? "")"
    }
  }

  /// The files of a run.
  private struct Run {
    let name: String
    let learning: LearningFile
    let layers: LearningFile?
  }

  /// - Parameter request: files `learning.csv`, or files `layers.csv`, of one run each.
  /// - Throws: `DataFileError` if a file is wrong.
  init(_ request: FigureRequest) throws {
    let (paths, columns) = (request.files, request.columns)
    folder = request.folder
    layout = request.layout
    let runs = try zip(paths, request.names()).map { path, name in
      let file = try LearningFile(path: path)
      if file.isOfLayers { return Run(name: name, learning: file, layers: file) }
      let layers = file.hasDeviations ? "layers-seeds.csv" : "layers.csv"
      let beside = FilePath(path).beside(layers)
      let hasLayers = columns == nil && FileManager.default.fileExists(atPath: beside)
      return Run(
        name: name, learning: file, layers: hasLayers ? try LearningFile(path: beside) : nil)
    }
    self.runs = runs
    let isOfLayers = runs[0].learning.isOfLayers
    guard runs.allSatisfy({ $0.learning.isOfLayers == isOfLayers }) else {
      throw DataFileError(
        file: paths[0], line: 1, "found learning.csv beside layers.csv, expected files of one kind")
    }
    // The standard panels of a learning.csv have these.
    let standard =
      isOfLayers ? [] : ["train_loss", "test_loss", "train_accuracy", "test_accuracy"]
    for column in columns ?? standard {
      for run in runs { try run.learning.header.find(column) }
    }
    let files = runs.compactMap(\.layers)
    let layerPanels = Self.layerPanels(files)
    let all = (isOfLayers ? [] : Self.learningPanels(runs.map(\.learning))) + layerPanels
    var panels: [Panel]
    if let columns {
      panels = []
      for column in columns {
        let panel =
          all.first { [$0.solid, $0.dashed].contains { $0?.column == column } }
          ?? Self.plain(column, isOfLayers: isOfLayers)
        if !panels.contains(where: { $0.name == panel.name }) { panels.append(panel) }
      }
      panels = try request.chosen(panels) { $0.name }
    } else if request.options.panels != nil || isOfLayers {
      panels = try request.chosen(all) { $0.name }
    } else {
      panels = Array(all.prefix(all.count - layerPanels.count + 4))
    }
    if let by = request.options.by { panels = try Self.byLayers(panels, by, files, of: paths[0]) }
    self.panels = panels
    guard !panels.isEmpty else {
      throw DataFileError(
        file: paths[0], line: 1, "there is nothing to draw")
    }
  }

  // MARK: Time

  /// How long an epoch is, if all files say the same, but for roundings of its quotients.
  private var epoch: PhysicalTime? {
    guard let first = runs[0].learning.epoch,
      runs.allSatisfy({ run in
        run.learning.epoch.map { ($0.count(of: first) - 1).magnitude < 1e-12 } ?? false
      })
    else { return nil }
    return first
  }

  var hasAxesAbove: Bool { epoch != nil }

  private var timeAxis: TimeAxis {
    let ranges = runs.compactMap { $0.learning.ranges["epoch"] }
    return TimeAxis(
      label: "epoch", step: epoch,
      times: (ranges.map(\.lowerBound).min() ?? 0)...(ranges.map(\.upperBound).max() ?? 0),
      isLogarithmic: false,
      leastAboveZero: runs.compactMap { $0.learning.firstPositiveEpoch }.min())
  }

  // MARK: Scripts

  func begin(_ script: inout GnuplotScript, on medium: Medium) {
    nameData(in: &script)
    guard medium == .file else { return }
    script.grid()
    timeAxis.begin(&script, on: medium)
    script.line("set samples 1000")
    grid.begin(in: &script)
  }

  func append(panel index: Int, to script: inout GnuplotScript, on medium: Medium) {
    // In a corner of the first panel a legend is that panel's own; elsewhere it has a place of its own.
    let isWithin = medium == .file && !hasLegendPanel && index == 0 && layout.key != .none
    if isWithin { grid.legend(ofPanel: 0, in: &script) }
    let hasSigns = medium == .terminal && index == firstWithSigns
    script.line(isWithin || hasSigns ? "set key on" : "set key off")
    append(
      panels[index],
      entries: isWithin ? legendEntries(in: script) : hasSigns ? signs(in: script) : [],
      to: &script, on: medium)
  }

  func end(_ script: inout GnuplotScript, on medium: Medium) {
    guard medium == .file else { return }
    if hasLegendPanel { grid.legendPanel(legendEntries(in: script), in: &script) }
    script.line("unset multiplot")
  }

  private var hasLegendPanel: Bool { [.below, .right].contains(layout.key) }

  /// The panel whose curves have the signs that a terminal's legend tells: of one run the first with layers.
  private var firstWithSigns: Int? {
    runs.count > 1 ? 0 : panels.firstIndex { $0.isOfLayers && $0.layer == nil }
  }

  private func legendEntries(in script: GnuplotScript) -> [String] {
    var lines = entries.map { "keyentry with \($0.look) title \(script.shown($0.title))" }
    for (number, title) in fitEntries.enumerated() {
      let look = number == 0 ? " with lines \(Self.fitLook)" : ""
      lines.append("keyentry\(look) title \(script.shown(title))")
    }
    return lines
  }

  var tickWidth: Double { panels.map { axis(of: $0).widthBeyondSixDigits }.max() ?? 0 }

  private func nameData(in script: inout GnuplotScript) {
    for (number, run) in runs.enumerated() {
      script.line("learning\(number + 1) = \(quotedPath(run.learning))")
      if let layers = run.layers { script.line("layers\(number + 1) = \(quotedPath(layers))") }
    }
    script.line("set datafile separator comma")
    script.line("set datafile columnheaders")
  }

  private func quotedPath(_ file: LearningFile) -> String {
    GnuplotScript.quotedPath(relativePath(from: folder, to: file.path))
  }

  private func append(
    _ panel: Panel, entries: [String], to script: inout GnuplotScript, on medium: Medium
  ) {
    script.title(medium == .file ? panel.title : panel.title.replacing("\\", with: ""))
    script.label("y", medium == .file ? panel.label : panel.label.replacing("\\", with: ""))
    script.axis("y", axis(of: panel), on: medium)
    var lines = medium == .file ? runs.indices.flatMap { bands(of: panel, run: $0) } : []
    lines += runs.indices.flatMap { curves(of: panel, run: $0, in: script) }
    if medium == .file { lines += panel.fit.map { [fitted($0)] } ?? [] }
    lines += entries
    script.plot(lines)
  }

  /// The axis of a panel's values: from its floor, or over all that is drawn.
  private func axis(of panel: Panel) -> Axis {
    let quantities = [panel.solid, panel.dashed, panel.dotted].compactMap { $0 }
    let files = runs.compactMap { panel.isOfLayers ? $0.layers : $0.learning }
    let ranges = files.flatMap { file in
      quantities.flatMap { quantity in
        [file.ranges[quantity.column], panel.isLogarithmic ? nil : file.bands[quantity.column]]
          .compactMap { $0.map(quantity.scaled) }
      }
    }
    var axis = Axis(
      isLogarithmic: panel.isLogarithmic, data: union(of: ranges), bounds: panel.bounds)
    if let floor = panel.floor, floor < axis.range?.upperBound ?? floor {
      axis.bounds = max(floor, axis.bounds.lowerBound)...axis.bounds.upperBound
      // Room above what is left of the axis, which may be far less than what the data span.
      if let data = axis.data {
        axis.data = min(max(data.lowerBound, floor), data.upperBound)...data.upperBound
      }
    }
    return axis
  }

  /// Several runs have a colour each; of one alone its layers have.
  private func color(ofRun number: Int, layer: Int? = nil) -> String {
    if runs.count > 1 { return FigureStyle.curve(number, of: runs.count) }
    return layer.map { FigureStyle.curve($0, of: layerCount) } ?? FigureStyle.black
  }

  private var layerCount: Int { runs.compactMap(\.layers?.layerCount).max() ?? 0 }

  /// Lines, with points on them where there are few. Of several runs marks tell their layers apart.
  private func style(_ file: LearningFile, layer: Int? = nil) -> String {
    if let layer, runs.count > 1, layerCount > 1 {
      return "linespoints \(Self.mark(layer)) pi \(max(1, file.epochCount / 6))"
    }
    return file.hasFewEpochs ? "linespoints pt 7 ps 0.5" : "lines"
  }

  private static func mark(_ layer: Int) -> String {
    "pt \([4, 6, 8, 10, 12, 5, 7, 9, 11, 13][layer % 10]) ps 0.7"
  }

  private func curves(of panel: Panel, run number: Int, in script: GnuplotScript) -> [String] {
    let run = runs[number]
    guard let file = panel.isOfLayers ? run.layers : run.learning else { return [] }
    let name = panel.isOfLayers && !run.learning.isOfLayers ? "layers" : "learning"
    let layers: [Int?] = panel.isOfLayers ? panel.layers(of: file) : [nil]
    return layers.flatMap { layer -> [String] in
      let rows = layer.map { " every \(file.layerCount)::\($0)" } ?? ""
      let data = "\(name)\(number + 1)\(rows) using (column('epoch'))"
      let color = color(ofRun: number, layer: layer)
      func curve(_ quantity: Quantity, _ line: FigureStyle.Line) -> String {
        let look =
          script.form == nil
          ? script.curve(line, number: runs.count > 1 ? number : layer ?? 0, color: color)
          : "\(style(file, layer: panel.layer == nil ? layer : nil)) \(line.look()) lc rgb '\(color)'"
        return "\(data):(\(quantity.expression)) with \(look) notitle"
      }
      // Several runs have enough curves without predictions.
      let dotted = runs.count == 1 ? panel.dotted : nil
      let lines: [(Quantity?, FigureStyle.Line)] = [
        (panel.solid, .solid), (panel.dashed, .dashed), (dotted, .dotted),
      ]
      return lines.compactMap { quantity, line in quantity.map { curve($0, line) } }
    }
  }

  /// Where a run is a mean over seeds: a standard deviation to either side of what is drawn; of several runs of
  /// the solid lines only.
  private func bands(of panel: Panel, run number: Int) -> [String] {
    let run = runs[number]
    guard let file = panel.isOfLayers ? run.layers : run.learning else { return [] }
    let quantities =
      [panel.solid] + (runs.count == 1 ? [panel.dashed, panel.dotted].compactMap { $0 } : [])
    let name = panel.isOfLayers && !run.learning.isOfLayers ? "layers" : "learning"
    return (panel.isOfLayers ? panel.layers(of: file) : [0]).flatMap { layer in
      let rows = file.isOfLayers ? " every \(file.layerCount)::\(layer)" : ""
      let color = color(ofRun: number, layer: file.isOfLayers ? layer : nil)
      return quantities.compactMap { quantity in
        Self.band(of: quantity, in: file, isLogarithmic: panel.isLogarithmic).map {
          "\(name)\(number + 1)\(rows) using (column('epoch')):\($0) with filledcurves \(Self.look(color)) notitle"
        }
      }
    }
  }

  /// Both edges of the band of a quantity. On a logarithmic axis it ends at half the least mean: there is no place
  /// for 0.
  private static func band(
    of quantity: Quantity, in file: LearningFile, isLogarithmic: Bool
  ) -> String? {
    guard let range = file.ranges[quantity.column], file.ranges["\(quantity.column)_sd"] != nil
    else { return nil }
    let (expression, deviation) = (quantity.expression, quantity.deviation)
    let lower = "\(expression)-\(deviation)"
    let floor = range.lowerBound / 2
    let bounded = isLogarithmic ? "(\(lower)>\(floor)?\(lower):\(floor))" : "(\(lower))"
    return "\(bounded):(\(expression)+\(deviation))"
  }

  private static func look(_ color: String) -> String {
    "fc rgb '\(color)' fs transparent solid 0.2 noborder"
  }

  /// What the legend says of a fitted curve.
  private var fitEntries: [String] {
    guard let fit = panels.lazy.compactMap(\.fit).first else { return [] }
    let maximum = LearningCurveFit.text(
      100 * fit.accuracyMaximum, standardError: 100 * fit.accuracyMaximumError)
    let slowness = LearningCurveFit.text(fit.slowness, standardError: fit.slownessError)
    return ["test: a e/(s + e)", "a = \(maximum) %", "s = \(slowness)"]
  }

  private static let fitLook = "lw 1.2 lc rgb '\(FigureStyle.fit)'"

  /// A fitted curve over the epochs that it was fitted to.
  private func fitted(_ fit: LearningCurveFit) -> String {
    let curve = "\(100 * fit.accuracyMaximum)*x/(\(fit.slowness)+x)"
    return
      "(x < \(LearningCurveFit.epochs.lowerBound) || x > \(fit.lastEpoch) ? NaN : \(curve)) with lines \(Self.fitLook) notitle"
  }

  /// The layers that the legend names: of many some, evenly spread, the first and the last among them.
  private var shownLayers: [Int] {
    let most = 6
    guard layerCount > FigureStyle.curveCount else { return Array(0..<layerCount) }
    return (0..<most).map { ($0 * (layerCount - 1) + (most - 1) / 2) / (most - 1) }
  }

  var legend: PanelGrid.Legend {
    PanelGrid.Legend(entries: entries.map(\.title) + fitEntries)
  }

  /// Entries of a terminal's legend: runs by their signs, or the layers of one.
  private func signs(in script: GnuplotScript) -> [String] {
    let layers = panels.contains { $0.isOfLayers && $0.layer == nil } ? shownLayers : []
    let titles =
      runs.count > 1
      ? runs.enumerated().map { ($0, $1.name.printable) } : layers.map { ($0, "layer \($0 + 1)") }
    return titles.map { number, title in
      let color = color(ofRun: number, layer: runs.count > 1 ? nil : number)
      let look = script.curve(.solid, number: number, color: color)
      return "keyentry with \(look) title \(script.shown(title))"
    }
  }

  /// Entries of the legend: layers by colour, or runs by colour and layers by marks.
  private var entries: [(title: String, look: String)] {
    func entry(_ title: String, _ look: String, _ color: String) -> (String, String) {
      (title, "\(look) lw \(FigureStyle.curveWidth) lc rgb '\(color)'")
    }
    let band =
      runs.contains(where: \.learning.hasDeviations)
      ? [("mean ± sd over seeds", "filledcurves \(Self.look(FigureStyle.black))")] : []
    let hasLayers = panels.contains { $0.isOfLayers && $0.layer == nil }
    if runs.count == 1 {
      let layers = hasLayers ? shownLayers : []
      return layers.map {
        entry("layer \($0 + 1)", "lines", FigureStyle.curve($0, of: layerCount))
      } + band
    }
    return runs.indices.map {
      entry(
        GnuplotScript.escaped(runs[$0].name), "lines", FigureStyle.curve($0, of: runs.count))
    }
      + (layerCount > 1 && hasLayers
        ? shownLayers.map {
          entry("layer \($0 + 1)", "linespoints \(Self.mark($0))", FigureStyle.black)
        }
        : [])
      + band
  }
}
