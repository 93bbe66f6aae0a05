import DataFiles
import Foundation
import HostSystem
import Results
import SystemPackage

extension LearningFigure {
  /// The panel of a column that is in no other.
  static func plain(_ column: String, isOfLayers: Bool) -> Panel {
    let name = GnuplotScript.escaped(column)
    return Panel(
      name: column, title: name, label: name, isLogarithmic: false, isOfLayers: isOfLayers,
      solid: Quantity(column: column))
  }

  /// Whether the accuracies of a run are those of one task after the other.
  private static func hasTasks(_ file: LearningFile) -> Bool {
    FileManager.default.fileExists(atPath: FilePath(file.path).beside("tasks.csv"))
  }

  static func learningPanels(_ files: [LearningFile]) -> [Panel] {
    [
      Panel(
        name: "accuracy", title: "accuracy: test, training (dashed)", label: "%",
        isOfLayers: false, solid: Quantity(column: "test_accuracy", isPercentage: true),
        dashed: Quantity(column: "train_accuracy", isPercentage: true),
        // Several runs have enough curves without; the errors of a mean over seeds are not those of its fit.
        fit: files.count == 1 && !files[0].hasDeviations && !hasTasks(files[0])
          ? files[0].testCurve : nil,
        // Below accuracies of 1 there is room too.
        floor: files.compactMap(\.settledAccuracy).min().map {
          max(0, 100 * ($0 - 0.06 * max(1 - $0, 0.01)))
        }, bounds: 0...100),
      Panel(
        name: "loss", title: "loss: test, training (dashed)", label: "loss",
        isLogarithmic: spansDecade(files, ["test_loss", "train_loss"]), isOfLayers: false,
        solid: Quantity(column: "test_loss"), dashed: Quantity(column: "train_loss")),
    ]
  }

  static func layerPanels(_ files: [LearningFile]) -> [Panel] {
    let all = [
      ("angle", "angle between W_f and W_b", "degrees", nil),
      ("error_angle", "angle between delivered and true error", "degrees", nil),
      ("spikes", "spikes of a neuron in a test example", "spikes", nil),
      ("silent", "neurons that fire in no test example", "%", nil),
      ("first_spike", "first spike of a neuron in a test example", "time in the trial", nil),
      ("difference", "‖W_f − W_b‖", "difference", "difference_predicted"),
      ("norm_ratio", "‖W_b‖/‖W_f‖", "ratio", nil),
      ("rho_ratio", "median of ρ over 1/(⟨|Kg|⟩+ε)", "ρ/ρ*", nil),
      ("rho_time", "relaxation time of ρ, median", "learning steps", nil),
      ("adam_ratio", "update m ρ over Adam's, rms", "ratio", nil),
      ("factor_mean", "factor on the errors of a unit, mean", "factor", nil),
      ("factor_sd", "factors on errors, standard deviation over units", "deviation", nil),
      ("gradient", "⟨|Kg|⟩, median", "⟨|Kg|⟩", nil),
      ("weight_norm", "‖W_f‖", "norm", nil),
      ("weight_sd", "standard deviation of w_f", "deviation", nil),
      ("weight_kurtosis", "kurtosis of w_f, 3 of a normal distribution", "kurtosis", nil),
    ]
    return all.compactMap { column, title, label, dashed -> Panel? in
      guard files.contains(where: { $0.ranges[column] != nil }) else { return nil }
      // Backpropagation's own errors are the true ones, but for roundings: there is nothing to see.
      if column == "error_angle", files.allSatisfy({ ($0.ranges[column]?.upperBound ?? 0) < 1e-3 })
      {
        return nil
      }
      let second = dashed.flatMap { name in
        files.contains { $0.ranges[name] != nil } ? name : nil
      }
      let isLogarithmic = !neverLogarithmic.contains(column) && spansDecade(files, [column])
      let unit =
        isLogarithmic || column == "silent"
        ? nil : smallUnit(files, [column, second].compactMap { $0 })
      return Panel(
        name: column, title: title + (second == nil ? "" : ", predicted (dotted)"),
        label: label + (unit.map { " in \($0)" } ?? ""), isLogarithmic: isLogarithmic,
        solid: Quantity(column: column, isPercentage: column == "silent", unit: unit),
        dotted: second.map { Quantity(column: $0, unit: unit) },
        floor: column == "silent" ? 0 : nil,
        bounds: column == "silent" ? 0...100 : -Double.infinity...Double.infinity)
    }
  }

  /// A panel for each layer in place of those that have all of them.
  ///
  /// - Throws: `DataFileError` if something else is wanted, or there are no layers.
  static func byLayers(_ panels: [Panel], _ by: String, _ files: [LearningFile], of path: String)
    throws -> [Panel]
  {
    guard by == "layer" else {
      throw DataFileError(
        file: path, line: nil, "--by: found \"\(by.excerpt)\", expected layer, a panel for each")
    }
    guard panels.contains(where: \.isOfLayers) else {
      throw DataFileError(
        file: path, line: nil, "--by layer: found no panel of layers among those that are drawn")
    }
    let count = files.map(\.layerCount).max() ?? 0
    return panels.flatMap { panel in
      guard panel.isOfLayers else { return [panel] }
      return (0..<count).map { layer in
        var part = panel
        part.layer = layer
        part.title = "layer \(layer + 1): \(panel.title)"
        return part
      }
    }
  }

  /// Columns that have ends, or a beginning that means something.
  private static let neverLogarithmic: Set = ["angle", "error_angle", "silent", "first_spike"]

  /// The power of ten below the largest number of columns that are small throughout: written out, they would reach into the
  /// panel beside theirs.
  private static func smallUnit(_ files: [LearningFile], _ columns: [String]) -> String? {
    let largest =
      files.flatMap { file in columns.compactMap { file.ranges[$0] } }
      .map { max($0.lowerBound.magnitude, $0.upperBound.magnitude) }.max() ?? 0
    guard largest > 0, largest < 1e-3 else { return nil }
    return "1e\(Int(log10(largest).rounded(.down)))"
  }

  private static func spansDecade(_ files: [LearningFile], _ columns: [String]) -> Bool {
    let ranges = files.flatMap { file in columns.compactMap { file.ranges[$0] } }
    guard let low = ranges.map(\.lowerBound).min(), let high = ranges.map(\.upperBound).max()
    else { return false }
    return low > 0 && high > 10 * low
  }
}

extension LearningFigure.Panel {
  /// The layers of a run that it has.
  func layers(of file: LearningFile) -> [Int] {
    layer.map { $0 < file.layerCount ? [$0] : [] } ?? Array(0..<file.layerCount)
  }
}
