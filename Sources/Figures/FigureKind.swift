import DataFiles
import HostSystem
import Results
import SystemPackage

/// A kind of figure: which tables it is drawn of, and how it is made of them.
///
/// To add one, say `static let kind` in the figure's own file, and add it to ``all``.
struct FigureKind: Sendable {
  /// The tables that it is drawn of.
  let tables: [TableSchema]
  /// Whether several files are drawn together.
  let drawsSeveral: Bool
  /// What else than its size and look can be chosen of it.
  let choices: Set<Choice>
  /// Reads the files, and says what is drawn of them.
  let make: @Sendable (FigureRequest) throws -> any DrawnFigure

  /// What can be chosen of some kinds of figures, by the option that does it.
  enum Choice: String, CaseIterable {
    case panels, columns, example, synapses, labels, difference, times, x, by, result

    /// Whether somebody chooses it.
    func isMade(in options: FigureOptions) -> Bool {
      switch self {
      case .panels: options.panels != nil
      case .columns: options.columns != nil
      case .example: options.example != nil
      case .synapses: options.synapses != nil
      case .labels: options.labels != nil
      case .difference: options.isDifference
      case .times: options.times != nil
      case .x: options.across != nil
      case .by: options.by != nil
      case .result: options.result != nil
      }
    }
  }

  init(
    _ tables: TableSchema..., drawsSeveral: Bool = false, choices: Set<Choice> = [],
    make: @escaping @Sendable (FigureRequest) throws -> any DrawnFigure
  ) {
    (self.tables, self.drawsSeveral, self.make) = (tables, drawsSeveral, make)
    self.choices = choices
  }

  /// All kinds of tables; of two whose tables begin alike the first counts.
  static let all = [
    TraceFigure.kind, LearningFigure.kind, TasksFigure.kind, WorkPrecisionFigure.kind,
    ErrorOverTimeFigure.kind, SweepFigure.kind, SeedsFigure.kind, PopulationFigure.kind,
    RasterFigure.kind, VoltagesFigure.kind, DecisionsFigure.kind, ConfusionFigure.kind,
  ]

  /// What is drawn of some files: what the first one is, by the columns that it begins with. Of a table that nobody knows
  /// a trace is made, which says what is wrong with it.
  ///
  /// - Throws: `DataFileError` if a file is wrong, there are several of a kind that is drawn of one, or an example is
  ///   asked for of a kind that has none.
  static func figure(of request: FigureRequest) throws -> any DrawnFigure {
    let isArray = FilePath(request.files[0]).ending == "npy"
    let names = isArray ? [] : (try? TableReader(path: request.files[0]).names) ?? []
    let kind =
      isArray
      ? HistogramFigure.kind
      : all.max { $0.recognised(in: names) < $1.recognised(in: names) }!
    guard kind.drawsSeveral || request.files.count == 1 else {
      throw DataFileError(
        file: request.files[0], line: 1,
        "found \(kind.tables[0].title) among \(request.files.count) files, expected it alone")
    }
    for choice in Choice.allCases where choice.isMade(in: request.options) {
      guard !kind.choices.contains(choice) else { continue }
      let arrays = HistogramFigure.kind.choices.contains(choice) ? ["an array"] : []
      let others =
        all.filter { $0.choices.contains(choice) }.flatMap(\.tables).map(\.title) + arrays
      throw DataFileError(
        file: request.files[0], line: 1,
        "--\(choice) is for \(others.joined(separator: " or ")), which this is not")
    }
    return try kind.make(request)
  }

  /// How many columns a file begins with as one of its tables does.
  private func recognised(in names: [String]) -> Int {
    tables.map { $0.recognised(in: names) }.max() ?? 0
  }
}

/// What somebody wants drawn.
struct FigureRequest {
  /// The tables' files, at least one.
  var files: [String]
  /// Of which two traces the file is the difference, if it is one.
  var difference: (names: [String], of: [String])?
  /// Of files that are copies of unfinished traces what they are copies of.
  var unfinished: [String: String] = [:]
  /// How somebody wants it.
  let options: FigureOptions
  /// Where it is drawn.
  var medium = Medium.file
  /// Where the script will stand; files are named in it as seen from there.
  let folder: String

  var columns: [String]? { options.columns }
  var example: Int? { options.example }
  var layout: FigureLayout { FigureLayout(options) }

  /// What the files are called: as somebody says, or by the folders that they are in.
  ///
  /// - Throws: `DataFileError` if there are not as many names as files, or one file alone, whose name is shown nowhere.
  func names() throws -> [String] {
    guard let labels = options.labels else { return runNames(ofFiles: files) }
    guard files.count > 1 else {
      throw DataFileError(
        file: files[0], line: nil,
        "--labels: found one file, whose name is not shown, expected several")
    }
    try check(labels, for: files.count, "files")
    return labels
  }

  /// - Throws: `DataFileError` if there are not as many names as there are things.
  func check(_ labels: [String], for count: Int, _ things: String) throws {
    guard labels.count == count else {
      throw DataFileError(
        file: files[0], line: nil,
        "--labels: found \(labels.count), expected as many as there are \(things): \(count)")
    }
  }

  /// Those of some panels that somebody wants, in that order.
  ///
  /// - Throws: `DataFileError` if there is no panel of a name.
  func chosen<Panel>(_ panels: [Panel], name: (Panel) -> String) throws -> [Panel] {
    guard let wanted = options.panels else { return panels }
    let names = panels.map(name)
    for (place, panel) in wanted.enumerated() where wanted[..<place].contains(panel) {
      throw DataFileError(
        file: files[0], line: nil, "--panels: found \(panel.excerpt) twice, expected it once")
    }
    return try wanted.map { wanted in
      guard let place = names.firstIndex(of: wanted) else {
        throw DataFileError(
          file: files[0], line: nil,
          "--panels: found \"\(wanted.excerpt)\", expected some of \(names.joined(separator: ", "))"
            + suggestion(for: wanted, among: names))
      }
      return panels[place]
    }
  }
}
