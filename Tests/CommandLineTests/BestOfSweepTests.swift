import Foundation
import TestSupport
import Testing

/// `synapse sweep --best-by`.
struct BestOfSweepTests {
  /// Of constant gradients the larger one moves a synapse by gradient flow further down: w(10) − w(0) = −η g t.
  private static let study = """
    duration: 10
    synapses: 2
    rule: gradientFlow
    synapse: {learning_rate: 0.1, initial: {w_f: [1, 1], w_b: [1, 0]}}
    drive: {kind: constant, gradient: [0, 1]}
    """

  private func best(_ arguments: String..., in scratch: Scratch) throws -> (
    status: Int32, line: String?, error: String
  ) {
    let result = try Program.run(
      "synapse", ["sweep", "s.yaml", "--output", "out", "--force"] + arguments, in: scratch.folder)
    let line = result.output.split(separator: "\n").first { $0.hasPrefix("best ") }
    return (result.status, line.map(String.init), result.error)
  }

  @Test func theBestIsTold() throws {
    let scratch = try Scratch()
    try scratch.write(Self.study, to: "s.yaml")
    // The angle between w_f = (1, 1 − 10 η) and w_b = (1, −10 η): the flatter the smaller both are.
    let vary = "synapse.learning_rate=0.2,0.1,0.4"
    let lowest = try best(
      "--vary", vary, "--best-by", "lowest:final_alignment_angle_degrees", in: scratch)
    #expect(lowest.status == 0)
    #expect(
      lowest.line?.hasPrefix("best   synapse.learning_rate=0.4: lowest final_alignment_angle")
        == true,
      "\(lowest)")
    let highest = try best(
      "--vary", vary, "--best-by", "highest:final_alignment_angle_degrees", in: scratch)
    #expect(highest.line?.contains("learning_rate=0.1: highest") == true, "\(highest)")
    // The mean over both seeds, without the seed.
    let means = try best(
      "--vary", vary, "--vary", "seed=1,2", "--best-by", "lowest:final_alignment_angle_degrees",
      in: scratch)
    #expect(means.line?.hasPrefix("best   synapse.learning_rate=0.4: lowest") == true, "\(means)")
  }

  @Test func whatCannotBeChosenBy() throws {
    let scratch = try Scratch()
    try scratch.write(Self.study, to: "s.yaml")
    let vary = "synapse.learning_rate=0.2,0.1"
    for (criterion, status, message) in [
      ("results_test_accuracy", 64, "a result on the test set"),
      ("lowest:results_best_test_accuracy", 64, "a result on the test set"),
      ("final_alignment_angle_degrees", 64, "highest: or lowest: before the name"),
      ("results_validation_accuracy", 64, "expected drive.data.validation in the study"),
      (
        "lowest:final_alignment_angle", 65,
        "found final_alignment_angle, expected one of the results"
      ),
    ] {
      let result = try best("--vary", vary, "--best-by", criterion, in: scratch)
      #expect(result.status == Int32(status) && result.error.contains(message), "\(result)")
    }
  }
}
