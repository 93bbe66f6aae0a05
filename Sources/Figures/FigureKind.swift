import DataFiles
import Results

/// A kind of figure: which tables it is drawn of, and how it is made of them.
///
/// To add one, say `static let kind` in the figure's own file, and add it to ``all``.
struct FigureKind: Sendable {
  /// The tables that it is drawn of.
  let tables: [TableSchema]
  /// Whether several files are drawn together.
  let drawsSeveral: Bool
  /// Whether it is drawn of one example, which can be chosen.
  let drawsExample: Bool
  /// Reads the files, and says what is drawn of them.
  let make: @Sendable (FigureRequest) throws -> any DrawnFigure

  init(
    _ tables: TableSchema..., drawsSeveral: Bool = false, drawsExample: Bool = false,
    make: @escaping @Sendable (FigureRequest) throws -> any DrawnFigure
  ) {
    (self.tables, self.drawsSeveral, self.make) = (tables, drawsSeveral, make)
    self.drawsExample = drawsExample
  }

  /// All kinds; of two whose tables begin alike the first counts.
  static let all = [
    TraceFigure.kind, LearningFigure.kind, TasksFigure.kind, WorkPrecisionFigure.kind,
    SweepFigure.kind, SeedsFigure.kind, PopulationFigure.kind,
    RasterFigure.kind, VoltagesFigure.kind, DecisionsFigure.kind,
  ]

  /// What is drawn of some files: what the first one is, by the columns that it begins with. Of a table that nobody knows
  /// a trace is made, which says what is wrong with it.
  ///
  /// - Throws: `DataFileError` if a file is wrong, there are several of a kind that is drawn of one, or an example is
  ///   asked for of a kind that has none.
  static func figure(of request: FigureRequest) throws -> any DrawnFigure {
    let names = (try? TableReader(path: request.files[0]).names) ?? []
    let kind = all.max { $0.recognised(in: names) < $1.recognised(in: names) }!
    guard kind.drawsSeveral || request.files.count == 1 else {
      throw DataFileError(
        file: request.files[0], line: 1,
        "found \(kind.tables[0].title) among \(request.files.count) files, expected it alone")
    }
    guard kind.drawsExample || request.example == nil else {
      throw DataFileError(
        file: request.files[0], line: 1,
        "--example is for \(all.filter(\.drawsExample).flatMap(\.tables).map(\.title).joined(separator: " or ")), which this is not"
      )
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
  let files: [String]
  /// Of files that are copies of unfinished traces what they are copies of.
  var unfinished: [String: String] = [:]
  /// The columns to draw; nil for those that are drawn unless somebody asks.
  let columns: [String]?
  /// The example to draw; nil for the first.
  var example: Int?
  /// Where the script will stand; files are named in it as seen from there.
  let folder: String

  /// Refuses columns where the figure is always the same.
  ///
  /// - Throws: `DataFileError`.
  func refuseColumns(_ what: String) throws {
    guard columns != nil else { return }
    throw DataFileError(file: files[0], line: 1, "\(what); --columns is for traces")
  }
}
