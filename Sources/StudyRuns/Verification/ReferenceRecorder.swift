import ODESolvers
import Studies
import SynapticDynamics

/// Records a reference.
package struct ReferenceRecorder: SolutionObserver {
  package let part: ComparedPart
  package let isInterrupted: () -> Bool
  package var reference = ReferenceSolution()

  package init(_ part: ComparedPart, isInterrupted: @escaping () -> Bool) {
    self.part = part
    self.isInterrupted = isInterrupted
  }

  package var components: [Int]? { part.components }

  package mutating func sample(at time: Double, state: Span<Double>) {
    reference.append(part.values(state))
  }

  package mutating func stepDidEnd(at time: Double, statistics: SolverStatistics) throws {
    if isInterrupted() { throw Interrupted() }
  }
}
