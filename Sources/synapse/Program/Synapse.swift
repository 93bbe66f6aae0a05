import ArgumentParser
import Results
import Studies

/// The command `synapse`, as ``Start`` runs it.
struct Synapse: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "synapse",
    abstract: "Simulates synapses that learn in continuous time.",
    discussion: """
      A synapse's substances and weights follow ordinary differential equations (Bio-Adam and \
      predisposition, arXiv:2212.09440) under gradient signals. Studies are YAML files; \
      synapse help keys prints what they may say, and synapse-study(5) is the page about them.

      EXAMPLES:
        synapse run equilibrium --output out/equilibrium
        synapse plot out/equilibrium/trace.csv --output out/equilibrium/figure.svg
        synapse sweep study.yaml --vary synapse.tau_m=5,10,20 --vary seed=1,2,3 --output out/sweep
        synapse table out/sweep --result results_test_accuracy
        synapse differences out/rules --against rule=adam --result results_test_accuracy --within 0.5
        synapse compare study.yaml --output out/compare --set duration=500
        synapse report out/sweep out/compare --output report.html
        synapse status out/*
        synapse evaluate out/digits --output out/told
        synapse equilibrium --gradient 0.01 --tau-rho 1000
        synapse data fetch mnist --to data
        synapse help run
        synapse help keys synapse.tau_m

      EXIT STATUS:
        0 done; 64 wrong usage; 65 wrong study or data file; 69 a program that is needed is missing or \
      failed, or a server did not deliver; \
      70 the solver failed; 73 the output cannot be written, or exists; 130 interrupted.
      """,
    version: Versions.all.sorted { $0.key > $1.key }.map { "\($0.key) \($0.value)" }
      .joined(separator: ", "),
    subcommands: [
      Run.self, Resume.self, Status.self, Sweep.self, TableCommand.self, Differences.self,
      Compare.self, Evaluate.self, EquilibriumCommand.self, Plot.self, Convert.self, Report.self,
      Rules.self, Validate.self, Bench.self, DataCommand.self, Help.self,
    ])
}
