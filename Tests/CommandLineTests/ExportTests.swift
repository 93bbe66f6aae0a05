import Foundation
import Testing

/// Tables as pandas, numpy and scikit-learn write them (Fixtures/make_exports.py) run as they are, or with the one key that the message
/// names.
@Suite struct ExportTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures/exports")

  private func run(_ file: String, _ keys: String, in scratch: Scratch, to output: String) throws
    -> Program.Result
  {
    let path = Self.folder.appendingPathComponent(file).path
    let kind = file.hasSuffix(".npy") ? "npy" : "csv"
    try scratch.write(
      "duration: 10\ndrive: {kind: \(kind), file: \(path)\(keys.isEmpty ? "" : ", \(keys)")}\n"
        + "integrator: {method: exact}\nrecord: {every: 1}\n", to: "s.yaml")
    return try synapse("run", "s.yaml", "--output", output, "--quiet", in: scratch.folder)
  }

  @Test(arguments: [
    ("index.csv", ""), ("named.csv", ""), ("time-index.csv", ""),
    ("unnamed-time-index.csv", "time: 'Unnamed: 0'"), ("no-time.csv", "time: 0.5"),
    ("other-time.csv", "time: t_ms"), ("packed.csv.gz", ""), ("tabs.tsv", ""),
    ("semicolons.csv", ""), ("float32.csv", ""), ("crlf.csv", ""), ("mark.csv", ""),
    ("quoted.csv", ""), ("reset-index.csv", ""),
    ("words.csv", "columns: [soma, apical dendrite, 'spine, distal']"),
    ("array.npy", "time: 0.5"), ("array.npy", "time: TIMES"),
  ])
  func exportsRun(_ file: String, _ keys: String) throws {
    let scratch = try Scratch()
    let plain = try run("plain.csv", "", in: scratch, to: "plain")
    try #require(plain.status == 0, "\(plain.error)")
    if !keys.isEmpty {
      let key = "drive.\(keys.prefix { $0 != ":" })"
      let refused = try run(file, "", in: scratch, to: "refused")
      #expect(refused.status == 65 && refused.error.contains(key), "\(refused.error)")
    }
    let times = Self.folder.appendingPathComponent("array-times.npy").path
    let result = try run(
      file, keys.replacingOccurrences(of: "TIMES", with: times), in: scratch, to: "out")
    try #require(result.status == 0, "\(result.error)")
    #expect(try scratch.read("out/trace.csv") == scratch.read("plain/trace.csv"))

    // Names are kept, and the resolved study runs to the same bytes.
    let isNamed =
      !["index.csv", "time-index.csv", "unnamed-time-index.csv", "no-time.csv"]
      .contains(file) && !file.hasSuffix(".npy")
    let names =
      isNamed ? [",label", ",soma", ",apical dendrite", ",\"spine, distal\""] : ["", "", "", ""]
    #expect(
      try withoutAverages(scratch.read("out/synapses.csv"))
        == zip(["synapse", "0", "1", "2"], names).map { $0 + $1 })
    let again = try synapse(
      "run", "out/study.yaml", "--output", "again", "--quiet", in: scratch.folder)
    try #require(again.status == 0, "\(again.error)")
    #expect(try scratch.read("again/trace.csv") == scratch.read("out/trace.csv"))
    #expect(try scratch.read("again/study.yaml") == scratch.read("out/study.yaml"))
  }

  /// The lines of a `synapses.csv` but for its last column, which is the average of |g|.
  private func withoutAverages(_ text: String) throws -> [String] {
    let lines = text.split(separator: "\n")
    #expect(lines.first?.hasSuffix(",average_g") == true)
    return try lines.map { line in
      String(line[..<(try #require(line.lastIndex(of: ",")))])
    }
  }

  /// Columns choose and order the synapses.
  @Test func columnsAreChosen() throws {
    let scratch = try Scratch()
    let all = try run("named.csv", "", in: scratch, to: "all")
    let some = try run("named.csv", "columns: ['spine, distal', soma]", in: scratch, to: "some")
    try #require(all.status == 0 && some.status == 0, "\(all.error)\(some.error)")
    let (whole, chosen) = try (
      Trace(scratch.url("all/trace.csv")), Trace(scratch.url("some/trace.csv"))
    )
    for (synapse, column) in [(0, 2), (1, 0)] {
      #expect(try chosen.values("g", synapse: synapse) == whole.values("g", synapse: column))
    }
    #expect(
      try withoutAverages(scratch.read("some/synapses.csv"))
        == ["synapse,label", "0,\"spine, distal\"", "1,soma"])
  }

  @Test(arguments: [
    ("named.csv", "columns: [soma, apical]", "drive.columns: there is no column \"apical\""),
    ("named.csv", "columns: [soma, tme]", "did you mean \"time\"?"),
    ("named.csv", "columns: [time]", "expected columns of signals"),
    ("named.csv", "columns: [soma, soma]", "none of them twice"),
    ("named.csv", "columns: []", "expected a list of names"),
    ("named.csv", "time: 0", "expected the name of a column or a distance of rows above 0"),
    ("named.csv", "time: tim", "did you mean \"time\"?"),
    ("named.csv", "time: soma", "expected ascending times"),
    ("words.csv", "time: condition", "column condition: found \"\"control"),
    ("array.npy", "time: none.npy", "there is no file none.npy"),
    ("array.npy", "columns: [a]", "unknown key \"drive.columns\""),
  ])
  func mistakesSayWhatToSet(_ file: String, _ keys: String, _ message: String) throws {
    let scratch = try Scratch()
    let result = try run(file, keys, in: scratch, to: "out")
    #expect(result.status == 65 && result.error.contains(message), "\(result.error)")
  }

  /// A packed file that is cut short or damaged is told, wherever that is.
  @Test func damagedPackedFilesAreTold() throws {
    let scratch = try Scratch()
    func result(_ bytes: [UInt8]) throws -> Program.Result {
      try Data(bytes).write(to: scratch.url("g.csv.gz"))
      return try synapse("validate", "s.yaml", in: scratch.folder)
    }
    let whole = try Array(Data(contentsOf: Self.folder.appendingPathComponent("packed.csv.gz")))
    try scratch.write(
      "duration: 9\ndrive: {kind: csv, file: g.csv.gz}\nintegrator: {method: exact}\n", to: "s.yaml"
    )
    for place in stride(from: 2, to: whole.count, by: 31) {
      var damaged = whole
      damaged[place] ^= 0x55
      for bytes in [Array(whole[..<place]), damaged] {
        let result = try result(bytes)
        // Bytes of the header beyond its first two, such as the time of packing, may be any.
        if bytes.count == whole.count, place < 40, result.status == 0 { continue }
        #expect(result.status == 65, "byte \(place) of \(bytes.count)")
        #expect(result.error.hasPrefix("error: g.csv.gz"), "\(result.error)")
      }
    }
    // A member behind another is read; zeros are passed over; anything else is told.
    let second = try Array(Data(contentsOf: Self.folder.appendingPathComponent("packed-rows.gz")))
    #expect(try result(whole + second).status == 0)
    #expect(try result(whole + second + [UInt8](repeating: 0, count: 200_000)).status == 0)
    for end in [Array(second.prefix(1)), [0x20] + second.dropFirst(), Array("9.5,1,2,3\n".utf8)] {
      let told = try result(whole + end)
      #expect(told.status == 65 && told.error.contains("the gzip data"), "\(told.error)")
    }
  }

  @Test(arguments: [
    ("breast-cancer.csv.gz", "target", 30, 2, nil as String?),
    ("wine.csv", "target", 13, 3, nil),
    ("iris.csv", "species", 4, 3, "# classes: 0 setosa, 1 versicolor, 2 virginica"),
  ])
  func framesAreLearned(
    _ file: String, _ label: String, _ features: Int, _ classes: Int, _ names: String?
  ) throws {
    let scratch = try Scratch()
    func write(_ key: String) throws {
      let path = Self.folder.appendingPathComponent(file).path
      try scratch.write(
        """
        epochs: 40
        rule: gradientFlow
        synapse: {learning_rate: 0.3}
        drive:
          kind: network
          data: {training_file: \(path), scaling: standardisedPerFeature\(key)}
          layers: [8]
          batch: 16
        integrator: {method: euler, dt: 1}
        record: {synapses: 1}
        """, to: "s.yaml")
    }
    try write("")
    let refused = try synapse("validate", "s.yaml", in: scratch.folder)
    #expect(
      refused.status == 65 && refused.error.contains("set drive.data.label"), "\(refused.error)")
    try write(", label: \(label)")
    let valid = try synapse("validate", "s.yaml", in: scratch.folder)
    #expect(valid.output.contains("# \(features * 8 + 8 + 8 * classes + classes) synapses"))
    if let names { #expect(valid.output.contains(names)) }
    let result = try synapse("run", "s.yaml", "--output", "out", "--quiet", in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    // Any classifier has 90 per cent of these; a column or a class in the wrong place would have chance.
    let learning = try NumberTable(scratch.url("out/learning.csv"))
    #expect(learning.column("test_accuracy").last! > 0.9)
  }
}
