import DataFiles
import Results

extension ReportFolder {
  /// What it is, in words.
  var name: String {
    // A run of several seeds is a sweep over them.
    kind == .sweep && has("seeds.csv") ? "run of several seeds" : kind.rawValue
  }

  /// How it ended, in a word or two.
  var status: String {
    switch kind {
    case .run: return fact("status") ?? "unknown"
    case .sweep, .comparison:
      // In a comparison a trial that succeeded is "ok", one that did not has a word of its own.
      let statuses = table?.values("status") ?? []
      let known = kind == .sweep ? ["finished", "failed", "pending"] : ["ok"]
      let counts = known.map { status in (status, statuses.count { $0 == status }) }
      let others = statuses.count - counts.reduce(0) { $0 + $1.1 }
      let words = (counts + [("failed", others)]).filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }
      return words.isEmpty ? "nothing was run" : words.joined(separator: ", ")
    }
  }

  /// Whether all of it went well.
  var isGood: Bool {
    switch kind {
    case .run: fact("status") == "finished"
    case .sweep: table?.values("status").allSatisfy { $0 == "finished" } ?? false
    case .comparison: table?.values("status").allSatisfy { $0 == "ok" } ?? false
    }
  }

  /// The method; of a sweep over methods all of them.
  var method: String {
    switch kind {
    case .run: fact("method") ?? ""
    case .sweep: varied("integrator.method")
    case .comparison:
      (table?.values("method") ?? []).reduce(into: [String]()) { methods, method in
        if !methods.contains(method) { methods.append(method) }
      }.joined(separator: ", ")
    }
  }

  /// The seed, or the seeds.
  var seeds: String { kind == .sweep ? varied("seed") : fact("seed") ?? "" }

  /// The number of synapses, or the numbers.
  var synapses: String { kind == .sweep ? varied("synapses") : fact("synapses") ?? "" }

  /// How long it took, in seconds; of a sweep and a comparison what all runs took together.
  var wallSeconds: Double? {
    switch kind {
    case .run: return fact("wall_seconds").flatMap { Double($0) }
    case .sweep: return times?.numbers("wall_seconds").reduce(0, +)
    case .comparison: return table?.numbers("seconds").reduce(0, +)
    }
  }

  /// A parameter, or the values that a sweep gives it.
  private func varied(_ key: String) -> String {
    grid.first { $0.key == key }?.values.joined(separator: ", ") ?? parameter(key) ?? ""
  }

  /// What is to be known first, by name.
  var mainFacts: [(String, String)] {
    var pairs = [
      ("status", status), ("method", method), (seeds.contains(",") ? "seeds" : "seed", seeds),
      ("synapses", synapses),
    ]
    if let wallSeconds {
      let name = kind == .run ? "wall time" : "time of all \(kind == .sweep ? "runs" : "trials")"
      pairs.append((name, String(format: "%.3g s", wallSeconds)))
    }
    // Whatever else is a plain value.
    let known = ["study", "message", "status", "method", "seed", "synapses", "wall_seconds"]
    for (key, value) in facts.sorted(by: { $0.key < $1.key }) where !known.contains(key) {
      guard let text = value.plainText else { continue }
      var shown = text
      if case .number(let number, _) = value, Int(text) == nil {
        shown = ReportTable.Cell.rounded(number)
      }
      pairs.append((key.replacing("_", with: " "), shown))
    }
    return pairs.filter { !$0.1.isEmpty }
  }

  /// What one looks at first, by name; of a sweep over all runs that finished.
  var mainResults: [(name: String, cell: ReportTable.Cell)] {
    let wanted = [
      "results_average_accuracy", "results_forgetting", "results_validation_accuracy",
      "results_test_accuracy",
      "results_test_loss", "final_alignment_angle_degrees",
      "equilibrium_rho_over_equilibrium_median",
    ]
    switch kind {
    case .run:
      return wanted.compactMap { name in
        metrics[name].map { (name, ReportTable.Cell($0)) }
      }
    case .sweep:
      return wanted.compactMap { name in
        range(of: name).map { (name, $0) }
      }
    case .comparison:
      let errors = table?.numbers("error_max") ?? []
      return errors.min().map { [("smallest_error_max", ReportTable.Cell("\($0)"))] } ?? []
    }
  }

  /// The numbers of the summary, named as in a sweep's table.
  private var metrics: [String: String] {
    var texts: [String: String] = [:]
    for (name, value) in facts {
      value.collectNumbers(under: name) { texts[$0] = $1 }
    }
    return texts
  }

  /// A sweep's result: over nothing but seeds the mean and its deviation, sorted by the mean; else the smallest and
  /// the largest, sorted by the smallest.
  private func range(of name: String) -> ReportTable.Cell? {
    guard let values = table?.numbers(name), let least = values.min(), let most = values.max()
    else { return nil }
    guard least < most else { return ReportTable.Cell("\(least)") }
    if has("seeds.csv"), let statistics = SeedStatistics(values) {
      return ReportTable.Cell(
        markup: "<data value=\"\(statistics.mean.description)\">\(statistics.text())</data>",
        showing: statistics.text(), number: statistics.mean)
    }
    let text = "\(shortDescription(least)) to \(shortDescription(most))"
    return ReportTable.Cell(
      markup: "<data value=\"\(least.description)\">\(text)</data>", showing: text, number: least)
  }
}
