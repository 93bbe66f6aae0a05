/// The signs, 1 or −1, that kernels go by while a solver holds them: rows of one for each synapse.
package final class HeldSigns {
  private let rows: UnsafeMutablePointer<Double>
  private let synapseCount: Int
  private var areHeld = false

  /// - Parameter rows: how many a synapse has.
  init(rows count: Int, synapseCount: Int) {
    self.synapseCount = synapseCount
    rows = .allocate(capacity: count * synapseCount)
    rows.initialize(repeating: 1, count: count * synapseCount)
  }

  deinit { rows.deallocate() }

  /// Takes the signs of a row, which stand from a place on.
  func hold(_ signs: Span<Double>, from first: Int, row: Int) {
    for i in 0..<synapseCount { rows[row * synapseCount + i] = signs[first + i] }
    areHeld = true
  }

  /// From now on everything goes by its own sign.
  func release() { areHeld = false }

  /// A row, if signs are held.
  package func row(_ index: Int) -> UnsafePointer<Double>? {
    areHeld ? UnsafePointer(rows + index * synapseCount) : nil
  }
}
