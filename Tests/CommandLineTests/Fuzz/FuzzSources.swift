import Foundation
import Testing

/// Data sets of a few examples.
enum DataSetFiles {
  private static func idx(_ sizes: [Int], _ values: [UInt8]) -> Data {
    var bytes: [UInt8] = [0, 0, 8, UInt8(sizes.count)]
    for size in sizes { bytes += [0, 0, UInt8(size >> 8), UInt8(size & 255)] }
    return Data(bytes + values)
  }

  static func files(of kind: String, isPacked: Bool) -> [String: Data] {
    switch kind {
    case "idx":
      var files: [String: Data] = [:]
      for (part, count) in [("train", 12), ("t10k", 6)] {
        let pixels = (0..<(9 * count)).map { UInt8($0 * 7 % 256) }
        files["mnist/\(part)-images-idx3-ubyte"] = idx([count, 3, 3], pixels)
        files["mnist/\(part)-labels-idx1-ubyte"] = idx([count], (0..<count).map { UInt8($0 % 10) })
      }
      return isPacked ? files.mapValues { packed($0) } : files
    case "cifar":
      let names = (1...5).map { "data_batch_\($0).bin" } + ["test_batch.bin"]
      return Dictionary(
        uniqueKeysWithValues: names.map { ("cifar10/\($0)", Data(repeating: 3, count: 3073)) })
    case "spikes":
      let rows = (0..<24).map { "\($0 / 4),\($0 % 4 * 7 % 5),0.00\($0 * 5 % 9),\($0 / 4 % 2)" }
      let text = (["example,unit,time,label"] + rows).joined(separator: "\n") + "\n"
      return ["train.csv": Data(text.utf8), "test.csv": Data(text.utf8)].mapValues {
        isPacked ? packed($0) : $0
      }
    default:
      let rows = (0..<9).map { "\($0 % 3),\(Double($0) / 9),\(1 - Double($0) / 9)" }
      let text = (["label,p0,p1"] + rows).joined(separator: "\n") + "\n"
      return ["train.csv": Data(text.utf8), "test.csv": Data(text.utf8)]
    }
  }

  /// A gzip file of one stored block (RFC 1951, 3.2.4).
  private static func packed(_ data: Data) -> Data {
    func bytes(_ value: some FixedWidthInteger) -> Data {
      withUnsafeBytes(of: value.littleEndian) { Data($0) }
    }
    let size = UInt16(data.count)
    return Data([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1]) + bytes(size) + bytes(~size) + data
      + bytes(crc32(data))
      + bytes(UInt32(data.count))
  }
}

/// Runs that have a checkpoint: their budget of steps was too small, and is larger now.
enum UnfinishedRuns {
  private static let studies = [
    "duration: 20\nsynapses: 3\ndrive: {kind: heldNoise, sd: 1}\nintegrator: {method: exact, max_steps: 11}\n",
    "duration: 20\nsynapses: 3\nrule: adam\ndrive: {kind: heldNoise, sd: 1}\nintegrator: {method: euler, max_steps: 11}\n",
    "duration: 20\nsynapses: 3\nsynapse: {temperature: 1}\ndrive: {kind: ornsteinUhlenbeck, sd: 1, tau: 3, interpolation: linear}\nintegrator: {method: collocation, max_steps: 11}\n",
    "epochs: 4\nrule: momentum\ndrive: {kind: network, data: {set: digits, training: 130, test: 20}, layers: [2]}\nintegrator: {method: euler, max_steps: 11}\n",
  ]

  /// The files of each.
  static let all: Result<[[String: Data]], any Error> = Result {
    let scratch = try Scratch()
    return try studies.enumerated().map { index, study in
      try scratch.write(study, to: "s.yaml")
      let result = try synapse(
        "run", "s.yaml", "--output", "out\(index)", "--quiet", "--checkpoint-every", "0",
        in: scratch.folder)
      try #require(result.status == 70, "study \(index): \(result.error)")
      var files = try Killing.allFiles(scratch.url("out\(index)"))
      files["checkpoint"] = sealed(
        mutatingHeader(try #require(files["checkpoint"])) { withLargeBudget($0) })
      files["study.yaml"] = withLargeBudget(try #require(files["study.yaml"]))
      return files
    }
  }

  private static func withLargeBudget(_ data: Data) -> Data {
    let text = String(decoding: data, as: UTF8.self)
    return Data(
      text.replacingOccurrences(
        of: "max_steps: \\d+", with: "max_steps: 3000", options: .regularExpression
      ).utf8)
  }

  /// A checkpoint without its checksum gets one.
  static func sealed(_ data: Data) -> Data {
    data + withUnsafeBytes(of: crc32(data).littleEndian) { Data($0) }
  }

  /// Where the JSON is.
  private static func header(_ bytes: [UInt8]) -> Range<Int> {
    let start = bytes.firstIndex(of: 10)! + 9
    return start..<(start + (1...8).reduce(0) { $0 << 8 | Int(bytes[start - $1]) })
  }

  /// Changes what a checkpoint says in JSON, and its length with it; leaves out the checksum.
  static func mutatingHeader(_ data: Data, _ change: (Data) -> Data) -> Data {
    let bytes = [UInt8](data)
    let old = header(bytes)
    let new = change(Data(bytes[old]))
    return Data(bytes[..<(old.lowerBound - 8)])
      + withUnsafeBytes(of: UInt64(new.count).littleEndian) { Data($0) } + new
      + Data(bytes[old.upperBound..<(bytes.count - 4)])
  }

  /// Changes the length of the JSON, or a number of the state; leaves out the checksum.
  static func mutatingNumber(_ data: Data, _ dice: inout Dice) -> Data {
    var bytes = [UInt8](data.dropLast(4))
    let header = header(bytes)
    let count = (bytes.count - header.upperBound) / 8
    let isLength = dice.chance(30) || count == 0
    let start = isLength ? header.lowerBound - 8 : header.upperBound + 8 * dice.number(count)
    let value =
      isLength
      ? dice.pick(
        0, 1, .max, 1 << 63, 1 << 62, 1 << 34, UInt64(header.count - 1), UInt64(bytes.count))
      : dice.pick(.nan, .infinity, 1e308, -1e308, 1e-320, -1, 0, 1e9).bitPattern
    for k in 0..<8 { bytes[start + k] = UInt8(truncatingIfNeeded: value >> UInt64(8 * k)) }
    return Data(bytes)
  }
}

/// Folders of results of every kind.
enum Results {
  static let study = """
    duration: 10
    synapses: 2
    drive: {kind: heldNoise, sd: 1, window: 3}
    integrator: {method: exact, max_steps: 3000}
    record: {every: 1}

    """
  static let sweep = [
    "sweep", "s.yaml", "--vary", "seed=1,2", "--output", "sweep", "--quiet", "--jobs", "1",
  ]
  private static let network =
    "epochs: 2\nrule: bioAdam\nsynapse: {temperature: 1}\ndrive: {kind: network, data: {set: digits, training: 130, test: 20}, layers: [2], tasks: {count: 2, epochs: 1}}\n"

  /// The files of each.
  static let folders: Result<[String: [String: Data]], any Error> = Result {
    let scratch = try Scratch()
    try scratch.write(study, to: "s.yaml")
    try scratch.write(network, to: "n.yaml")
    let commands = [
      ["run", "s.yaml", "--output", "run", "--quiet"],
      ["run", "n.yaml", "--output", "network", "--quiet"],
      ["run", "n.yaml", "--output", "seeds", "--quiet", "--set", "seeds=2"],
      [
        "compare", "s.yaml", "--output", "compare", "--quiet", "--set",
        "compare={dt: [1], rtol: [1e-3]}",
      ],
      sweep,
    ]
    for command in commands {
      let result = try Program.run("synapse", command, in: scratch.folder)
      try #require(result.status == 0, "\(result.error)")
    }
    var folders: [String: [String: Data]] = [:]
    for name in ["run", "network", "seeds", "compare", "sweep"] {
      folders[name] = try Killing.allFiles(scratch.url(name))
    }
    return folders
  }
}
