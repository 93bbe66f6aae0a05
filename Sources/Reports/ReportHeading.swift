/// What the columns of tables are called on the page: in words, where files have names.
enum ReportHeading {
  /// The words for a column; its name if it is a key of a study with a dot in it, or if there are none.
  static func words(_ column: String) -> String {
    let words = made(of: column)
    return words.isEmpty || words.hasPrefix(",") ? column : words
  }

  private static func made(of column: String) -> String {
    if let words = known[column] { return words }
    if column.contains(".") { return column }
    if column.hasPrefix("results_"), let match = column.wholeMatch(of: /results_(.+)_(\d+)/) {
      return "\(words(String(match.1))), layer \(match.2)"
    }
    for (prefix, addition) in prefixes where column.hasPrefix(prefix) {
      return words(String(column.dropFirst(prefix.count))) + addition
    }
    for (suffix, addition) in suffixes where column.hasSuffix(suffix) {
      return words(String(column.dropLast(suffix.count))) + addition
    }
    return joined(column.split(separator: "_", omittingEmptySubsequences: false).map(String.init))
  }

  private static let known = [
    "angle": "angle in degrees", "angle_degrees": "angle in degrees",
    "adam_ratio": "update over Adam's", "cosine": "cosine",
    "class_name": "class in words", "difference": "‖w_f − w_b‖",
    "difference_predicted": "‖w_f − w_b‖, predicted", "error_angle": "error angle in degrees",
    "factor_max": "factor on errors, largest", "factor_mean": "factor on errors, mean",
    "factor_min": "factor on errors, smallest", "factor_sd": "factor on errors, deviation",
    "error_max": "largest error", "error_rms": "error, rms",
    "first_spike": "first spike of a neuron", "gradient": "⟨|Kg|⟩, median",
    "norm_ratio": "‖w_b‖/‖w_f‖", "predicted_name": "predicted, in words",
    "rho_ratio": "ρ/ρ*, median", "rho_time": "relaxation time of ρ",
    "rhs_evaluations": "evaluations of the right-hand side", "seconds": "time in s",
    "silent": "share of silent neurons", "smallest_error_max": "smallest of the largest errors",
    "spikes": "spikes of a neuron", "wall_seconds": "wall time in s",
    "test_accuracy": "accuracy, test", "test_loss": "loss, test",
    "train_accuracy": "accuracy, training", "train_loss": "loss, training",
    "validation_accuracy": "accuracy, held out", "validation_loss": "loss, held out",
    "weight_kurtosis": "kurtosis of w_f", "weight_norm": "‖w_f‖",
    "weight_sd": "deviation of w_f",
  ]
  private static let prefixes = [
    ("results_", ""), ("statistics_", ""), ("advice_", ""),
    ("initial_alignment_", ", at the start"),
    ("final_alignment_", ", at the end"), ("equilibrium_", ", at equilibrium"),
  ]
  private static let suffixes = [
    ("_sd", ", sd"), ("_se", ", standard error"), ("_median", ", median"), ("_mean", ", mean"),
    ("_degrees", " in degrees"),
    ("_seconds", " in s"),
  ]
  /// Parts that belong together, or have a sign.
  private static let signs = [
    ["w", "f"]: "w_f", ["w", "b"]: "w_b", ["m", "plus"]: "m⁺", ["m", "minus"]: "m⁻",
    ["rho"]: "ρ",
  ]

  private static func joined(_ parts: [String]) -> String {
    var (words, rest): ([String], ArraySlice<String>) = ([], parts[...])
    while !rest.isEmpty {
      let sign = signs.first { rest.starts(with: $0.key) }
      words.append(sign?.value ?? rest.first!)
      rest = rest.dropFirst(sign?.key.count ?? 1)
    }
    return words.joined(separator: " ")
  }
}
