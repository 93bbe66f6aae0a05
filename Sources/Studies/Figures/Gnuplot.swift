import Foundation
import Subprocess
import SystemPackage

/// Runs gnuplot, which draws all figures.
enum Gnuplot {
  /// Draws a figure from a script and leaves the script beside it.
  ///
  /// The script writes to the variable `output` if it is set, so the figure appears whole or not at
  /// all; run by hand it writes to the figure's name.
  ///
  /// - Parameters:
  ///   - script: the text; file names in it are relative to the figure's folder.
  ///   - path: the figure.
  /// - Throws: ``FigureError`` if gnuplot is missing or does not understand the script,
  ///   ``OutputError`` if a file cannot be written.
  static func draw(_ script: String, to path: String) async throws {
    let url = URL(fileURLWithPath: path)
    let folder = url.deletingLastPathComponent().path
    let name = url.lastPathComponent
    let scriptName = url.deletingPathExtension().lastPathComponent + ".gp"
    let file = try AtomicFile(path: "\(folder)/\(scriptName)")
    try file.write(script)
    try file.commit()
    let temporary = ".\(name).partial"
    let result = try await gnuplot(
      ["-e", "output=\(GnuplotScript.quoted(temporary))", scriptName], folder: folder)
    guard result.succeeded else {
      unlink("\(folder)/\(temporary)")
      throw FigureError("\(path): gnuplot could not draw it: \(result.error)")
    }
    guard rename("\(folder)/\(temporary)", path) == 0 else {
      let error = Errno(rawValue: errno)
      unlink("\(folder)/\(temporary)")
      throw OutputError("\(path): cannot be renamed into place: \(error)")
    }
  }

  /// Draws into text and returns it.
  static func text(_ script: String) async throws -> String {
    let result = try await gnuplot(["-"], input: script, folder: nil)
    guard result.succeeded else {
      throw FigureError("gnuplot could not draw it: \(result.error)")
    }
    return result.output
  }

  private static func gnuplot(_ arguments: [String], input: String = "", folder: String?)
    async throws -> (succeeded: Bool, output: String, error: String)
  {
    do {
      let result = try await run(
        .name("gnuplot"), arguments: Arguments(arguments),
        workingDirectory: folder.map { FilePath($0) }, input: .string(input),
        output: .string(limit: 1 << 22), error: .string(limit: 1 << 16))
      let error = result.standardError.trimmingCharacters(in: .whitespacesAndNewlines)
      return (result.terminationStatus.isSuccess, result.standardOutput, error)
    } catch let error as SubprocessError where error.code == .executableNotFound {
      throw FigureError(
        "gnuplot is not installed; get it with: apt-get install gnuplot-nox, or brew install gnuplot"
      )
    }
  }
}

/// Why a figure could not be drawn.
public struct FigureError: Error, CustomStringConvertible, Sendable {
  /// What happened.
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}
