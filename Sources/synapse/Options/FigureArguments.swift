import ArgumentParser
import DataFiles
import Figures
import Foundation

/// How a figure is wanted: the options of `synapse plot` that hold for every kind, and what can be chosen of some.
struct FigureArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Panels to draw, in this order, of a figure that has several: m, rho, v, weights, difference and phase of a trace, accuracy, loss, angle and so on of a network; a wrong name is answered with all of them.",
      valueName: "a,b,…"))
  var panels: String?

  @Option(
    help: ArgumentHelp(
      "Columns to draw in place of the standard panels; of a sweep the result, of seeds the results.",
      valueName: "a,b,…"
    ), completion: Completions.columns)
  var columns: String?

  @Option(
    help: ArgumentHelp(
      "Of a spikes.csv or voltages.csv the example to draw, by its number in the table, in place of the first.",
      valueName: "n"))
  var example: Int?

  @Option(
    help: ArgumentHelp(
      "Of traces the synapses to draw, in place of eight of those recorded.", valueName: "i,j,…"))
  var synapses: String?

  @Flag(help: "Of two traces draw the second less the first.")
  var difference = false

  @Option(
    help: ArgumentHelp(
      "Of an array of a trace (record.format: npy) the times to draw histograms of, in place of the first, the middle and the last.",
      valueName: "t,…"))
  var times: String?

  @Option(
    name: .customLong("x"), help: ArgumentHelp("Of a sweep the key across.", valueName: "key"))
  var across: String?

  @Option(
    help: ArgumentHelp(
      "Of a sweep the key that has a curve for each of its values, in place of a map; of networks layer, a panel for each.",
      valueName: "key"))
  var by: String?

  @Option(help: ArgumentHelp("Of a sweep the result to draw.", valueName: "name"))
  var result: String?

  @Option(
    help: ArgumentHelp(
      "What the files, or the synapses of one trace, are called in the legend.",
      valueName: "a,b,…"))
  var labels: String?

  @Option(
    help: ArgumentHelp(
      "The title of the figure; \"\" for no titles at all.", valueName: "text"))
  var title: String?

  @Option(
    help: ArgumentHelp(
      "The width, such as 8.6cm, 86mm, 3.4in or 244pt, in place of one column of a journal (8.6 cm) or two (17.8 cm).",
      valueName: "length"))
  var width: String?

  @Option(help: ArgumentHelp("The height, in place of what suits the width.", valueName: "length"))
  var height: String?

  @Option(help: ArgumentHelp("The size of the font in points.", valueName: "points"))
  var fontSize = FigureOptions().fontSize

  @Option(help: ArgumentHelp("The family of the font.", valueName: "family"))
  var font: String?

  @Option(
    help: ArgumentHelp(
      "Axes to make logarithmic: x, y, or x,y; none makes all of them linear.",
      valueName: "axes"))
  var log: String?

  @Option(
    help: ArgumentHelp(
      "From where to where axes go, such as x=0:100,y=1e-3:1.", valueName: "ranges"))
  var range: String?

  @Option(
    help: ArgumentHelp(
      "The colours of the curves, such as #0072b2,#d55e00, in place of eight that colour-blind eyes tell apart.",
      valueName: "#rrggbb,…"))
  var colors: String?

  @Option(
    help: ArgumentHelp(
      "Where the legend stands: \(FigureOptions.KeyPlace.allCases.map(\.rawValue).joined(separator: ", ")). In corners of the first panel it may cover curves.",
      valueName: "place"))
  var key: String?

  @Option(
    help: ArgumentHelp(
      "A file of gnuplot's commands that are done before each panel: the style of a house.",
      valueName: "file"), completion: .file())
  var style: String?

  // MARK: Reading

  func validate() throws { _ = try options() }

  /// What they say.
  ///
  /// - Throws: `ValidationError` with what was found and what was expected.
  func options() throws -> FigureOptions {
    var options = FigureOptions()
    options.panels = try optionNames(panels, "--panels", such: "m,rho")
    options.columns = try optionNames(columns, "--columns", such: "w_f,w_b")
    options.labels = try optionNames(labels, "--labels", such: "Euler,exact")
    if let example, example < 0 {
      throw ValidationError("--example: found \(example), expected a whole number from 0.")
    }
    options.example = example
    options.synapses = try optionNames(synapses, "--synapses", such: "0,3")?.map { text in
      guard let synapse = Int(text), synapse >= 0 else {
        throw ValidationError("--synapses: found \"\(text)\", expected whole numbers from 0.")
      }
      return synapse
    }
    options.times = try optionNames(times, "--times", such: "0,1000")?.map { text in
      guard let time = Double(text), time.isFinite else {
        throw ValidationError("--times: found \"\(text)\", expected numbers.")
      }
      return time
    }
    options.isDifference = difference
    (options.across, options.by, options.result) = (across, by, result)
    options.title = title
    options.width = try width.map { try Self.length($0, "--width") }
    options.height = try height.map { try Self.length($0, "--height") }
    guard (3...72).contains(fontSize) else {
      throw ValidationError("--font-size: found \(fontSize), expected points from 3 to 72.")
    }
    options.fontSize = fontSize
    if let font, font.isEmpty || font.contains(",") {
      throw ValidationError("--font: found \"\(font)\", expected a family such as Helvetica.")
    }
    options.font = font
    options.logarithmic = try log.map(Self.axes)
    options.ranges = try range.map(Self.ranges) ?? [:]
    options.colors = try optionNames(colors, "--colors", such: "#0072b2,#d55e00")?.map { color in
      guard color.wholeMatch(of: /#[0-9a-fA-F]{6}/) != nil else {
        throw ValidationError("--colors: found \"\(color)\", expected colours such as #0072b2.")
      }
      return color
    }
    if let key {
      let places = FigureOptions.KeyPlace.allCases.map(\.rawValue)
      guard let place = FigureOptions.KeyPlace(rawValue: key) else {
        throw ValidationError(
          "--key: found \"\(key)\", expected \(places.joined(separator: ", "))\(suggestion(for: key, among: places))."
        )
      }
      options.key = place
    }
    options.style = style
    return options
  }

  /// Points of 1/72 inch.
  private static let units = ["cm": 72 / 2.54, "mm": 7.2 / 2.54, "in": 72, "pt": 1]

  private static func length(_ text: String, _ option: String) throws -> Double {
    guard let unit = units[String(text.suffix(2))],
      let number = finiteNumber(String(text.dropLast(2)).trimmingCharacters(in: .whitespaces)),
      (72...7200).contains(number * unit)
    else {
      throw ValidationError(
        "\(option): found \"\(text)\", expected a length from 1in to 100in with its unit, such as 8.6cm, 86mm, 3.4in or 244pt."
      )
    }
    return number * unit
  }

  private static func axes(_ text: String) throws -> Set<FigureOptions.AxisName> {
    guard text != "none" else { return [] }
    let names = text.split(separator: ",", omittingEmptySubsequences: false)
    let axes = names.compactMap { FigureOptions.AxisName(rawValue: String($0)) }
    guard axes.count == names.count else {
      throw ValidationError("--log: found \"\(text)\", expected x, y, x,y or none.")
    }
    return Set(axes)
  }

  private static func ranges(_ text: String) throws -> [FigureOptions.AxisName: ClosedRange<Double>]
  {
    var ranges: [FigureOptions.AxisName: ClosedRange<Double>] = [:]
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", omittingEmptySubsequences: false)
      let ends = (sides.last ?? "").split(separator: ":", omittingEmptySubsequences: false)
        .map { finiteNumber(String($0)) }
      guard sides.count == 2, let axis = FigureOptions.AxisName(rawValue: String(sides[0])),
        ranges[axis] == nil, ends.count == 2, let low = ends[0], let high = ends[1], low < high
      else {
        throw ValidationError(
          "--range: found \"\(text)\", expected FROM:TO of an axis or two, ascending, such as x=0:100,y=1e-3:1."
        )
      }
      ranges[axis] = low...high
    }
    return ranges
  }
}
