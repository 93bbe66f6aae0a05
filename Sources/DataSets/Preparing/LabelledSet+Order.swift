import RandomNumbers

extension LabelledSet {
  /// The order in which an epoch goes through the examples: a shuffle that depends on nothing but
  /// the arguments.
  ///
  /// - Parameters:
  ///   - epoch: the number of the epoch, from 0.
  ///   - seed: the seed.
  ///   - count: how many examples there are.
  /// - Returns: the numbers from 0 to count − 1, each once.
  /// - Complexity: O(count).
  public static func order(ofEpoch epoch: Int, seed: UInt64, count: Int) -> [Int32] {
    shuffle(count, by: RandomField(seed: seed, purpose: .exampleOrder), index: epoch)
  }
}

/// The numbers from 0 to count − 1 shuffled, after R. A. Fisher & F. Yates (1938) in the form of
/// R. Durstenfeld, Algorithm 235, Comm. ACM 7 (1964) 420: for i = count − 1, …, 1 the numbers at i and
/// ⌊u (i + 1)⌋ change places, with the uniform number u of synapse i in the field.
///
/// u has 52 bits, so that no order is likelier than another by more than count² 2⁻⁵². Being below 1 by
/// at least 2⁻⁵³, it stays below i + 1 when the product is rounded.
func shuffle(_ count: Int, by field: RandomField, index: Int = 0) -> [Int32] {
  var order = (0..<Int32(count)).map(\.self)
  for i in stride(from: count - 1, to: 0, by: -1) {
    order.swapAt(i, Int(field.uniform(synapse: i, index: index) * Double(i + 1)))
  }
  return order
}
