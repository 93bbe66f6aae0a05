import StudyRuns
import Testing

/// How many surveys a run has: by counts of synapses, steps and signals alone.
@Suite struct SurveyTimesTests {
  private func intervals(_ surveys: SurveyTimes, recorded: Int) -> Int {
    let times = surveys.times(among: (0...recorded).map(Double.init))
    #expect(times.first == 0 && times.last == Double(recorded))
    #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
    return times.count - 1
  }

  @Test(arguments: [
    // Fifty at most, however few synapses or many steps.
    (1000, 100.0, 1.0, 200, 50), (1_000_000, 1e6, 1e6, 200, 50),
    // Four, if there are so many times, however many synapses.
    (1_000_000, 100, 100, 256, 4), (100_000_000, 1, 1, 3, 3),
    // 10⁶ synapses in all are free.
    (100_000, 100, 1, 160, 10), (62_500, 100, 100, 160, 10),
    // Each thousand steps, and each hundred signals.
    (1_000_000, 8000, 1, 128, 8), (1_000_000, 800, 800, 128, 8), (1_000_000, 8000, 800, 128, 16),
  ])
  func surveysGoByWork(
    _ synapses: Int, _ steps: Double, _ signals: Double, _ recorded: Int, _ expected: Int
  ) {
    let surveys = SurveyTimes(
      of: synapses, steps: steps / Double(recorded), signals: signals / Double(recorded))
    #expect(intervals(surveys, recorded: recorded) == expected)
  }

  @Test func unknownWorkIsMore() {
    #expect(intervals(SurveyTimes(of: 1_000_000), recorded: 80) == 10)
    #expect(intervals(SurveyTimes(of: 100), recorded: 100) == 50)
    #expect(SurveyTimes(of: 100).times(among: [3]) == [3])
    #expect(SurveyTimes(of: 100).times(among: []).isEmpty)
  }

  /// A longer run has no rows that a shorter one lacks: it can be gone on with.
  @Test func longerRunsHaveNoOtherTimes() {
    for synapses in [100, 50_000, 1_000_000] {
      for (perInterval, isHeld) in [
        (1.0, true), (30, true), (37, true), (1, false), (7, false), (400, false),
      ] {
        let surveys = SurveyTimes(
          of: synapses, steps: perInterval, signals: isHeld ? 0 : perInterval)
        func times(_ recorded: Int) -> [Double] {
          surveys.times(among: (0...recorded).map(Double.init))
        }
        for recorded in 1..<300 {
          // The end of the shorter one is a row of its own.
          let short = Set(times(recorded))
          for longer in [
            recorded + 1, recorded * 5 / 4, recorded * 3 / 2, recorded * 2, recorded * 3,
          ] {
            #expect(
              times(longer).allSatisfy { $0 > Double(recorded) || short.contains($0) },
              "\(synapses), \(perInterval), \(recorded) to \(longer)")
          }
        }
      }
    }
  }
}
