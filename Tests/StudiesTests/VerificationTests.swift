import Foundation
import ODESolvers
import PopulationMethods
import Results
import Studies
import StudyRuns
import SynapticDynamics
import Testing

/// A run's certificate.
@Suite struct VerificationTests {
  private static let study = """
    duration: 60
    synapses: 300
    synapse: {temperature: 2, learning_rate: 0.05, tau_rho: 50}
    drive: {kind: heldNoise, window: 3, sd: 0.7}
    integrator: {method: exact}
    """

  private func model() throws -> StudyModel {
    try StudyModel(Study(yaml: Self.study, path: "study", folder: ""))
  }

  /// Hands what the exact propagator computes to the certificate, disturbed on the way.
  private func certificate(disturbing: (Double, inout [Double]) -> Void) throws
    -> Summary.VerificationSummary
  {
    let model = try model()
    let times = (0...20).map { 3 * Double($0) }
    let verification = Verification(
      model, watched: model.selection(Array(0..<model.study.synapseCount)),
      initialState: .double(try model.initialState()), times: times)
    let solution = try ExactPropagator(model.dynamics).solve(try model.problem(), at: times).states
    for (time, state) in zip(times, solution) {
      var state = state
      disturbing(time, &state)
      verification.sample(at: time, state: state.span)
    }
    return try #require(try verification.certificate())
  }

  #if SUNDIALS
    /// CVODE at rtol 1e-10 restarts twenty times and takes some thousand steps: 1e-7 is generous.
    @Test func rightRunsDeviateLittle() throws {
      let certificate = try certificate { _, _ in }
      #expect(certificate.method.hasPrefix("cvodeAdams"))
      #expect(certificate.synapses > 60 && certificate.synapses <= 100)
      #expect(certificate.times == 21)
      #expect(
        Set(certificate.largestDeviation.keys) == ["m_plus", "m_minus", "rho", "w_f", "w_b", "m"])
      for (component, deviation) in certificate.largestDeviation {
        #expect(deviation < 1e-7, "\(component)")
      }
    }

    /// One weight of one drawn synapse, off by a thousandth at one time, is found, and no other.
    @Test func plantedErrorsAreFound() throws {
      let n = 300
      let drawn = Verification.indices(try model().study)[7]
      let certificate = try certificate { time, state in
        if time == 30 { state[4 * n + drawn] += 1e-3 }
      }
      for (component, deviation) in certificate.largestDeviation {
        #expect((deviation > 1e-5) == (component == "w_b"), "\(component): \(deviation)")
      }
    }
  #endif

  #if SUNDIALS
    /// A certificate that does not come about costs nothing of the run: interrupted once the trace stands there, all files
    /// are whole, and the summary says what is missing.
    @Test func failedCertificatesLoseNothing() throws {
      let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
        "synapse-tests-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: folder) }
      let output = try OutputDirectory(folder.path, force: false)
      let trace = output.path("trace.csv")
      let (summary, error) = try StudyRun(model().study).run(
        into: output, verifying: true,
        hooks: RunHooks(isInterrupted: { FileManager.default.fileExists(atPath: trace) }))
      #expect(error is Interrupted && summary.status == .finished && summary.verification == nil)
      #expect(summary.equilibrium != nil && summary.message == "no certificate: interrupted")
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
          == ["population.csv", "study.yaml", "summary.json", "synapses.csv", "trace.csv"])
    }
  #endif

  /// The same seed draws the same synapses; another seed draws others.
  @Test func drawsFollowTheSeed() throws {
    let other = try Study(yaml: Self.study, path: "study", folder: "", seed: 2)
    let first = Verification.indices(try model().study)
    #expect(first == Verification.indices(try model().study))
    #expect(first != Verification.indices(other))
  }
}
