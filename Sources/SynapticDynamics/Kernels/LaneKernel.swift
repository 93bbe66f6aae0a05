/// Synapses of any number side by side, each at a time of its own.
///
/// What they have, here and beside it, stands in rows of `stride` numbers, of which the first `count` count.
package struct KernelLanes {
  package let count: Int
  package let stride: Int
  /// The time of each.
  package let times: UnsafePointer<Double>
  /// The constants that each has of its own, row by row.
  package let constants: UnsafePointer<Double>
  /// The signs, 1 or −1, that rates go by, row by row; nil: everything goes by its own.
  package let signs: UnsafePointer<Double>?

  package init(
    count: Int, stride: Int, times: UnsafePointer<Double>, constants: UnsafePointer<Double>,
    signs: UnsafePointer<Double>?
  ) {
    self.count = count
    self.stride = stride
    self.times = times
    self.constants = constants
    self.signs = signs
  }
}

/// The loops of a rule for methods that step each synapse by itself.
package protocol LaneKernel: Sendable {
  /// How many constants a synapse has of its own.
  var constantCount: Int { get }
  /// How many signs of a synapse its rates may go by.
  var signCount: Int { get }

  /// Writes a synapse's own constants, `stride` apart.
  func writeConstants(
    ofSynapse synapse: Int, to constants: UnsafeMutablePointer<Double>, stride: Int)

  /// What the kinks of the rates hang on; empty if there are no kinks between breakpoints.
  ///
  /// - Parameter isHeld: whether signals are constant between breakpoints.
  func switches(isHeld: Bool) -> [KernelSwitch]

  /// Writes the derivatives; those of backward weights that stay may be left out.
  func writeRates(
    of lanes: KernelLanes, gradient: UnsafePointer<Double>, state: UnsafePointer<Double>,
    rates: UnsafeMutablePointer<Double>)

  /// Writes the values of what kinks hang on, a row for each.
  func writeSwitches(
    _ switches: [KernelSwitch], of lanes: KernelLanes, gradient: UnsafePointer<Double>,
    state: UnsafePointer<Double>, values: UnsafeMutablePointer<Double>)
}
