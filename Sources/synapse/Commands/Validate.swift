import ArgumentParser
import Foundation
import StudyRuns

/// `synapse validate`.
struct Validate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Checks a study and its data files without running it.",
    discussion: """
      Says file:line of every mistake, with the nearest right key. A good study is printed with \
      every default filled in, then why it has its method, and with learning_step its times. A rule that is written in the study is followed by how it was understood: \
      what hangs on what, where there are kinks, which methods solve it; a network by its layers.

      EXAMPLES:
        synapse validate study.yaml
        synapse validate study.yaml --set integrator.dt=0.5
      """)

  @OptionGroup var options: StudyOptions

  func run() async throws {
    try await exiting {
      let inputs = options.data.makeInputs()
      let study = try options.load(inputs: inputs)
      for warning in try study.check(inputs: inputs) {
        Terminal.tell(warning, prefix: "warning: ")
      }
      let yaml = study.yaml(in: FileManager.default.currentDirectoryPath)
      Terminal.show(yaml.hasSuffix("\n") ? String(yaml.dropLast()) : yaml)
      // As comments, so that what is printed is a study still.
      for line in study.explanation { Terminal.show("# \(line)") }
      if study.seeds == 1 {
        Terminal.show("# \(try StudyRun(study, inputs: inputs).traceDescription)")
      }
    }
  }
}
