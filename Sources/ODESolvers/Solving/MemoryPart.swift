/// Whose a part of a method's memory is, where ranks share a problem.
public enum MemoryPart: Sendable {
  /// Each rank has its own: rows of numbers of so many bytes, one number for each of its synapses, as a state has rows of components.
  case rows(bytesOfNumber: Int)
  /// All ranks have the same.
  case alike
  /// Whole numbers of each rank's own, of type `Int`, of which only the sums over all ranks count.
  case counts
}
