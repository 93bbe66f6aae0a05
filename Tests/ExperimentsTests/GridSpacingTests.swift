import Experiments
import Testing

/// How grids go on.
@Suite struct GridSpacingTests {
  @Test(arguments: [
    // By factors.
    ([0.01, 0.02, 0.04], [0.08], [0.005]), ([1e-5, 1e-4, 1e-3], [0.01], [1e-6]),
    ([0.4, 0.6, 0.9], [1.35], [0.267]), ([0.1, 0.2], [0.4], [0.05]),
    // By the pattern of a decade.
    ([0.003, 0.01, 0.03], [0.1], [0.001]), ([1, 3, 10], [30], [0.3]), ([1, 2, 5, 10], [20], [0.5]),
    ([0.02, 0.05, 0.1, 0.2, 0.5], [1], [0.01]), ([1e-3, 3e-3, 6e-3, 1e-2, 2e-2], [0.0423], [6e-4]),
    // By differences.
    ([10, 20, 30], [40], []), ([0.1, 0.2, 0.3], [0.4], []), ([0.25, 0.5, 0.75, 1], [1.25], []),
    ([20, 30, 40, 50], [60], [10]), ([1000, 1001, 1002], [1003], [999]),
    // Whole ones, where others are refused.
    ([5, 7, 10], [14.14, 14], [3.54, 4]), ([400, 600], [900], [267]),
    ([2, 3], [4.5, 5], [1.333, 1]),
  ])
  func whatComesNext(_ numbers: [Double], _ above: [Double], _ below: [Double]) throws {
    let spacing = try #require(GridSpacing(numbers))
    #expect(spacing.next(beyond: numbers, above: true) == above)
    #expect(spacing.next(beyond: numbers, above: false) == below)
  }

  /// Going on and on keeps the spacing.
  @Test func patternsStay() throws {
    func grown(_ start: [Double], _ count: Int) throws -> [Double] {
      let spacing = try #require(GridSpacing(start))
      var numbers = start
      for _ in 0..<count {
        numbers.append(try #require(spacing.next(beyond: numbers, above: true).first))
        numbers.insert(try #require(spacing.next(beyond: numbers, above: false).first), at: 0)
      }
      return numbers
    }
    #expect(
      try grown([0.3, 1, 3], 4) == [0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300])
    #expect(try grown([1, 2, 4], 3) == [0.125, 0.25, 0.5, 1, 2, 4, 8, 16, 32])
    #expect(try grown([70, 80, 90], 3) == [40, 50, 60, 70, 80, 90, 100, 110, 120])
  }

  @Test(
    arguments: [
      [], [1], [0, 1, 2], [-1, 1], [1, 10, 1000], [.infinity, 1], [1, 1.1, 5],
      [1000, 1001, 1010], [10, 11, 19],
    ] as [[Double]])
  func whatHasNoSpacing(_ numbers: [Double]) {
    #expect(GridSpacing(numbers) == nil)
  }
}
