/// One trial of a comparison: a row of `compare.csv`.
public struct ComparisonRow: Sendable {
  /// The method's name.
  public let method: String
  /// The step of a fixed-step method.
  public let dt: Double?
  /// The relative tolerance of an adaptive method.
  public let rtol: Double?
  /// The largest error over recorded synapses, components and times; nil if the trial failed.
  public let errorMax: Double?
  /// The root mean square of these errors.
  public let errorRMS: Double?
  /// The time of the integration alone.
  public let seconds: Double
  /// Accepted steps.
  public let steps: Int
  /// Evaluations of the right-hand side.
  public let rightHandSideEvaluations: Int
  /// `ok`, or in a word why it failed.
  public let status: String

  /// A row.
  package init(
    method: String, dt: Double?, rtol: Double?, errorMax: Double?, errorRMS: Double?,
    seconds: Double, steps: Int, rightHandSideEvaluations: Int, status: String
  ) {
    (self.method, self.dt, self.rtol) = (method, dt, rtol)
    (self.errorMax, self.errorRMS, self.seconds) = (errorMax, errorRMS, seconds)
    (self.steps, self.rightHandSideEvaluations) = (steps, rightHandSideEvaluations)
    self.status = status
  }

  package static let header =
    "method,dt,rtol,error_max,error_rms,seconds,steps,rhs_evaluations,status"

  package var csv: String {
    let numbers = [dt, rtol, errorMax, errorRMS, seconds].map { $0.map { "\($0)" } ?? "" }
    return ([method] + numbers + ["\(steps)", "\(rightHandSideEvaluations)", status])
      .joined(separator: ",")
  }
}
