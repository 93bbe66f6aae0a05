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
      // What is fast has to be right as well: windows to 1e-13, the smooth drive to its 1e-7.
      if let error = row["error"] as? Double {
        #expect(error < (row["group"] as? String == "exact window" ? 1e-13 : 1e-7), "\(row)")
      }
    }
  }
}
