import Foundation
import HostSystem
import SystemPackage

/// Runs gnuplot, which draws all figures.
///
/// It gets the script on its stdin and gives the figure on its stdout. So it is told no name but those that stand
/// quoted in the script, and a disk that is full is noticed: gnuplot itself says nothing of it.
enum Gnuplot {
  /// Draws a figure from a script and leaves the script beside it.
  ///
  /// The script writes to the variable `output` if it is set; run by hand it writes to the figure's name.
  ///
  /// - Parameters:
  ///   - script: the text; file names in it are relative to the figure's folder.
  ///   - path: the figure.
  /// - Throws: ``FigureError`` if gnuplot is missing or does not understand the script,
  ///   `OutputError` if a file cannot be written.
  static func draw(_ script: String, to path: String) async throws {
    let file = FilePath(path)
    let scriptFile = try AtomicFile(path: file.beside("\(file.stem ?? "").gp"))
    try scriptFile.write(script)
    try scriptFile.commit()
    let figure = try AtomicFile(path: path)
    let form = try FigureForm(of: path)
    try await stream(script, form: form, of: path, folder: file.folder.string) {
      try figure.write($0)
    }
    try figure.commit()
  }

  /// Draws a figure and returns its bytes.
  ///
  /// - Parameters:
  ///   - script: the text of an SVG; file names in it are relative to the folder where this program works.
  ///   - most: a figure of more bytes is none.
  /// - Returns: nil if it would have more bytes.
  /// - Throws: ``FigureError``.
  static func bytes(_ script: String, atMost most: Int) async throws -> Data? {
    struct IsLarge: Error {}
    let figure = Gathered()
    do {
      try await stream(script, form: .svg, of: "the figure", folder: nil) {
        figure.bytes += $0
        if figure.bytes.count > most { throw IsLarge() }
      }
    } catch is IsLarge { return nil }
    return Data(figure.bytes)
  }

  /// Draws into text and returns it.
  ///
  /// - Throws: ``FigureError``.
  static func text(_ script: String) async throws -> String {
    let text = Gathered()
    try await run(script, drawing: nil) { text.bytes += $0 }
    return String(decoding: text.bytes, as: UTF8.self)
  }

  /// Passes a figure on as it is drawn, and sees to it that its end is there.
  private static func stream(
    _ script: String, form: FigureForm, of path: String, folder: String?,
    receive: @escaping (UnsafeRawBufferPointer) throws -> Void
  ) async throws {
    let end = Gathered()
    let place = folder.map { "cd \(GnuplotScript.quotedPath($0))\n" } ?? ""
    try await run("\(place)output = '/dev/stdout'\n\(script)", drawing: path) { part in
      try receive(part)
      end.bytes = (end.bytes + part.suffix(256)).suffix(256)
    }
    guard form.isWhole(end.bytes) else {
      throw FigureError("\(path): gnuplot could not draw it: the figure has no end")
    }
  }

  private static func run(
    _ script: String, drawing path: String?,
    receive: @escaping (UnsafeRawBufferPointer) throws -> Void
  ) async throws {
    // Without the settings of whoever runs it, so that a figure is the same for all, and without a file .gnuplot
    // that lies where it works.
    let gnuplot = ExternalProgram("gnuplot", ["--default-settings"], input: .text(script))
    let ending: ExternalProgram.Ending
    do { ending = try await gnuplot.run(receive: receive) } catch let error as ProgramError {
      throw FigureError("\(error)")
    }
    guard ending.isSuccess else {
      let reason = ending.messages.trimmingCharacters(in: .whitespacesAndNewlines)
      throw FigureError("\(path.map { "\($0): " } ?? "")gnuplot could not draw it: \(reason)")
    }
  }
}

/// Bytes that come in parts, on another thread.
private final class Gathered {
  var bytes: [UInt8] = []
}

/// Why a figure could not be drawn.
public struct FigureError: Error, CustomStringConvertible, Sendable {
  /// What happened.
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}
