import ArgumentParser
import Figures
import Foundation
import HostSystem
import StudyRuns
import SystemPackage

/// `synapse plot`.
struct Plot: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draws traces, comparisons and sweeps with gnuplot.",
    discussion: """
      A trace becomes four panels: m with g, ρ with its equilibrium, the weights, and their \
      difference; several traces are drawn over each other. A compare.csv becomes its \
      work–precision figure, its compare-errors.csv the error of every method over time, a learning.csv or a tasks.csv what a network learned, a sweep.csv one of a result over \
      up to three of the varied keys, averaged over seeds. Curves of networks that learn, learning.csv or layers.csv, \
      get bands where they are means over seeds; a seeds.csv shows how far seeds lie apart. A spikes.csv becomes a raster of \
      one example, a voltages.csv its voltages, the first unless you say which; the \
      predictions.csv of an evaluation becomes a map of decisions, or what its confusion.csv becomes, a matrix of what classes \
      are taken for. Arrays, such as the weights in final, become histograms. The gnuplot script is left beside the figure. \
      Of a run that has not ended what is there so far is drawn.

      EXAMPLES:
        synapse plot out/equilibrium/trace.csv --output equilibrium.svg
        synapse plot out/euler/trace.csv out/exact/trace.csv --output both.pdf
        synapse plot out/equilibrium/trace.csv --output weights.png --columns w_f,w_b
        synapse plot out/sweep/sweep.csv --output norms.svg --columns final_alignment_norm_ratio
        synapse plot out/a/tasks.csv out/b/tasks.csv --output forgetting.pdf
        synapse plot out/long/trace.csv --output so-far.svg
        synapse plot out/large/population.csv --output population.svg
        synapse plot out/yin-yang/spikes.csv --output raster.svg --example 7
        synapse plot out/yin-yang/voltages.csv --output voltages.svg --columns voltage,current
        synapse plot out/told/predictions.csv --output decisions.png
        synapse plot out/equilibrium/trace.csv --output column.pdf --panels rho --width 8.6cm --height 6cm
        synapse plot out/euler/trace.csv out/exact/trace.csv --output error.pdf --difference --panels rho
        synapse plot out/sweep/sweep.csv --output curves.pdf --x synapse.tau_rho --by drive.sd
        synapse plot out/equilibrium/trace.csv --terminal
      """)

  @Argument(
    help: ArgumentHelp(
      "trace.csv, learning.csv, layers.csv or tasks.csv files, or one compare.csv, compare-errors.csv, sweep.csv, seeds.csv, population.csv, spikes.csv, voltages.csv, predictions.csv or confusion.csv; or arrays of numpy's, such as the weights in the folder final of a run.",
      valueName: "file"),
    completion: .file(extensions: ["csv", "npy"]))
  var files: [String]

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "The figure: a name that ends in .svg, .png, .pdf, .eps, or .tex for TikZ in LaTeX.",
      valueName: "file"),
    completion: .file(extensions: endings))
  var output: String?

  @OptionGroup(title: "Figure options") var figure: FigureArguments

  @Flag(help: "Draw into the terminal.")
  var terminal = false

  func validate() throws {
    guard !files.isEmpty else { throw ValidationError("Give a CSV file.") }
    guard output != nil || terminal else {
      throw ValidationError("Give --output FILE, --terminal, or both.")
    }
    if let output, !Self.endings.contains(FilePath(output).ending.lowercased()) {
      throw ValidationError(
        "--output: found \"\(output)\", expected a name that ends in .svg, .png, .pdf, .eps or .tex."
      )
    }
  }

  private static let endings = ["svg", "png", "pdf", "eps", "tex"]

  /// Says so if the run that writes a file has not ended.
  private func tellIfUnfinished(_ file: String) {
    guard let run = try? RunStatus(of: FilePath(file).folder.string),
      run.state != .finished, run.state != .failed
    else { return }
    Terminal.tell(
      "\(file): the run \(run.inWords): what is there so far is drawn", prefix: "note: ")
  }

  func run() async throws {
    try await exiting {
      let options = try figure.options()
      if let output {
        try await Figure.draw(files, to: output, options: options)
      }
      if terminal {
        let text = try await Figure.text(
          files, options: options, width: Terminal.width, color: Terminal.isColorful)
        Terminal.show(text, isOwn: true)
      }
      for file in files { tellIfUnfinished(file) }
    }
  }
}
