import Foundation
import Testing

/// `bench` measures something of everything; how fast is no matter of tests.
@Suite struct BenchTests {
  @Test func quickBenchWritesNumbers() throws {
    let result = try synapse("bench", "--quick", "--json")
    try #require(result.status == 0, "\(result.error)")
    let rows = try #require(
      JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
    let groups = Set(rows.compactMap { $0["group"] as? String })
    #expect(groups.isSuperset(of: ["bandwidth", "euler step", "exact window", "smooth drive"]))
    for row in rows {
      let times = ["nanoseconds", "seconds"].compactMap { row[$0] as? Double }
      #expect(!times.isEmpty && times.allSatisfy { $0 > 0 && $0.isFinite }, "\(row)")
      // What is fast has to be right as well: windows to 1e-13, the smooth drive to its 1e-7, and
      // CVODE, at 1e-6 a step, to what the kinks of the worst of all synapses leave of that; a network's
      // weights to 2e-8 in each of five windows at most.
      if let error = row["error"] as? Double {
        let bound = ["exact window": 1e-13, "smooth drive": 1e-7, "cvode": 1e-4, "network": 1e-7]
        #expect(error < bound[row["group"] as! String]!, "\(row)")
      }
    }
  }
}
