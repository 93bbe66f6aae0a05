import DataFiles
import Figures
import Foundation

/// The figures of a folder: those that are in it, or else one drawn for the page.
struct ReportFigures {
  /// Each with its name.
  private(set) var figures: [(name: String, svg: InlineSVG)] = []
  /// Lines that say what is not shown.
  private(set) var notes: [String] = []

  /// What is larger would make the page slow.
  private static let mostBytes = 8 << 20

  /// - Parameters:
  ///   - folder: the folder.
  ///   - prefix: what the names of the figures' parts get in front.
  init(of folder: ReportFolder, prefix: String) async {
    let names = folder.names(
      endingIn: ".svg", first: ["learning.svg", "sweep.svg", "work-precision.svg"])
    for name in names { add(folder.file(name), name: name, study: folder.study, prefix: prefix) }
    if names.isEmpty { await draw(folder, prefix: prefix) }
  }

  private mutating func add(_ path: String, name: String, study: String, prefix: String) {
    guard let data = InputFile.contents(path) else {
      notes.append("\(name) is left out: the file cannot be read.")
      return
    }
    add(data.count <= Self.mostBytes ? data : nil, name: name, study: study, prefix: prefix)
  }

  /// - Parameter data: nil if there are too many bytes.
  private mutating func add(_ data: Data?, name: String, study: String, prefix: String) {
    guard let data else {
      notes.append("\(name) is left out: it has more than \(Self.mostBytes >> 20) MB.")
      return
    }
    do {
      let svg = try InlineSVG(
        data, label: "\(name) of \(study)", prefix: "\(prefix)-\(figures.count + 1)-")
      figures.append((name, svg))
    } catch {
      notes.append("\(name) is left out: \(error)")
    }
  }

  /// Draws what the folder is about.
  private mutating func draw(_ folder: ReportFolder, prefix: String) async {
    let candidates = [
      "learning-seeds.csv", "learning.csv", "tasks.csv", "sweep.csv", "compare.csv", "trace.csv",
    ]
    guard let source = candidates.first(where: folder.has) else { return }
    do {
      let figure = try await Figure.svg([folder.file(source)], atMost: Self.mostBytes)
      add(figure, name: "\(source), drawn for this page", study: folder.study, prefix: prefix)
    } catch {
      // gnuplot is missing, a sweep of more keys than a figure shows, or a file that is wrong.
      notes.append("There is no figure: \(error)")
    }
  }
}
