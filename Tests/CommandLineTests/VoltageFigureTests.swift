import Foundation
import TestSupport
import Testing

/// Voltages and decisions of spiking networks, from the study to the figure.
@Suite struct VoltageFigureTests {
  private static let study = """
    epochs: 1
    preset: adam2015
    synapse: {learning_rate: 5.0e-3}
    drive:
      kind: spikingNetwork
      data: {set: yinYang, training: 320, test: 20}
      encoding: {kind: times, duration: 30, bias: 0}
      layers: [30]
      readout: {kind: firstSpike, silent_label: ignored}
      initialisation: [{normal: [1.5, 0.78]}, {normal: [0.93, 0.1]}]
      batch: 32
    record: {spikes: true, final: true, voltages: {examples: [2, 11], neurons: [0, 5, 29], interval: 0.25}}

    """

  private func run(_ settings: String..., in scratch: Scratch) throws {
    try scratch.write(Self.study, to: "s.yaml")
    let result = try Program.run(
      "synapse",
      ["run", "s.yaml", "--output", "out", "--quiet"] + settings.flatMap { ["--set", $0] },
      in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
  }

  /// The examples and neurons that were asked for; at each spike of spikes.csv V is the threshold and then the reset; between,
  /// a mark every interval.
  @Test func voltagesFitTheSpikes() throws {
    let scratch = try Scratch()
    try run(in: scratch)
    let table = try NumberTable(scratch.url("out/voltages.csv"))
    let rows = table.rows
    #expect(table.columns == ["example", "layer", "neuron", "time", "voltage", "current"])
    #expect(Set(table.column("example")) == [2, 11])
    #expect(Set(rows.filter { $0[1] == 1 }.map { $0[2] }) == [0, 5, 29])
    #expect(Set(rows.filter { $0[1] == 2 }.map { $0[2] }) == [0])
    let spikes = try NumberTable(scratch.url("out/spikes.csv")).rows.filter {
      [2, 11].contains($0[1]) && $0[2] > 0 && [0, 5, 29].contains($0[3])
    }
    try #require(!spikes.isEmpty)
    for spike in spikes {
      let there = rows.filter {
        $0[0] == spike[1] && $0[1] == spike[2] && $0[2] == spike[3] && $0[3] == spike[0]
      }
      // Newton's method leaves the threshold of 1 by some roundings of I, which is some ten.
      #expect(
        there.count == 2 && abs(there[0][4] - 1) < 1e-13 && there[1][4] == 0, "\(spike): \(there)")
    }
    for example in [2.0, 11] {
      let times = rows.filter { $0[0] == example && $0[1] == 2 }.map { $0[3] }
      #expect(times == times.sorted() && times.first == 0 && times.last == 70)
      #expect(Set((0...280).map { 0.25 * Double($0) }).isSubset(of: times))
    }
    // What is written is what is read.
    let resolved = try String(contentsOf: scratch.url("out/study.yaml"), encoding: .utf8)
    #expect(resolved.contains("voltages:") && resolved.contains("neurons: [0, 5, 29]"))
    let again = try synapse(
      "run", "out/study.yaml", "--output", "again", "--quiet", in: scratch.folder)
    #expect(again.status == 0, "\(again.error)")
    #expect(
      try Data(contentsOf: scratch.url("again/voltages.csv"))
        == Data(contentsOf: scratch.url("out/voltages.csv")))
  }

  /// A run in the place of another leaves nothing of it that would pass for its own.
  @Test func forcedRunsLeaveNoOlderTables() throws {
    let scratch = try Scratch()
    try run(in: scratch)
    let result = try synapse(
      "run", "s.yaml", "--output", "out", "--quiet", "--force", "--set", "record={final: false}",
      in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    for name in ["voltages.csv", "spikes.csv"] {
      #expect(!FileManager.default.fileExists(atPath: scratch.url("out/\(name)").path), "\(name)")
    }
  }

  /// Inputs that are drawn are those of spikes.csv, whichever examples are asked for.
  @Test func drawnSpikesAreTheSame() throws {
    let scratch = try Scratch()
    try run(
      "drive.encoding={kind: rate, duration: 30, bias: 0}", "record.voltages={examples: [7]}",
      in: scratch)
    let rows = try NumberTable(scratch.url("out/voltages.csv")).rows
    #expect(Set(rows.map { $0[0] }) == [7])
    #expect(Set(rows.map { $0[2] }) == [0, 1, 2, 3])
    let spikes = try NumberTable(scratch.url("out/spikes.csv")).rows.filter {
      $0[1] == 7 && $0[2] == 1 && $0[3] < 4
    }
    try #require(!spikes.isEmpty)
    for spike in spikes {
      #expect(rows.contains { $0[1] == 1 && $0[2] == spike[3] && $0[3] == spike[0] && $0[4] == 0 })
    }
  }

  @Test(.enabled(if: hasGnuplot, "gnuplot is not here")) func voltagesAreDrawn() throws {
    let scratch = try Scratch()
    try run(in: scratch)
    var result = try synapse(
      "plot", "out/voltages.csv", "--output", "v.svg", "--example", "11", in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    #expect(try isXML(scratch.url("v.svg")))
    var script = try String(contentsOf: scratch.url("v.gp"), encoding: .utf8)
    #expect(script.contains("set title 'voltages in test example 11'"))
    let labels = script.matches(of: #/set ylabel '([^']*)'/#).map { String($0.1) }
    #expect(labels == ["V of layer 2", "V of layer 1"])
    for neuron in [0, 5, 29] {
      #expect(
        script.contains("column('layer') == 1 && column('neuron') == \(neuron) ? column('voltage')")
      )
    }
    #expect(script.components(separatedBy: "NaN with lines").count == 3)
    result = try synapse(
      "plot", "out/voltages.csv", "--output", "v.svg", "--columns", "voltage,current",
      in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    script = try String(contentsOf: scratch.url("v.gp"), encoding: .utf8)
    #expect(script.contains("set title 'states in test example 2'"))
    #expect(script.components(separatedBy: "\nplot ").count == 5)
    result = try synapse("plot", "out/voltages.csv", "--terminal", in: scratch.folder)
    #expect(result.status == 0 && result.output.contains("V of layer 1"), "\(result.error)")
    for (options, message) in [
      (
        ["--example", "3"],
        "there are no voltages of example 3; there are some of the examples 2 and 11"
      ),
      (
        ["--columns", "voltag"],
        "found \"voltag\", expected voltage, current, or both; did you mean \"voltage\"?"
      ),
    ] {
      result = try Program.run(
        "synapse", ["plot", "out/voltages.csv", "--output", "w.svg"] + options, in: scratch.folder)
      #expect(result.status == 65 && result.error.contains(message), "\(result.error)")
    }
  }

  /// A map of the examples' first two numbers; rings are around those that were told wrong.
  @Test(.enabled(if: hasGnuplot, "gnuplot is not here")) func decisionsAreDrawn() throws {
    let scratch = try Scratch()
    try run(in: scratch)
    var result = try synapse("evaluate", "out", "--output", "told", "--quiet", in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    let table = try NumberTable(scratch.url("told/predictions.csv"))
    #expect(
      table.columns.prefix(9) == [
        "example", "class", "predicted", "class_name", "predicted_name", "input_0", "input_1",
        "input_2", "input_3",
      ])
    for (x, mirrored) in zip(table.column("input_0"), table.column("input_2")) {
      // Numbers of 32 bits.
      #expect((0...1).contains(x) && abs(x + mirrored - 1) < 1e-7)
    }
    result = try synapse("plot", "told/predictions.csv", "--output", "d.svg", in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    #expect(try isXML(scratch.url("d.svg")))
    let right = zip(table.column("class"), table.column("predicted")).count { $0 == $1 }
    let script = try String(contentsOf: scratch.url("d.gp"), encoding: .utf8)
    #expect(script.contains("set title '\(right) of 20 examples told right'"))
    // A point for each example, and a ring for each that was told wrong, besides those of the legend.
    let drawing = try String(contentsOf: scratch.url("d.svg"), encoding: .utf8)
    func marks(_ part: Int) -> Int {
      drawing.components(separatedBy: "<g id=\"gnuplot_plot_")[part].components(
        separatedBy: "<use "
      ).count - 1
    }
    #expect(marks(1) == 20)
    #expect(right == 20 || marks(2) == 20 - right)
    result = try synapse("plot", "told/predictions.csv", "--terminal", in: scratch.folder)
    #expect(result.status == 0 && result.output.contains("taken for"), "\(result.error)")
    for (columns, message) in [
      ("input_0", "found input_0, expected the two that the map lies in, such as input_0,input_1"),
      ("input_0,input_9", "found \"input_9\", expected two of input_0, input_1, input_2, input_3"),
    ] {
      result = try synapse(
        "plot", "told/predictions.csv", "--output", "e.svg", "--columns", columns,
        in: scratch.folder)
      #expect(result.status == 65 && result.error.contains(message), "\(result.error)")
    }
    // Numbers of all sizes, one class, one place: something is drawn.
    for rows in [
      "0,0,0,1e20,2,1\n", "0,0,1,1,-1e308,0\n1,0,0,2,1e308,0\n", "0,1,1,0,0,1\n1,1,1,2,-2000,1\n",
      "0,9007199254740992,3,0,0,1\n1,5000,1,1,1,0\n",
    ] {
      try scratch.write("example,class,predicted,input_0,input_1,y_0\n\(rows)", to: "few.csv")
      result = try synapse("plot", "few.csv", "--output", "f.svg", in: scratch.folder)
      #expect(result.status == 0 && result.error.isEmpty, "\(rows): \(result.error)")
    }
    try scratch.write("example,class,predicted,p_0,p_1\n0,1,1,0.25,0.75\n", to: "many.csv")
    result = try synapse("plot", "many.csv", "--output", "e.svg", in: scratch.folder)
    #expect(result.status == 0, "without a plane there is a matrix: \(result.error)")
    #expect(try scratch.read("e.gp").contains("\n1 1 1.0 1\n"))
    result = try synapse(
      "plot", "many.csv", "--output", "e.svg", "--panels", "decisions", in: scratch.folder)
    #expect(
      result.status == 65 && result.error.contains("no columns input_0 and input_1"),
      "\(result.error)")
  }

  /// What cannot be recorded is told with its line.
  @Test(arguments: [
    (
      "{examples: [20]}",
      "record.voltages.examples: found [20], expected ascending whole numbers from 0 to 19"
    ),
    ("{examples: [1, 1]}", "record.voltages.examples"),
    ("{examples: []}", "record.voltages.examples"),
    (
      "{neurons: [30]}",
      "record.voltages.neurons: found [30], expected ascending whole numbers from 0 to 29"
    ),
    ("{neurons: 3}", "record.voltages.neurons"), ("{interval: 0}", "record.voltages.interval"),
    ("{interval: 1.0e-9}", "expected at most 3e+06"),
    ("{neuron: [0]}", "did you mean \"neurons\"?"),
    ("true", "record.voltages"),
  ]) func mistakesAreTold(_ text: String, _ message: String) throws {
    let scratch = try Scratch()
    try scratch.write(
      Self.study.replacing(#/voltages: \{.*\}\}/#, with: "voltages: \(text)}"), to: "s.yaml")
    let result = try synapse("validate", "s.yaml", in: scratch.folder)
    #expect(result.status == 65)
    #expect(result.error.contains("s.yaml:12") && result.error.contains(message), "\(result.error)")
  }

  /// Other networks have no voltages.
  @Test func onlySpikingNetworksHaveVoltages() throws {
    let scratch = try Scratch()
    try scratch.write(
      "epochs: 1\ndrive: {kind: network, data: digits}\nrecord: {voltages: {neurons: [0]}}\n",
      to: "s.yaml")
    let result = try synapse("validate", "s.yaml", in: scratch.folder)
    #expect(
      result.status == 65 && result.error.contains("s.yaml:3: record.voltages"), "\(result.error)")
  }
}
