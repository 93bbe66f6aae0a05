/// Random numbers addressed by synapse and index: the same on every machine, in any order.
///
/// The seed is the Philox key. The counter holds the index in words 0 and 1, the synapse in words 2
/// and the lower half of 3, and what the numbers are for in the upper half of 3.
public struct RandomField: Sendable {
  /// What random numbers are drawn for; different purposes are independent of each other.
  public enum Purpose: UInt16, Sendable {
    /// Initial forward weights.
    case forwardWeights = 1
    /// Initial backward weights.
    case backwardWeights = 2
    /// The gradient signal.
    case gradient = 3
    /// Noise on the backward partner's signal.
    case backwardNoise = 4
    /// Amplitudes of sines.
    case amplitude = 5
    /// Frequencies of sines.
    case frequency = 6
    /// Phases of sines.
    case phase = 7
    /// Which synapses a run's certificate looks at.
    case verification = 8
  }

  private let key: SIMD2<UInt32>
  private let purpose: UInt32

  /// The field of a seed and a purpose.
  public init(seed: UInt64, purpose: Purpose) {
    key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    self.purpose = UInt32(purpose.rawValue) << 16
  }

  /// A number from the open interval (0, 1): (k + ½)/2⁵² for a random 52-bit k.
  public func uniform(synapse: Int, index: Int = 0) -> Double {
    let index = UInt64(index)
    let synapse = UInt64(synapse)
    let words = Philox.words(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32),
        UInt32(truncatingIfNeeded: synapse), UInt32(truncatingIfNeeded: synapse >> 32) | purpose),
      key: key)
    let bits = UInt64(words[1]) << 32 | UInt64(words[0])
    return (Double(bits >> 12) + 0.5) * 0x1p-52
  }

  /// A number from the standard normal distribution, by inversion of its distribution function.
  public func normal(synapse: Int, index: Int = 0) -> Double {
    normalQuantile(uniform(synapse: synapse, index: index))
  }
}
