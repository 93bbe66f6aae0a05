import Foundation
import HostSystem
import SystemPackage

/// Figures from the CSV files of runs, comparisons and sweeps.
public enum Figure {
  /// Draws traces, networks that learned, spikes, a comparison, or a sweep, into a figure and leaves the gnuplot script
  /// beside it. Of a trace whose run has not ended the times that are there are drawn; the script draws a copy of them,
  /// `NAME-so-far.csv` beside the figure.
  ///
  /// - Parameters:
  ///   - files: traces, files `learning.csv` or `layers.csv`, files `tasks.csv`, or one `compare.csv`,
  ///     `sweep.csv`, `seeds.csv`, `population.csv`, `spikes.csv`, `voltages.csv` or
  ///     `predictions.csv`.
  ///   - path: the figure; its ending, svg, png or pdf, decides its form.
  ///   - columns: the columns to draw, of a sweep one; nil for the standard panels.
  ///   - example: of spikes and voltages the example to draw; nil for the first.
  /// - Throws: `DataFileError` if a file is wrong, ``FigureError`` if gnuplot
  ///   fails, `OutputError` if the figure cannot be written.
  public static func draw(
    _ files: [String], to path: String, columns: [String]? = nil, example: Int? = nil
  ) async throws {
    let place = FilePath(path)
    let traces = try UnfinishedTraces(files) { number in
      place.beside("\(place.stem ?? "")-so-far\(number == 0 ? "" : "-\(number + 1)").csv")
    }
    let figure = try figure(
      of: traces, columns: columns, example: example, scriptsIn: place.folder.string)
    try await Gnuplot.draw(try figure.script(figure: path), to: path)
  }

  /// Draws with characters.
  ///
  /// - Throws: as ``draw(_:to:columns:example:)``.
  public static func text(
    _ files: [String], columns: [String]? = nil, example: Int? = nil, width: Int, color: Bool
  ) async throws -> String {
    let name = RandomName.make()
    let traces = try UnfinishedTraces(files) { number in
      FileManager.default.temporaryDirectory.appendingPathComponent("synapse-\(name)-\(number).csv")
        .path
    }
    defer { traces.remove() }
    let figure = try figure(
      of: traces, columns: columns, example: example,
      scriptsIn: FileManager.default.currentDirectoryPath)
    return try await Gnuplot.text(figure.terminalScript(width: width, color: color))
  }

  /// Draws an SVG, and leaves nothing anywhere.
  ///
  /// - Returns: its bytes; nil if it would have more than `most`.
  /// - Throws: as ``draw(_:to:columns:example:)``.
  package static func svg(_ files: [String], atMost most: Int) async throws -> Data? {
    let figure = try FigureKind.figure(
      of: FigureRequest(
        files: files, columns: nil, folder: FileManager.default.currentDirectoryPath))
    return try await Gnuplot.bytes(try figure.script(figure: "figure.svg"), atMost: most)
  }

  /// What is drawn of some files.
  private static func figure(
    of traces: UnfinishedTraces, columns: [String]?, example: Int?, scriptsIn folder: String
  ) throws -> any DrawnFigure {
    try FigureKind.figure(
      of: FigureRequest(
        files: traces.files, unfinished: traces.originals, columns: columns, example: example,
        folder: folder))
  }
}
