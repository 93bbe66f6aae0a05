import Architectures
import ArgumentParser
import Benchmarks
import DataFiles
import Foundation
import NeuralNetworks

/// `synapse bench`.
struct Bench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Measures this machine: bandwidth, steps, windows, solvers, threads, networks, spikes.",
    discussion: """
      Takes three or four minutes. Every number comes from whole runs of the same work: their median, and \
      beside it the fastest and the slowest. Where the slowest took more than 1.3 times the fastest, or a run \
      more than 1.3 times the processor's time that it had (of the work or of what it is compared with), the \
      line ends with "disturbed": close other programs and measure again. A step is compared with a bare kernel that loads and stores the same numbers, run in turn with \
      it: the fraction is how close to the memory's pace it is.

      EXAMPLES:
        synapse bench
        synapse bench --quick
        synapse bench --only neurons,spiking
        synapse bench --json > bench.json
      """)

  @Flag(help: "Smaller populations and shorter runs: about ten seconds.")
  var quick = false

  @Flag(help: "Writes the numbers as JSON.")
  var json = false

  @Option(
    help: ArgumentHelp("Measures only these groups: \(Group.names).", valueName: "groups"),
    transform: Group.list)
  var only = Group.allCases

  /// What can be measured by itself; as it stands in the first column.
  enum Group: String, CaseIterable {
    // First: how much memory it takes can only be seen while nothing was freed.
    case cvode, step, equation, window, smooth, threads, network, convolution, spiking, neurons

    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

    static func list(_ text: String) throws -> [Group] {
      try text.split(separator: ",", omittingEmptySubsequences: false).map { word in
        let word = word.trimmingCharacters(in: .whitespaces)
        guard let group = Group(rawValue: word) else {
          throw ValidationError(
            "found \(word), expected one of \(names)"
              + suggestion(for: word, among: allCases.map(\.rawValue)))
        }
        return group
      }
    }
  }

  func run() async throws {
    try await exiting {
      var rows: [BenchmarkResult] = []
      let report: (BenchmarkResult) -> Void = { row in
        rows.append(row)
        if !json { Terminal.show(line(row)) }
      }
      if !json { Terminal.show(header) }
      for group in Group.allCases where only.contains(group) { try measure(group, report) }
      if json {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        Terminal.show(String(decoding: try encoder.encode(rows), as: UTF8.self))
      }
    }
  }

  private func measure(_ group: Group, _ report: @escaping (BenchmarkResult) -> Void) throws {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let counts = quick ? [10_000, 1_000_000] : [10_000, 100_000, 1_000_000, 10_000_000]
    switch group {
    case .cvode:
      #if SUNDIALS
        try CVODEBenchmark.run(synapses: quick ? 10_000 : 100_000, report: report)
      #endif
    case .step: StepBenchmark.run(counts: counts, isQuick: quick, report: report)
    case .equation: try EquationBenchmark.run(counts: counts, isQuick: quick, report: report)
    case .window:
      try WindowBenchmark.run(
        counts: quick ? [(100_000, 20)] : [(100_000, 200), (1_000_000, 32), (10_000_000, 8)],
        report: report)
    case .smooth: try SmoothBenchmark.run(synapses: 1000, report: report)
    case .threads:
      guard cores > 1 else { return }
      try ThreadBenchmark.run(
        synapses: quick ? 100_000 : 1_000_000, threads: cores, report: report)
    case .network:
      for (sizes, windows) in [
        ([64, 64, 10], quick ? 50 : 200), ([784, 256, 10], quick ? 3 : 40),
      ] {
        try NetworkBenchmark.run(
          sizes: sizes, windows: windows, threads: sizes[0] > 100 ? cores : 1, report: report)
      }
    case .convolution:
      for (architecture, input) in [
        (Architecture.lenet5, Shape(1, rows: 28, columns: 28)),
        (.resnet20, Shape(3, rows: 32, columns: 32)), (.residual9, Shape(3, rows: 32, columns: 32)),
      ] where !quick || architecture == .lenet5 {
        try ConvolutionBenchmark.run(
          architecture, input: input, windows: quick || architecture != .lenet5 ? 2 : 20,
          threads: cores, report: report)
      }
    case .spiking:
      for (hidden, mean) in [([200], 1.5), ([200], 3), ([400], 1.5), ([200, 200], 1.5)] {
        try SpikingBenchmark.run(
          hidden: hidden, mean: mean, epochs: quick ? 3 : 5, threads: 1, report: report)
      }
    case .neurons:
      try SteppedBenchmark.run(windows: quick ? 10 : 100, threads: cores, report: report)
    }
  }

  private static let columns = [
    ("what", 13), ("how", 40), ("synapses", 9), ("ns", 8), ("seconds", 9), ("fastest", 9),
    ("slowest", 9), ("GB/s", 7), ("of bare", 8), ("error", 9), ("steps", 7), ("bytes", 7),
    ("examples/s", 10), ("speed-up", 9), ("", 0),
  ]

  private var header: String { text(Self.columns.map(\.0)) }

  private func line(_ row: BenchmarkResult) -> String {
    func number(_ value: Double?, _ format: String) -> String {
      value.map { String(format: format, $0) } ?? ""
    }
    // In the unit of the median.
    let unit = (row.nanoseconds == nil ? 1 : 1e9) / Double(row.operations)
    let format = row.nanoseconds == nil ? "%.3g" : "%.2f"
    return text([
      row.group, row.name, "\(row.synapses)", number(row.nanoseconds, format),
      number(row.seconds, format), number(row.work.min().map { $0 * unit }, format),
      number(row.work.max().map { $0 * unit }, format), number(row.gigabytesPerSecond, "%.1f"),
      number(row.fractionOfBandwidth, "%.2f"), number(row.error, "%.1e"),
      row.steps.map { "\($0)" } ?? "", number(row.bytesPerSynapse, "%.0f"),
      number(row.examplesPerSecond, "%.0f"), number(row.speedup, "%.2f"),
      row.isDisturbed ? "disturbed" : "",
    ])
  }

  private func text(_ cells: [String]) -> String {
    let line = zip(cells, Self.columns).enumerated().map { index, pair in
      let padding = String(repeating: " ", count: max(pair.1.1 - pair.0.count, 0))
      return index < 2 ? pair.0 + padding : padding + pair.0
    }.joined(separator: " ")
    return String(line.reversed().drop { $0 == " " }.reversed())
  }
}
