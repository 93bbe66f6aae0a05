import TestSupport
import Testing

/// Of a population whose values overflow one after the other the first is named, however many steps are taken at once.
@Suite struct OverflowNameTests {
  /// dw/dt = 0.01 w³ from 1.05 is beyond all numbers some steps before the same from 1; of 3000 synapses one begins there, in
  /// a block and a tile of its own, or behind another that fails later in the same.
  @Test(arguments: [5, 600, 1500, 2999])
  func theFirstIsNamed(_ first: Int) throws {
    let scratch = try Scratch()
    var weights = [String](repeating: "0", count: 3000)
    for later in [0, 300, 1400, 2500] { weights[later] = "1" }
    weights[first] = "1.05"
    try scratch.write(
      """
      duration: 500
      synapses: 3000
      rule: {name: cubic, substances: {}, equations: {w: 0.01*w^3}}
      synapse: {initial: {w_f: [\(weights.joined(separator: ", "))], w_b: 0}}
      drive: {kind: constant, gradient: 0}
      integrator: {method: euler}
      record: {every: EVERY, synapses: 1}
      """, to: "s.yaml")
    var messages: Set<String> = []
    for every in ["1", "7", "500"] {
      for threads in ["1", "2"] {
        try scratch.write(
          try scratch.read("s.yaml").replacing(#/every: \w+/#, with: "every: \(every)"),
          to: "s.yaml")
        let result = try synapse(
          "run", "s.yaml", "--output", "o", "--quiet", "--force", "--threads", threads,
          in: scratch.folder)
        #expect(result.status == 70)
        #expect(result.error.contains("synapse \(first),"), "\(result.error)")
        messages.insert(result.error)
      }
    }
    #expect(messages.count == 1, "\(messages)")
  }
}
