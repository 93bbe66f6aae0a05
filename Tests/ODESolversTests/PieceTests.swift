import ODESolvers
import TestSupport
import Testing

@Suite struct PieceTests {
  static func makeProblem(
    from start: Double = 0, to end: Double = 10, breakpoints: [Double]
  ) -> InitialValueProblem {
    InitialValueProblem(from: start, to: end, initialState: [0], breakpoints: breakpoints) {
      _, _, derivative in
      derivative[0] = 1
    }
  }

  @Test func unorderedDuplicateAndOutsideBreakpoints() {
    let problem = Self.makeProblem(breakpoints: [7, 3, 3, -1, 0, 10, 12, 7, .infinity])
    #expect(problem.pieces == [0...3, 3...7, 7...10])
  }

  @Test func noBreakpoints() {
    #expect(Self.makeProblem(breakpoints: []).pieces == [0...10])
  }

  /// NaN compares with nothing, so it would upset the sorting of the others.
  @Test func breakpointsThatAreNotNumbersAreIgnored() {
    for position in 0...4 {
      var breakpoints = [8.0, 2, 6, 4]
      breakpoints.insert(.nan, at: position)
      let problem = Self.makeProblem(breakpoints: breakpoints)
      #expect(problem.pieces == [0...2, 2...4, 4...6, 6...8, 8...10])
    }
  }

  /// A pulse of area 1 raises y by 1, however short it is: from two neighbouring numbers to a thousand.
  ///
  /// The height is 1 over the length, which is a power of two or a sum of few; what remains are roundings of the
  /// sums 0.5 + 1 + 0.5, and the tolerance of adaptive methods.
  @Test(arguments: methods(stepSize: 0.3))
  func pulsesMayBeAsShortAsNumbersAreApart(_ method: any Solver & Sendable) throws {
    for time in [5, 1e6, 1e15] {
      for count in [1.0, 2, 3, 7, 8, 9, 50, 100, 101, 1000] {
        let end = time + count * time.ulp
        let height = Box(0.0)
        var problem = InitialValueProblem(
          from: time - 1, to: time + 512, initialState: [0], breakpoints: [time, end]
        ) { _, _, derivative in derivative[0] = height.value }
        problem.pieceWillBegin = { piece, _ in
          height.value =
            piece.lowerBound == time ? 1 / (end - time) : piece.lowerBound < time ? 0.5 : 0
        }
        let solution = run(method, problem)
        try solution.check()
        #expect(solution.statistics.restarts == 2)
        #expect(solution.time == time + 512)
        #expect(abs(solution.state[0] - 1.5) < 1e-7, "\(method.name), \(count) ulp at \(time)")
      }
    }
  }

  /// Over 200 seeds: the pieces cover the interval, ascend without gaps, and the breakpoints inside are the edges
  /// between them, however close they are.
  @Test func piecesCoverTheInterval() {
    for seed in UInt64(1)...200 {
      var random = SplitMix64(seed: seed)
      let start = (random.unit() - 0.5) * 2000
      let end = start + 1000 * random.unit() + 1e-3
      var breakpoints: [Double] = []
      for _ in 0..<(Int(random.next() % 40)) {
        let time = start + (end - start) * (1.4 * random.unit() - 0.2)
        breakpoints.append(time)
        // Half of them in clusters of up to 30 ulp.
        if random.next() % 2 == 0 {
          breakpoints.append(time + Double(random.next() % 30) * time.ulp)
        }
        if random.next() % 8 == 0 { breakpoints.append(random.next() % 2 == 0 ? start : end) }
      }
      let problem = Self.makeProblem(from: start, to: end, breakpoints: breakpoints)
      let pieces = problem.pieces
      let failing = "seed \(seed)"
      #expect(pieces.first?.lowerBound == start, "\(failing)")
      #expect(pieces.last?.upperBound == end, "\(failing)")
      #expect(
        zip(pieces, pieces.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound },
        "\(failing)")
      let inside = Set(breakpoints.filter { $0 > start && $0 < end }).sorted()
      #expect(pieces.dropFirst().map(\.lowerBound) == inside, "\(failing)")
    }
  }
}
