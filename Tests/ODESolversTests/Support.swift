import Foundation
import ODESolvers

/// Prints a measured number when the environment asks for it with `ODE_REPORT`.
func report(_ message: @autoclosure () -> String) {
  if ProcessInfo.processInfo.environment["ODE_REPORT"] != nil { print("measured:", message()) }
}

/// Every method, at tolerances or steps that suit the test.
func methods(
  stepSize: Double = 0.01, relative: Double = 1e-8, absolute: Double = 1e-10
) -> [any Solver & Sendable] {
  var methods: [any Solver & Sendable] = [
    ForwardEuler(stepSize: stepSize), RungeKutta4(stepSize: stepSize),
  ]
  #if SUNDIALS
    methods += cvodeMethods(relative: relative, absolute: absolute) as [any Solver & Sendable]
  #endif
  return methods
}

#if SUNDIALS
  /// Every method of CVODE.
  func cvodeMethods(relative: Double = 1e-8, absolute: Double = 1e-10) -> [CVODE] {
    let tolerances = Tolerances(relative: relative, absolute: absolute)
    return [
      CVODE(.adams, tolerances: tolerances),
      CVODE(.bdf(.dense), tolerances: tolerances),
      CVODE(.bdf(.krylov(dimension: 0)), tolerances: tolerances),
    ]
  }
#endif

/// The bits of states, to compare exactly.
func bits(_ states: [[Double]]) -> [[UInt64]] {
  states.map { $0.map(\.bitPattern) }
}

/// Solves without samples; a run that does not get on ends after 200 000 steps.
func run(
  _ method: any Solver & Sendable, _ problem: InitialValueProblem,
  options: SolveOptions = SolveOptions(maximumSteps: 200_000)
) -> Solution {
  var observer = StepTrace()
  return method.solve(problem, sampling: [], options: options, observer: &observer)
}

/// Keeps the ends of steps and pieces.
struct StepTrace: SolutionObserver {
  var stepEnds: [Double] = []
  var pieceEnds: [Double] = []
  var steps: [Int] = []

  mutating func sample(at time: Double, state: Span<Double>) {}

  mutating func stepDidEnd(at time: Double, statistics: SolverStatistics) {
    stepEnds.append(time)
    steps.append(statistics.steps)
  }

  mutating func pieceDidEnd(
    at time: Double, showState: (_ body: (Span<Double>) throws -> Void) throws -> Void
  ) {
    pieceEnds.append(time)
  }

}

/// Something shared between a problem's closures and the test.
final class Box<Value> {
  var value: Value

  init(_ value: Value) {
    self.value = value
  }
}
