import DataFiles
import Foundation
import HostSystem
import Results
import SystemPackage

/// Figures from the CSV files of runs, comparisons and sweeps.
public enum Figure {
  /// Draws traces, networks that learned, a comparison, or a sweep, into a figure and leaves the gnuplot script
  /// beside it.
  ///
  /// - Parameters:
  ///   - files: traces, files `learning.csv` or `layers.csv`, files `tasks.csv`, or one `compare.csv` or
  ///     `sweep.csv`.
  ///   - path: the figure; its ending, svg, png or pdf, decides its form.
  ///   - columns: the columns to draw, of a sweep one; nil for the standard panels.
  /// - Throws: `DataFileError` if a file is wrong, ``FigureError`` if gnuplot
  ///   fails, `OutputError` if the figure cannot be written.
  public static func draw(_ files: [String], to path: String, columns: [String]? = nil) async throws
  {
    let folder = FilePath(path).folder.string
    let figure = try figure(of: files, columns: columns, scriptsIn: folder)
    try await Gnuplot.draw(try figure.script(figure: path), to: path)
  }

  /// Draws with characters.
  ///
  /// - Throws: as ``draw(_:to:columns:)``.
  public static func text(_ files: [String], columns: [String]? = nil, width: Int, color: Bool)
    async throws -> String
  {
    let figure = try figure(
      of: files, columns: columns, scriptsIn: FileManager.default.currentDirectoryPath)
    return try await Gnuplot.text(figure.terminalScript(width: width, color: color))
  }

  /// Draws an SVG, and leaves nothing anywhere.
  ///
  /// - Returns: its bytes; nil if it would have more than `most`.
  /// - Throws: as ``draw(_:to:columns:)``.
  package static func svg(_ files: [String], atMost most: Int) async throws -> Data? {
    let figure = try figure(
      of: files, columns: nil, scriptsIn: FileManager.default.currentDirectoryPath)
    return try await Gnuplot.bytes(try figure.script(figure: "figure.svg"), atMost: most)
  }

  /// What is drawn of some files.
  private static func figure(of files: [String], columns: [String]?, scriptsIn folder: String)
    throws -> any DrawnFigure
  {
    if let sweep = try sweep(files, columns) { return sweep }
    if try isComparison(files, columns) {
      return try WorkPrecisionFigure(path: files[0], folder: folder)
    }
    if let tasks = try tasks(files, columns) { return tasks }
    if files.contains(where: { isTable($0, of: LearningRow.schema, 2) }) {
      return try LearningFigure(files, columns: columns, folder: folder)
    }
    return try TraceFigure(
      files.map { try TraceFile(path: $0) }, columns: columns, folder: folder)
  }

  /// Whether a file begins with the first columns of a table.
  private static func isTable(_ path: String, of schema: TableSchema, _ count: Int) -> Bool {
    schema.recognised(in: Table.beginning(of: path)) >= count
  }

  /// Whether the file is a comparison.
  ///
  /// - Throws: `DataFileError` if columns are asked of one: its figure is always the same.
  private static func isComparison(_ files: [String], _ columns: [String]?) throws -> Bool {
    guard files.count == 1, isTable(files[0], of: ComparisonRow.schema, 1) else { return false }
    guard columns == nil else {
      throw DataFileError(
        file: files[0], line: 1, "this is a comparison; --columns is for traces")
    }
    return true
  }

  /// The figure of a sweep, if the file is one.
  ///
  /// - Throws: `DataFileError` if it cannot be drawn.
  private static func sweep(_ files: [String], _ columns: [String]?) throws -> SweepFigure? {
    guard files.count == 1, isTable(files[0], of: SweepTable.schema, 1) else { return nil }
    if let columns, columns.count != 1 {
      throw DataFileError(
        file: files[0], line: 1,
        "found \(columns.count) columns to draw of a sweep, expected one result")
    }
    return try SweepFigure(SweepFile(path: files[0], metric: columns?[0]))
  }

  /// The figure of tasks in sequence, if the files are about them.
  ///
  /// - Throws: `DataFileError` if it cannot be drawn.
  private static func tasks(_ files: [String], _ columns: [String]?) throws -> TasksFigure? {
    guard files.contains(where: { isTable($0, of: TaskRow.schema, 3) }) else { return nil }
    guard columns == nil else {
      throw DataFileError(
        file: files[0], line: 1, "this is about tasks; --columns is for traces")
    }
    return try TasksFigure(files)
  }
}

/// What gnuplot can draw.
protocol DrawnFigure {
  /// The script of a figure file.
  func script(figure: String) throws -> String
  /// The script that draws into a terminal.
  func terminalScript(width: Int, color: Bool) -> String
}
