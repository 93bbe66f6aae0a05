import DataFiles
import Figures
import Foundation

/// Figures of the page: those that are in a folder, or else one drawn for the page.
struct ReportFigures {
  /// A figure with its name.
  struct Shown {
    let name: String
    let svg: InlineSVG
    /// The same, drawn for narrow windows; nil if there is no such drawing.
    let narrow: InlineSVG?
  }

  private(set) var figures: [Shown] = []
  /// Lines that say what is not shown.
  private(set) var notes: [String] = []
  private let prefix: String

  /// What is larger would make the page slow.
  private static let mostBytes = 8 << 20
  /// More curves cannot be told apart.
  private static let (mostLearning, mostTraces) = (24, 4)

  /// The figures of a folder.
  ///
  /// - Parameters:
  ///   - folder: the folder.
  ///   - prefix: what the names of the figures' parts get in front.
  init(of folder: ReportFolder, prefix: String) async {
    self.prefix = prefix
    let names = folder.names(
      endingIn: ".svg",
      first: ["learning.svg", "sweep.svg", "work-precision.svg", "error-over-time.svg"])
    for name in names { add(folder, name) }
    if names.isEmpty { await draw(folder) }
  }

  /// Runs over each other, where they have tables of a kind: how they learned, or else the traces of a few.
  init(ofAll folders: [ReportFolder], prefix: String) async {
    self.prefix = prefix
    let names = ReportDifferences(folders).curveNames
    let learning = zip(folders, names).compactMap { folder, name in
      ["learning-seeds.csv", "learning.csv"].first(where: folder.has).map {
        (file: folder.file($0), name: name)
      }
    }
    let traces = zip(folders, names).compactMap { folder, name in
      folder.has("trace.csv") && !folder.has("learning.csv")
        ? (file: folder.file("trace.csv"), name: name) : nil
    }
    if learning.count > Self.mostLearning {
      notes.append(
        "Learning curves over each other are those of at most \(Self.mostLearning) folders.")
    } else if learning.count > 1 {
      await draw(learning, "Learning curves over each other", panels: ["accuracy", "loss"])
    } else if traces.count == folders.count, traces.count > Self.mostTraces {
      notes.append("Traces over each other are those of at most \(Self.mostTraces) folders.")
    } else if traces.count == folders.count, traces.count > 1 {
      await draw(traces, "Traces over each other", panels: nil)
    }
  }

  private mutating func draw(
    _ files: [(file: String, name: String)], _ title: String, panels: [String]?
  ) async {
    var options = FigureOptions()
    options.labels = files.map(\.name)
    options.panels = panels
    do {
      try await draw(files.map(\.file), options, name: title, label: title)
    } catch {
      notes.append("\(title): there is no figure: \(error)")
    }
  }

  /// Draws what a folder is about.
  private mutating func draw(_ folder: ReportFolder) async {
    let candidates = [
      "learning-seeds.csv", "learning.csv", "tasks.csv", "sweep.csv", "compare.csv", "trace.csv",
    ]
    guard let source = candidates.first(where: folder.has) else { return }
    let name = "\(source), drawn for this page"
    do {
      try await draw(
        [folder.file(source)], FigureOptions(), name: name, label: "\(name) of \(folder.study)")
    } catch {
      // gnuplot is missing, a sweep of more keys than a figure shows, or a file that is wrong.
      notes.append("There is no figure: \(error)")
    }
  }

  /// Draws twice, for wide windows and for narrow ones.
  private mutating func draw(
    _ files: [String], _ options: FigureOptions, name: String, label: String
  ) async throws {
    var narrow = options
    narrow.width = Figure.columnWidth
    let drawings = [
      try await Figure.svg(files, options, atMost: Self.mostBytes),
      try await Figure.svg(files, narrow, atMost: Self.mostBytes),
    ]
    add(drawings[0], name: name, label: label, narrow: drawings[1])
  }

  /// Adds a file of a folder.
  private mutating func add(_ folder: ReportFolder, _ name: String) {
    guard let data = InputFile.contents(folder.file(name)) else {
      notes.append("\(name) is left out: the file cannot be read.")
      return
    }
    add(
      data.count <= Self.mostBytes ? data : nil, name: name, label: "\(name) of \(folder.study)")
  }

  /// - Parameter data: nil if there are too many bytes.
  private mutating func add(_ data: Data?, name: String, label: String, narrow: Data? = nil) {
    guard let data else {
      notes.append("\(name) is left out: it has more than \(Self.mostBytes >> 20) MB.")
      return
    }
    let number = "\(prefix)-\(figures.count + 1)"
    do {
      figures.append(
        Shown(
          name: name, svg: try InlineSVG(data, label: label, prefix: "\(number)-"),
          narrow: try narrow.map { try InlineSVG($0, label: label, prefix: "\(number)-narrow-") }))
    } catch {
      notes.append("\(name) is left out: \(error)")
    }
  }

  // MARK: Markup

  /// An element `figure` for each.
  var html: HTML { figures.map(\.html).joined() }
}

extension ReportFigures.Shown {
  fileprivate var html: HTML {
    let drawings: HTML =
      narrow.map {
        "<div class=\"wide\">\n\(svg.html)\n</div>\n<div class=\"narrow\">\n\($0.html)\n</div>"
      } ?? svg.html
    return """
      <figure>
      <div class="drawing" role="region" aria-label="\(name)" tabindex="0">
      \(drawings)
      </div>
      <figcaption>\(name)</figcaption>
      </figure>

      """
  }
}
