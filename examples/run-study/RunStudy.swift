// A study run from a program, with its result in memory: how far has ρ come to its equilibrium 1/(|g| + ε)?
//
// Run it with: swift run -c release run-study

import Studies
import StudyRuns

@main
struct RunStudy {
  static func main() throws {
    let study = try Study(
      yaml: """
        study: from a program
        duration: 20000
        synapse: {tau_rho: 1000, temperature: 10}
        drive: {kind: constant, gradient: [1, 0.1, 0.01]}
        integrator: {method: exact}
        record: {every: 100, synapses: all}
        """, path: "example", folder: "")
    let result = try StudyRun(study).result()
    if let failure = result.failure { throw failure }
    for (synapse, gradient) in [1, 0.1, 0.01].enumerated() {
      let rho = result.trace.values(of: "rho", synapse: synapse)!
      print(
        "|g| = \(gradient): rho = \(rho.last!), rho (|g| + epsilon) = \(rho.last! * (gradient + 1e-8))"
      )
    }
    print("largest |w_f - w_b| = \(result.summary.finalAlignment!.largestDifference)")
  }
}
