import CKernels

/// Random numbers addressed by synapse and index: the same on every machine, in any order.
///
/// The seed is the Philox key. The counter holds the index in words 0 and 1, the synapse in words 2
/// and the lower half of 3, and what the numbers are for in the upper half of 3.
public struct RandomField: Sendable {
  /// What random numbers are drawn for; different purposes are independent of each other. Each library names its own,
  /// and no two share a number.
  public struct Purpose: RawRepresentable, Hashable, Sendable {
    /// The number, 1 and above.
    public let rawValue: UInt16

    /// - Parameter rawValue: a number that no other purpose has.
    public init(rawValue: UInt16) { self.rawValue = rawValue }
  }

  private let seed: UInt64
  private let purpose: UInt32
  /// What is added to every synapse's number: a part of a population draws the same numbers as the
  /// whole.
  private let firstSynapse: Int

  /// The field of a seed and a purpose.
  ///
  /// - Parameters:
  ///   - seed: the seed.
  ///   - purpose: the purpose.
  ///   - firstSynapse: the synapse of the whole population that is number 0 here.
  public init(seed: UInt64, purpose: Purpose, firstSynapse: Int = 0) {
    self.seed = seed
    self.firstSynapse = firstSynapse
    self.purpose = UInt32(purpose.rawValue) << 16
  }

  /// A number from the open interval (0, 1): (k + ½)/2⁵² for a random 52-bit k.
  public func uniform(synapse: Int, index: Int = 0) -> Double {
    var value = 0.0
    random_uniforms(seed, purpose, UInt64(index), UInt64(firstSynapse + synapse), 1, &value)
    return value
  }

  /// The uniform numbers of neighbouring synapses.
  ///
  /// - Parameters:
  ///   - synapses: which.
  ///   - index: their common index.
  ///   - values: receives one number for each.
  public func uniforms(synapses: Range<Int>, index: Int, into values: inout MutableSpan<Double>) {
    precondition(values.count >= synapses.count, "there is no room for the numbers")
    values.withUnsafeMutableBufferPointer {
      random_uniforms(
        seed, purpose, UInt64(index), UInt64(firstSynapse + synapses.lowerBound), synapses.count,
        $0.baseAddress)
    }
  }

  /// A number from the standard normal distribution, by inversion of its distribution function.
  public func normal(synapse: Int, index: Int = 0) -> Double {
    var value = 0.0
    random_normals(seed, purpose, UInt64(index), UInt64(firstSynapse + synapse), 1, &value)
    return value
  }

  /// The normal numbers of neighbouring synapses.
  ///
  /// - Parameters:
  ///   - synapses: which.
  ///   - index: their common index.
  ///   - values: receives one number for each.
  public func normals(synapses: Range<Int>, index: Int, into values: inout MutableSpan<Double>) {
    precondition(values.count >= synapses.count, "there is no room for the numbers")
    values.withUnsafeMutableBufferPointer {
      random_normals(
        seed, purpose, UInt64(index), UInt64(firstSynapse + synapses.lowerBound), synapses.count,
        $0.baseAddress)
    }
  }
}
