import Foundation
import SynapticDynamics

/// Figures from the CSV files of runs and comparisons.
public enum Figure {
  /// Draws traces, networks that learned, or a comparison, into a figure and leaves the gnuplot script beside it.
  ///
  /// - Parameters:
  ///   - files: traces, files `learning.csv` or `layers.csv`, or one `compare.csv`.
  ///   - path: the figure; its ending, svg, png or pdf, decides its form.
  ///   - columns: the columns to draw; nil for the standard panels.
  /// - Throws: ``StudyError`` or ``DataFileError`` if a file is wrong, ``FigureError`` if gnuplot
  ///   fails, ``OutputError`` if the figure cannot be written.
  public static func draw(_ files: [String], to path: String, columns: [String]? = nil) async throws
  {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let script =
      if try isComparison(files, columns) {
        try WorkPrecisionFigure(path: files[0]).script(figure: path, folder: folder)
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
      if try isComparison(files, columns) {
        try WorkPrecisionFigure(path: files[0]).terminalScript(width: width, color: color)
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
    guard files.count == 1, let handle = FileHandle(forReadingAtPath: files[0]) else {
      return false
    }
    defer { try? handle.close() }
    let start = (try? handle.read(upToCount: 64)) ?? nil
    guard start.map({ String(decoding: $0, as: UTF8.self).hasPrefix("method,") }) ?? false else {
      return false
    }
    guard columns == nil else {
      throw StudyError("\(files[0]):1: this is a comparison; --columns is for traces")
    }
    return true
  }
}
