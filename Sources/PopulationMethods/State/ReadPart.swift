/// The part of a population that is read: its synapses, and where the values wanted lie among them.
///
/// Methods that step in place keep a copy of this part, to look between steps without carrying the
/// whole population there.
struct ReadPart {
  /// The synapses, ascending; nil for all.
  let synapses: [Int]?
  /// How many these are.
  let count: Int
  /// The values wanted, as components of the whole, and of this part.
  private let components: [Int]?
  private let componentsOfPart: [Int]?

  /// - Parameters:
  ///   - components: the components of the flat state that are wanted, or nil for all.
  ///   - synapseCount: n.
  init(_ components: [Int]?, synapseCount n: Int) {
    let synapses = components.map { Array(Set($0.map { $0 % n })).sorted() }
    count = synapses?.count ?? n
    self.components = components
    if let synapses, synapses.count < n {
      self.synapses = synapses
      let places = Dictionary(uniqueKeysWithValues: zip(synapses, synapses.indices))
      let count = synapses.count
      componentsOfPart = components!.map { $0 / n * count + places[$0 % n]! }
    } else {
      self.synapses = nil
      componentsOfPart = components
    }
  }

  /// Copies this part of component-major values of the whole population.
  func gather<Scalar>(_ values: [Scalar], of n: Int, into part: inout [Scalar]) {
    let rows = n == 0 ? 0 : values.count / n
    var part = part.mutableSpan
    let values = values.span
    if let synapses {
      for row in 0..<rows {
        for (k, i) in synapses.enumerated() { part[row * count + k] = values[row * n + i] }
      }
    } else {
      for i in values.indices { part[i] = values[i] }
    }
  }

  /// Puts this part back into the whole.
  func scatter<Scalar>(_ part: [Scalar], into values: inout [Scalar], of n: Int) {
    for row in 0..<(n == 0 ? 0 : values.count / n) {
      for k in 0..<count { values[row * n + (synapses?[k] ?? k)] = part[row * count + k] }
    }
  }

  /// Copies the values wanted.
  ///
  /// - Parameters:
  ///   - values: receives them.
  ///   - value: says one, by its place among component-major values of the whole population and among
  ///     those of this part.
  @inline(__always)
  func select(into values: inout [Double], _ value: (_ inWhole: Int, _ inPart: Int) -> Double) {
    var values = values.mutableSpan
    for k in values.indices {
      values[k] = value(components?[k] ?? k, componentsOfPart?[k] ?? k)
    }
  }
}
