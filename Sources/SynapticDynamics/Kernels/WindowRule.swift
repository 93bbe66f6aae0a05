/// A rule that carries pairs through windows of held signals without an error of time stepping.
package protocol WindowRule: SynapticRule {
  /// What does it.
  ///
  /// - Parameter weights: what becomes of the weights besides.
  /// - Throws: ``WindowRefusal``, and if there is no room.
  func windowKernel(_ weights: WeightLaw) throws -> any WindowKernel
}

/// Why windows of a rule cannot be solved, as what is said of the method.
package struct WindowRefusal: Error, Sendable, Equatable {
  package let reason: String
  package let advice: String

  package init(_ reason: String, advice: String) {
    self.reason = reason
    self.advice = advice
  }
}
