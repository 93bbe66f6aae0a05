import Configuration
import DataFiles
import Foundation
import GradientDrives

/// Drives from files.
extension StudyReader {
  /// Text tables, as people have them.
  func csv(_ section: Section) -> DriveDescription {
    section.require("file")
    let interpolation = section.choice("interpolation", default: Interpolation.held)
    let columns = SignalColumns(
      time: section.text("time"), signals: section.textsIfPresent("columns"))
    guard let path = existingFile(section, "file") else {
      return .constant(gradient: .constant(0))
    }
    guard !path.hasSuffix(".npy") else {
      diagnostics.report(
        "drive.file: found an array of numpy's, \(path): set drive.kind: npy",
        at: section.node("file")!.origin)
      return .constant(gradient: .constant(0))
    }
    return .file(.csv(path: path, columns: columns), interpolation: interpolation)
  }

  /// Arrays of numpy's.
  func npy(_ section: Section) -> DriveDescription {
    section.require("file")
    if section.node("time") == nil {
      diagnostics.report(
        "the key \"drive.time\" is missing, expected the distance of rows in learning steps, such as 1, or a .npy file"
          + " of their times", at: section.origin)
    }
    let interpolation = section.choice("interpolation", default: Interpolation.held)
    guard let path = existingFile(section, "file"), let time = arrayTime(section) else {
      return .constant(gradient: .constant(0))
    }
    return .file(.npy(path: path, time: time), interpolation: interpolation)
  }

  /// Where the times of an array come from: the distance of rows if it is a number, else a file. Nil if it is missing, or wrong and told.
  private func arrayTime(_ section: Section) -> ArrayTable.Time? {
    guard let node = section.node("time"), let text = section.text("time") else { return nil }
    guard finiteNumber(text) == nil else {
      return section.number(node, key: "time", .positive).map { .distance($0) }
    }
    return existingFile(section, "time").map { .file($0) }
  }

  /// The path of a file; nil, and told, if it is not there.
  func existingFile(_ section: Section, _ key: String) -> String? {
    guard let path = section.text(key).map(path) else { return nil }
    guard FileManager.default.fileExists(atPath: path) else {
      diagnostics.report(
        "\(section.qualified(key)): there is no file \(path)", at: section.node(key)!.origin)
      return nil
    }
    return path
  }

  /// The path of a file that a study names.
  func path(of file: String) -> String {
    file.hasPrefix("/") || folder.isEmpty
      ? file : folder + (folder.hasSuffix("/") ? "" : "/") + file
  }

}
