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
      try comesFromWholeWork(row)
      let times = ["nanoseconds", "seconds"].compactMap { row[$0] as? Double }
      #expect(!times.isEmpty && times.allSatisfy { $0 > 0 && $0.isFinite }, "\(row)")
      // What is fast has to be right as well: windows to 1e-12, the tolerance of their reference (two hundred in 32 bits to as many
      // roundings of 6e-8), the smooth drive
      // to its 1e-7, and CVODE, at 1e-6 a step, to what the kinks of the worst of all synapses leave of that; a
      // network's weights to 2e-8 in each of five windows at most.
      if let error = row["error"] as? Double {
        let isSingle = (row["name"] as? String)?.hasSuffix("Float") == true
        let bound = [
          "exact window": isSingle ? 1.2e-5 : 1e-12, "smooth drive": 1e-7, "cvode": 1e-4,
          "network": 1e-7,
        ]
        #expect(error < bound[row["group"] as! String]!, "\(row)")
      }
    }
  }

  /// Every number is the median of whole runs, none a difference of times; what the runs differ by decides what
  /// is called disturbed.
  private func comesFromWholeWork(_ row: [String: Any]) throws {
    let work = try #require(row["work"] as? [Double])
    let operations = try #require(row["operations"] as? Int)
    #expect(work.count >= 3 && work.allSatisfy { $0 > 0 }, "\(row)")
    let each = work.sorted()[work.count / 2] / Double(operations)
    let number = try #require(
      row["seconds"] as? Double ?? (row["nanoseconds"] as? Double).map { 1e-9 * $0 })
    #expect((number / each - 1).magnitude < 1e-12, "\(row)")

    let compared = row["comparedWork"] as? [Double]
    #expect((compared == nil) == (row["fractionOfBandwidth"] == nil && row["speedup"] == nil))
    let spread = ([work] + (compared.map { [$0] } ?? [])).map { $0.max()! / $0.min()! }.max()!
    let share = try #require(row["processorShare"] as? Double)
    #expect(row["isDisturbed"] as? Bool == (spread > 1.3 || share < 1 / 1.3), "\(row)")

    // All windows that the name tells of are in the work, and all synapses.
    if row["group"] as? String == "exact window" {
      let windows = try #require(
        (row["name"] as? String)?.split(separator: " ").first.flatMap { Int($0) })
      #expect(operations == windows * (row["synapses"] as? Int ?? 0), "\(row)")
    }
  }

  /// The table has as many columns in each line as in its header, and says which lines not to trust.
  @Test func tableShowsTheSpread() throws {
    let result = try synapse("bench", "--quick")
    try #require(result.status == 0, "\(result.error)")
    let lines = result.output.split(separator: "\n").map(String.init)
    let header = try #require(lines.first)
    for column in ["ns", "seconds", "fastest", "slowest"] { #expect(header.contains(column)) }
    for line in lines.dropFirst() {
      let numbers = line.split(separator: " ").map(String.init)
      #expect(
        line.count <= header.count || line.hasSuffix(" disturbed"), "\(line)")
      #expect(numbers.count > 4, "\(line)")
    }
  }
}
