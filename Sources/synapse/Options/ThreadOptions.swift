import ArgumentParser
import Foundation

/// How many threads work.
struct ThreadOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How many threads may work on a large population (default: as many as there are processors; one for each rank of mpirun).",
      discussion: "The results do not depend on it. Small populations stay on one thread.",
      valueName: "count"))
  var threads: Int?

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads: found \(threads), expected a number from 1 to 1024")
    }
  }

  /// How many threads each of some ranks may use.
  func count(ranks: Int) -> Int {
    threads ?? (ranks > 1 ? 1 : ProcessInfo.processInfo.activeProcessorCount)
  }
}
