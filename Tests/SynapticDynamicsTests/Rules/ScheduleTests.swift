import Foundation
import SynapticDynamics
import Testing

/// Factors from epoch to epoch.
@Suite struct ScheduleTests {
  private func factors(_ schedule: Schedule, _ epochs: [Double]) -> [Double] {
    epochs.map(schedule.factor(after:))
  }

  @Test func stepsComeWithTheirEpochs() {
    let steps = Schedule.steps(epochs: [2, 4.5], factor: 0.5)
    #expect(factors(steps, [0, 1.99, 2, 4, 4.5, 100]) == [1, 1, 0.5, 0.5, 0.25, 0.25])
  }

  @Test func exponentialsMultiplyByEpochs() {
    let schedule = Schedule.exponential(0.9)
    #expect(schedule.factor(after: 0) == 1 && schedule.factor(after: 1) == 0.9)
    for epochs in stride(from: 0, to: 10, by: 0.37) {
      let ratio = schedule.factor(after: epochs + 1) / schedule.factor(after: epochs)
      #expect((ratio - 0.9).magnitude < 1e-15)
    }
  }

  /// cos² of half the angle: 1 at 0, the mean of both ends in the middle, and the last factor from the end on.
  @Test(arguments: [0, 0.1, 2]) func cosinesGoFromOneToTheLast(last: Double) {
    let schedule = Schedule.cosine(to: last, epochs: 8)
    #expect(factors(schedule, [0, 8, 9]) == [1, last, last])
    for epochs in 0...8 {
      let half = cos(.pi / 16 * Double(epochs))
      let expected = last + (1 - last) * half * half
      #expect((schedule.factor(after: Double(epochs)) - expected).magnitude < 1e-15)
    }
  }

  @Test func pairsAreJoinedByLines() {
    let schedule = Schedule.pairs([
      .init(epoch: 1, factor: 0), .init(epoch: 3, factor: 1), .init(epoch: 4, factor: 0.5),
    ])
    #expect(
      factors(schedule, [0, 1, 1.5, 2, 3, 3.5, 4, 9]) == [0, 0, 0.25, 0.5, 1, 0.75, 0.5, 0.5])
  }

  /// Windows are counted, whatever rounding makes of their times: all of 3000 epochs of 7 windows.
  @Test(arguments: [1, 0.1, 0.3, 1.0 / 3, 1e-3]) func windowsAreCounted(window: Double) {
    let constants = VaryingConstants(window: window, windowsPerEpoch: 7)
    for k in 0...21_000 {
      let (start, end) = (Double(k) * window, Double(k + 1) * window)
      #expect(constants.epochs(before: start...end) == Double(k) / 7)
      // Parts of a window have its factors.
      let cut = start + 0.3 * (end - start)
      #expect(constants.epochs(before: start...cut) == Double(k) / 7)
      #expect(constants.epochs(before: cut...end) == Double(k) / 7)
    }
  }
}
