import Foundation
import Testing

/// The raster of spikes, and what is drawn of layers that spike.
@Suite(.enabled(if: hasGnuplot, "gnuplot is not here")) struct RasterFigureTests {
  /// Two examples of a network with two layers; in the second one no neuron of the last layer fires.
  private static let spikes = """
    time,example,layer,neuron
    0.5,3,0,0
    2.0,3,0,4
    2.5,3,1,7
    4.0,3,1,149
    9.5,3,2,1
    1.0,7,0,2
    3.25,7,1,8

    """

  private func script(_ tables: KeyValuePairs<String, String>, _ options: String...) throws
    -> (scratch: Scratch, text: String)
  {
    let scratch = try Scratch()
    for (name, text) in tables { try scratch.write(text, to: name) }
    let result = try Program.run(
      "synapse", ["plot", tables[0].key, "--output", "f.svg"] + options, in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    #expect(result.error.isEmpty, "\(result.error)")
    #expect(try isXML(scratch.url("f.svg")))
    return (scratch, try String(contentsOf: scratch.url("f.gp"), encoding: .utf8))
  }

  /// How many bars there are in each panel of a figure: gnuplot draws a bar as one stroke, which
  /// begins with M.
  private func bars(_ figure: URL) throws -> [Int] {
    let text = try String(contentsOf: figure, encoding: .utf8)
    return text.components(separatedBy: "<g id=\"gnuplot_plot_").dropFirst().map { part in
      part.components(separatedBy: "</g>\n\t</g>")[0].matches(of: #/M[0-9.]+,[0-9.]+ L/#).count
    }
  }

  /// The first example, unless somebody asks for another: a panel for each layer, outputs first, over one time.
  @Test func firstExampleIsDrawn() throws {
    let (scratch, script) = try script(["spikes.csv": Self.spikes])
    #expect(script.contains("set title 'spikes of test example 3'"))
    #expect(script.contains("set xrange [-0.19:9.69]"))
    let labels = script.matches(of: #/set ylabel '([^']*)'/#).map { String($0.1) }
    #expect(labels == ["neuron of layer 2", "neuron of layer 1", "neuron of the input"])
    for layer in 0...2 {
      #expect(script.contains("(column('example') == 3 && column('layer') == \(layer) ?"))
    }
    #expect(!script.contains("no spikes"))
    #expect(script.components(separatedBy: "\nset xlabel").count == 2)
    #expect(try bars(scratch.url("f.svg")) == [1, 2, 2])
  }

  /// A layer that is silent in the example has its panel, which says so; axes are those of all examples.
  @Test func exampleIsChosen() throws {
    let (scratch, script) = try script(["spikes.csv": Self.spikes], "--example", "7")
    #expect(script.contains("set title 'spikes of test example 7'"))
    #expect(script.contains("set xrange [-0.19:9.69]"))
    #expect(script.components(separatedBy: "set label 1 'no spikes'").count == 2)
    let panel = try #require(script.range(of: "neuron of layer 2'"))
    let next = try #require(script.range(of: "neuron of layer 1'"))
    #expect(script[panel.upperBound..<next.lowerBound].contains("no spikes"))
    #expect(try bars(scratch.url("f.svg")).filter { $0 > 0 } == [1, 1])
    let text = try Program.run(
      "synapse", ["plot", "spikes.csv", "--terminal", "--example", "7"], in: scratch.folder)
    #expect(text.status == 0 && text.output.contains("example 7: layer 1"), "\(text.error)")
    #expect(text.output.contains("no spikes"), "\(text.output)")
  }

  /// Of a hundred neurons no bar is so low that it cannot be seen: a twenty-fifth of the panel.
  @Test func barsOfManyNeuronsAreSeen() throws {
    let (_, script) = try script(["spikes.csv": Self.spikes])
    let heights = script.matches(of: #/:\(0\):\(([0-9.]+)\)/#).compactMap { Double($0.1) }
    #expect(heights == [0.8, 6, 0.8])
  }

  @Test func wrongExamplesAreTold() throws {
    for (tables, options, status, message) in [
      (
        ["spikes.csv": Self.spikes], ["--example", "4"], 65,
        "spikes.csv: there are no spikes of example 4; there are some of the examples 3 and 7"
      ),
      (["spikes.csv": Self.spikes], ["--example=-1"], 64, "expected a whole number from 0"),
      (["spikes.csv": Self.spikes], ["--columns", "time"], 65, "--columns is for a trace"),
      (
        ["tasks.csv": "epoch,time,trained_task,task,test_loss,test_accuracy\n0,0,0,1,2,0.5\n"],
        ["--example", "0"], 65,
        "tasks.csv:1: --example is for a spikes.csv or a voltages.csv, which this is not"
      ),
      (
        ["spikes.csv": "time,example,layer,neuron\n1,0,0,0\n1,0,-1,0\n"], [], 65,
        "spikes.csv:3: column layer: found \"-1\", expected a whole number of at least 0"
      ),
      (
        ["spikes.csv": "time,example,layer,neuron\n1,0,,0\n"], [], 65, "spikes.csv:2: column layer"
      ),
      (["spikes.csv": "time,example,layer,neuron\n"], [], 65, "there are no spikes to draw"),
      (
        ["spikes.csv": Self.spikes, "again.csv": Self.spikes], [], 65,
        "found a spikes.csv among 2 files, expected it alone"
      ),
    ] as [(KeyValuePairs<String, String>, [String], Int32, String)] {
      let scratch = try Scratch()
      for (name, text) in tables { try scratch.write(text, to: name) }
      let result = try Program.run(
        "synapse", ["plot"] + tables.map(\.key) + ["--output", "f.svg"] + options,
        in: scratch.folder)
      #expect(result.status == status, "\(message): \(result.error)")
      #expect(result.error.contains(message), "\(result.error)")
      #expect(!FileManager.default.fileExists(atPath: scratch.url("f.svg").path))
    }
  }

  /// Layers that spike have panels for it, shares in per cent; others are drawn as ever.
  @Test func layersThatSpikeAreDrawn() throws {
    let header =
      "epoch,time,layer,angle,norm_ratio,difference,difference_predicted,error_angle,weight_norm,gradient,rho_time,rho_ratio,adam_ratio"
    let rows = ["0,0,1", "0,0,2", "1,157,1", "1,157,2"].map { "\($0),,,,,,2,0.1,,,0.5" }
    let plain = ([header] + rows).joined(separator: "\n") + "\n"
    let firing = ["0.5,0.25,", "0,1,", "0.75,0.125,11.5", "1,0,20.25"]
    let spiking =
      (["\(header),spikes,silent,first_spike"] + zip(rows, firing).map { "\($0),\($1)" })
      .joined(separator: "\n") + "\n"
    let (_, all) = try script(["layers.csv": spiking])
    for curve in [
      "(column('spikes'))", "(100*column('silent'))", "(column('first_spike'))",
      "(column('weight_norm'))",
    ] { #expect(all.contains(curve), "\(curve)") }
    #expect(all.contains("set title 'neurons that fire in no test example'\nset ylabel '%'"))
    let (_, none) = try script(["layers.csv": plain])
    #expect(none.contains("(column('weight_norm'))") && !none.contains("spike"))
    let (_, chosen) = try script(["layers.csv": spiking], "--columns", "spikes,silent,first_spike")
    // Three panels and their legend.
    #expect(chosen.components(separatedBy: "\nplot ").count == 5)
    let learning = try script([
      "learning.csv":
        "epoch,time,train_loss,train_accuracy,test_loss,test_accuracy,steps,gradient_evaluations,rejected_steps\n0,0,1,0.3,1,0.3,0,0,0\n1,157,0.5,0.8,0.5,0.8,157,157,0\n",
      "layers.csv": spiking,
    ])
    #expect(
      learning.text.contains("column('spikes')") && learning.text.contains("column('silent')"))
  }

  /// Numbers so small that they would be long are told in a power of ten; shares are not.
  @Test func smallNumbersHaveAUnit() throws {
    let header =
      "epoch,time,layer,angle,norm_ratio,difference,difference_predicted,error_angle,weight_norm,gradient,rho_time,rho_ratio,adam_ratio,spikes,silent,first_spike"
    let rows = ["0,0,1,,,,,,2,0,,,,1,0.0002,3", "1,157,1,,,,,,2,4.3e-6,,,,1,0,3"]
    let (_, script) = try script([
      "layers.csv": ([header] + rows).joined(separator: "\n") + "\n"
    ])
    #expect(script.contains("set ylabel '⟨|Kg|⟩ in 1e-6'"))
    #expect(
      script.contains("(column('gradient')/1e-6)") && script.contains("(column('weight_norm'))"))
    #expect(script.contains("set ylabel '%'") && script.contains("(100*column('silent'))"))
  }

  /// From a study to the figure: as many bars as the table has rows of the example.
  @Test func runsKeepSpikes() throws {
    let scratch = try Scratch()
    try scratch.write(
      """
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
      record: {spikes: true}

      """, to: "s.yaml")
    let run = try synapse("run", "s.yaml", "--output", "out", "--quiet", in: scratch.folder)
    try #require(run.status == 0, "\(run.error)")
    let table = try NumberTable(scratch.url("out/spikes.csv"))
    let plot = try synapse(
      "plot", "out/spikes.csv", "--output", "r.svg", "--example", "5", in: scratch.folder)
    try #require(plot.status == 0, "\(plot.error)")
    let layers = zip(table.column("example"), table.column("layer")).filter { $0.0 == 5 }.map(\.1)
    try #require(layers.contains(0) && layers.contains(1))
    let expected = [2.0, 1, 0].map { layer in layers.count { $0 == layer } }.filter { $0 > 0 }
    #expect(try bars(scratch.url("r.svg")).filter { $0 > 0 } == expected)
  }
}
