import Results
import DataFiles
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
  ///     `compare-errors.csv`, `sweep.csv`, `seeds.csv`, `population.csv`, `spikes.csv`, `voltages.csv` or
  ///     `predictions.csv`.
  ///   - path: the figure; its ending, svg, png, pdf, eps or tex, decides its form.
  ///   - options: how somebody wants it.
  /// - Throws: `DataFileError` if a file is wrong, ``FigureError`` if gnuplot
  ///   fails, `OutputError` if the figure cannot be written.
  public static func draw(
    _ files: [String], to path: String, options: FigureOptions = FigureOptions()
  ) async throws {
    let place = FilePath(path)
    _ = try FigureForm(of: path)
    let traces = try UnfinishedTraces(files) { number in
      place.beside("\(place.stem ?? "")-so-far\(number == 0 ? "" : "-\(number + 1)").csv")
    }
    let folder = place.folder.string
    let figure = try figure(
      of: traces, options, scriptsIn: folder,
      difference: place.beside("\(place.stem ?? "")-difference.csv"))
    let script = try figure.script(
      figure: path, options: options, style: try style(options, seenFrom: folder))
    try await Gnuplot.draw(script, to: path)
  }

  /// Draws with characters.
  ///
  /// - Throws: as ``draw(_:to:options:)``.
  public static func text(
    _ files: [String], options: FigureOptions = FigureOptions(), width: Int, color: Bool
  ) async throws -> String {
    let name = RandomName.make()
    func temporary(_ ending: String) -> String {
      FileManager.default.temporaryDirectory.appendingPathComponent("synapse-\(name)-\(ending).csv")
        .path
    }
    let traces = try UnfinishedTraces(files) { temporary("\($0)") }
    let difference = temporary("difference")
    defer {
      traces.remove()
      unlink(difference)
    }
    let figure = try figure(
      of: traces, options, scriptsIn: FileManager.default.currentDirectoryPath,
      difference: difference, on: .terminal)
    return try await Gnuplot.text(
      figure.terminalScript(width: width, color: color, options: options))
  }

  /// The width of a column of a journal, in points.
  package static let columnWidth = FigureLayout.column

  /// Draws an SVG, and leaves nothing anywhere.
  ///
  /// - Returns: its bytes; nil if it would have more than `most`.
  /// - Throws: as ``draw(_:to:options:)``.
  package static func svg(
    _ files: [String], _ options: FigureOptions = FigureOptions(), atMost most: Int
  ) async throws -> Data? {
    let figure = try FigureKind.figure(
      of: FigureRequest(
        files: files, options: options, folder: FileManager.default.currentDirectoryPath))
    return try await Gnuplot.bytes(
      try figure.script(figure: "figure.svg", options: options, style: nil), atMost: most)
  }

  /// Where the style that somebody wants stands, as seen from the script.
  ///
  /// - Throws: `DataFileError` if it cannot be read.
  private static func style(_ options: FigureOptions, seenFrom folder: String) throws -> String? {
    guard let style = options.style else { return nil }
    try InputFile.open(style).close()
    return relativePath(from: folder, to: style)
  }

  /// What is drawn of some files.
  ///
  /// - Parameter path: where the difference of two traces is put, if somebody wants it.
  private static func figure(
    of traces: UnfinishedTraces, _ options: FigureOptions, scriptsIn folder: String,
    difference path: String, on medium: Medium = .file
  ) throws -> any DrawnFigure {
    var request = FigureRequest(
      files: traces.files, unfinished: traces.originals, options: options, medium: medium,
      folder: folder)
    if options.isDifference {
      try TraceDifference.write(traces.files, to: path)
      request.difference = (runNames(ofFiles: traces.files), traces.files)
      request.files = [path]
    }
    return try FigureKind.figure(of: request)
  }
}
