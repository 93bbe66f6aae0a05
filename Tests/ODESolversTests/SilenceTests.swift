#if SUNDIALS
  @preconcurrency import Foundation
  import ODESolvers
  import Testing

  @Suite(.serialized) struct SilenceTests {
    /// SUNDIALS writes its own messages to stderr unless told not to. Other tests may write there at
    /// the same time, so only SUNDIALS' own words count; a marker shows that the catching works.
    @Test func sundialsKeepsQuiet() throws {
      let text = try captureStandardError {
        fputs("marker\n", stderr)
        for method in cvodeMethods(relative: 1e-10, absolute: 1e-14) {
          let solution = run(method, CVODEFailureTests.makeUndeclaredJump())
          #expect(throws: SolverFailure.self) { try solution.check() }
        }
        for method in cvodeMethods(relative: 1e-20, absolute: 1e-25) {
          let solution = run(method, Sample.decay)
          #expect(throws: SolverFailure.self) { try solution.check() }
        }
        var invalid = CVODE(.adams)
        invalid.maximumStepSize = -1
        let solution = run(invalid, Sample.decay)
        #expect(throws: SolverFailure.self) { try solution.check() }
      }
      #expect(text.contains("marker"))
      // "[CVODE ERROR]  CVode", then "  At t = …" in 6.x; "[ERROR][rank 0][…" in 7.x.
      for beginning in ["[CVODE", "[ERROR", "[WARNING", "  At t ="] {
        #expect(!text.split(separator: "\n").contains { $0.hasPrefix(beginning) }, "\(text)")
      }
    }

    private enum Sample {
      static var decay: InitialValueProblem {
        InitialValueProblem(from: 0, to: 1, initialState: [1]) { _, y, derivative in
          derivative[0] = -y[0]
        }
      }
    }

    /// What is written to file descriptor 2 meanwhile. It is passed on afterwards.
    private func captureStandardError(_ body: () throws -> Void) throws -> String {
      let path = FileManager.default.temporaryDirectory
        .appendingPathComponent("stderr-\(UUID().uuidString)").path
      fflush(stderr)
      let saved = dup(2)
      let file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
      try #require(saved >= 0 && file >= 0)
      dup2(file, 2)
      defer {
        close(saved)
        close(file)
        unlink(path)
      }
      let result = Result { try body() }
      fflush(stderr)
      dup2(saved, 2)
      let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
      text.split(separator: "\n").filter { $0 != "marker" }.forEach { fputs("\($0)\n", stderr) }
      try result.get()
      return text
    }
  }
#endif
