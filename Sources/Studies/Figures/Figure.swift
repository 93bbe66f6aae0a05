import Foundation
import SynapticDynamics

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
  /// - Throws: ``StudyError`` or ``DataFileError`` if a file is wrong, ``FigureError`` if gnuplot
  ///   fails, ``OutputError`` if the figure cannot be written.
  public static func draw(_ files: [String], to path: String, columns: [String]? = nil) async throws
  {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let script =
      if let sweep = try sweep(files, columns) {
        try sweep.script(figure: path)
      } else if try isComparison(files, columns) {
        try WorkPrecisionFigure(path: files[0]).script(figure: path, folder: folder)
      } else if let tasks = try tasks(files, columns) {
        try tasks.script(figure: path)
      } else if files.contains(where: LearningFile.isOne) {
        try LearningFigure(files, columns: columns, folder: folder).script(figure: path)
      } else {
        try TraceFigure(
          files.map { try TraceFile(path: $0) }, columns: columns, folder: folder
        ).script(figure: path)
      }
    try await Gnuplot.draw(script, to: path)
  }

  /// Draws with characters.
  ///
  /// - Throws: as ``draw(_:to:columns:)``.
  public static func text(_ files: [String], columns: [String]? = nil, width: Int, color: Bool)
    async throws -> String
  {
    let script =
      if let sweep = try sweep(files, columns) {
        sweep.terminalScript(width: width, color: color)
      } else if try isComparison(files, columns) {
        try WorkPrecisionFigure(path: files[0]).terminalScript(width: width, color: color)
      } else if let tasks = try tasks(files, columns) {
        tasks.terminalScript(width: width, color: color)
      } else if files.contains(where: LearningFile.isOne) {
        try LearningFigure(
          files, columns: columns, folder: FileManager.default.currentDirectoryPath
        ).terminalScript(width: width, color: color)
      } else {
        try TraceFigure(
          files.map { try TraceFile(path: $0) }, columns: columns,
          folder: FileManager.default.currentDirectoryPath
        ).terminalScript(width: width, color: color)
      }
    return try await Gnuplot.text(script)
  }

  /// Whether the file is a comparison.
  ///
  /// - Throws: ``StudyError`` if columns are asked of one: its figure is always the same.
  private static func isComparison(_ files: [String], _ columns: [String]?) throws -> Bool {
    guard files.count == 1, TableText.start(files[0]).hasPrefix("method,") else { return false }
    guard columns == nil else {
      throw StudyError("\(files[0]):1: this is a comparison; --columns is for traces")
    }
    return true
  }

  /// The figure of a sweep, if the file is one.
  ///
  /// - Throws: ``StudyError`` if it cannot be drawn.
  private static func sweep(_ files: [String], _ columns: [String]?) throws -> SweepFigure? {
    guard files.count == 1, TableText.start(files[0]).hasPrefix("index,") else { return nil }
    if let columns, columns.count != 1 {
      throw StudyError(
        "\(files[0]):1: found \(columns.count) columns to draw of a sweep, expected one result")
    }
    return try SweepFigure(SweepFile(path: files[0], metric: columns?[0]))
  }

  /// The figure of tasks in sequence, if the files are about them.
  ///
  /// - Throws: ``StudyError`` if it cannot be drawn.
  private static func tasks(_ files: [String], _ columns: [String]?) throws -> TasksFigure? {
    guard files.contains(where: TasksFile.isOne) else { return nil }
    guard columns == nil else {
      throw StudyError("\(files[0]):1: this is about tasks; --columns is for traces")
    }
    return try TasksFigure(files)
  }
}
