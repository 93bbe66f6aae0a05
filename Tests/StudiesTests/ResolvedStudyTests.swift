import BuiltInStudies
import Studies
import Testing

@Suite struct ResolvedStudyTests {
  /// The resolved study, read again, is the same study: what a run leaves behind repeats it.
  /// But for MNIST and CIFAR-10, whose data do not come with the program.
  @Test(arguments: BuiltInStudies.withData.keys.sorted())
  func readsBackToItself(_ name: String) throws {
    let study = try Study(yaml: BuiltInStudies.texts[name]!, path: name, folder: "")
    let again = try Study(yaml: study.yaml(in: "."), path: "resolved", folder: "")
    #expect(again == study)
  }

  /// Studies with whatever keys, spellings of numbers, and names: two hundred with signals, a hundred with networks.
  @Test(arguments: [false, true]) func randomStudiesReadBackToThemselves(isNetwork: Bool) throws {
    for seed in UInt64(0)..<(isNetwork ? 100 : 200) {
      var random = RandomStudy(seed: seed)
      let text = isNetwork ? random.networkYAML() : random.yaml()
      do {
        let study = try Study(yaml: text, path: "random", folder: "")
        let again = try Study(yaml: study.yaml(in: "."), path: "resolved", folder: "")
        #expect(again == study, "seed \(seed):\n\(text)")
        #expect(again.yaml(in: ".") == study.yaml(in: "."), "seed \(seed)")
      } catch {
        Issue.record("seed \(seed): \(error)\n\(text)")
      }
    }
  }

  /// A file for one method, run by another: what a run leaves behind says nothing that the other has no use for.
  @Test func studiesOfOtherMethodsReadBackToThemselves() throws {
    let own = [
      "euler": "dt: 0.5, precision: single", "rk4": "dt: 0.5",
      "cvodeAdams": "rtol: 1e-4, positivity: true",
      "cvodeBDF": "linear_solver: krylov, atol: {m: 1e-3}", "collocation": "rtol: 1e-7",
      "dormandPrince": "atol: 1e-5", "exact": "max_steps: 5",
    ]
    for (method, keys) in own {
      for other in own.keys {
        let study = try Study(
          yaml: """
            duration: 10
            drive: {kind: heldNoise, sd: 1}
            integrator: {method: \(method), \(keys)}
            """, path: "study", folder: "", settings: ["integrator.method=\(other)"])
        let again = try Study(yaml: study.yaml(in: "."), path: "resolved", folder: "")
        #expect(again == study, "\(method), run by \(other)")
      }
    }
  }
}
