import NeuralNetworks
import ODESolvers
import Results
import Studies

extension Versions {
  /// This program's and SUNDIALS', by name.
  public static var all: [String: String] {
    var versions = ["synapse": program, "blas": BLAS.version]
    #if SUNDIALS
      versions["sundials"] = CVODE.version
    #endif
    return versions
  }
}
