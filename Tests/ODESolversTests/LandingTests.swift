import Foundation
import ODESolvers
import TestSupport
import Testing

/// Times that are an edge but for rounding.
@Suite struct LandingTests {
  /// Decimals k·h, computed as products, as sums of two of them, and read from text, are the same time; and all
  /// that were tried are within two units in the last place, of which four are allowed.
  @Test func decimalsAreTheSameHoweverTheyAreComputed() {
    for seed in UInt64(1)...20_000 {
      var random = SplitMix64(seed: seed)
      let digits = Int(random.next() % 7)
      let mantissa = Int(random.next() % 1_000_000) + 1
      let (k, j) = (Int(random.next() % 100_000) + 1, Int(random.next() % 100_000))
      let step = Double("\(mantissa)e-\(digits)")!
      let decimal = Double("\(mantissa * (k + j))e-\(digits)")!
      let delay = Double("\(mantissa * j)e-\(digits)")!
      for time in [
        Double(k + j) * step, Double(k) * step + Double(j) * step, Double(k) * step + delay,
      ] {
        #expect(time.isSameTime(as: decimal), "seed \(seed)")
        #expect((time - decimal).magnitude <= 2 * decimal.ulp, "seed \(seed)")
      }
    }
  }

  @Test func otherTimesAreOthers() {
    for time in [1e-300, 0.3, 1, 1e6, 1e15] {
      #expect(!time.isSameTime(as: time + 5 * time.ulp))
      #expect(!time.isSameTime(as: time - 5 * time.ulp))
      #expect(!time.isSameTime(as: -time))
    }
    #expect(!0.0.isSameTime(as: 1e-300))
    #expect(!Double.infinity.isSameTime(as: 1) && !Double.nan.isSameTime(as: .nan))
  }

  /// Against all pairs, over 500 seeds: a time moves only to the edge that it is nearest to, only if no other
  /// time is nearer to this, and times stay in order.
  @Test func theNearestTimeLands() {
    for seed in UInt64(1)...500 {
      var random = SplitMix64(seed: seed)
      func cluster(_ count: Int) -> [Double] {
        let values = (0..<count).map { _ in
          Double(random.next() % 6 + 1) + Double(Int(random.next() % 21) - 10) * 0x1p-51
        }
        return Set(values).sorted()
      }
      let (times, edges) = (cluster(20), cluster(8))
      var expected = times
      func distance(_ time: Double, _ edge: Double) -> Double { (time - edge).magnitude }
      for edge in edges {
        let named = times.indices.filter { index in
          let time = times[index]
          return edge.isSameTime(as: time)
            && edges.allSatisfy {
              distance(time, $0) > distance(time, edge)
                || distance(time, $0) == distance(time, edge) && $0 <= edge
            }
        }
        let nearest = named.min { distance(times[$0], edge) < distance(times[$1], edge) }
        if let nearest { expected[nearest] = edge }
      }
      #expect(land(times, on: edges) == expected, "seed \(seed)")
      #expect(zip(expected, expected.dropFirst()).allSatisfy(<), "seed \(seed)")
    }
  }

  /// Samples at 3 × 0.7 see the piece that begins at 2.1, and are told as 2.1; samples between see the piece that
  /// they lie in. With every method.
  @Test(arguments: methods(stepSize: 0.1))
  func samplesAtEdgesSeeWhatBeginsThere(_ method: any Solver & Sendable) throws {
    let edges = (1..<100).map { Double("\($0 * 7)e-1")! }
    let piece = Box(0)
    var problem = InitialValueProblem(
      from: 0, to: 70, initialState: [0], breakpoints: edges
    ) { _, _, derivative in derivative[0] = 1 }
    problem.pieceWillBegin = { _, _ in piece.value += 1 }
    let times = (0...100).flatMap { [Double($0) * 0.7, Double($0) * 0.7 + 0.3] }.dropLast()
    var observer = PieceRecorder(piece: piece)
    try method.solve(problem, sampling: Array(times), observer: &observer).check()
    #expect(observer.seen.map(\.piece) == (0...200).map { min($0 / 2, 99) + 1 })
    for (k, edge) in edges.enumerated() { #expect(observer.seen[2 * k + 2].time == edge) }
    #expect(observer.seen.last?.time == 70)
  }
}

private struct PieceRecorder: SolutionObserver {
  let piece: Box<Int>
  var seen: [(time: Double, piece: Int)] = []

  mutating func sample(at time: Double, state: Span<Double>) { seen.append((time, piece.value)) }
}
