import NeuralNetworks
import ODESolvers
import Results
import Studies

extension Versions {
  /// This program's, its commit's and its build's, and those of the libraries that compute, by name.
  public static var all: [String: String] {
    ofResults.merging(ofBuild) { own, _ in own }
  }

  /// Where the program comes from, by name.
  package static var ofBuild: [String: String] {
    ["commit": commit, "swift": swift, "build": build]
  }

  /// Those on which the bytes of results hang, by name: with others no run and no sweep goes on that these began.
  package static var ofResults: [String: String] {
    var versions = ["synapse": program, "blas": BLAS.version]
    #if SUNDIALS
      versions["sundials"] = CVODE.version
    #endif
    return versions
  }
}
