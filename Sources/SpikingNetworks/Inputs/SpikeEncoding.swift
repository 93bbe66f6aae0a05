import DataSets
import Foundation
import RandomNumbers

/// How numbers from 0 to 1 become spikes, or that examples are spikes already.
public struct SpikeEncoding: Sendable, Equatable {
  /// What a number says.
  public enum Kind: String, Sendable, CaseIterable {
    /// A number x above 1/255 is a spike at (1 − x) times the duration; a smaller one is none.
    case latency
    /// Every number x is a spike at x times the duration.
    case times
    /// Spikes at random, of a Poisson process at x times the highest rate for as long as the encoding lasts.
    case rate
    /// The examples are spikes, which are shown as they are.
    case given
  }

  /// What a number says.
  public var kind: Kind
  /// How long an example is shown, above 0.
  public var duration: Double
  /// When an input of its own fires in every example, if there is one: it stands for a bias. At least 0.
  public var bias: Double?
  /// Spikes per unit of time of the number 1, with ``Kind/rate``.
  public var highestRate: Double
  /// The share of inputs that are left out in training, from 0 to below 1; others for each window.
  public var dropout: Double

  /// An encoding.
  ///
  /// - Precondition: the numbers are in their domains.
  public init(
    _ kind: Kind = .latency, duration: Double = 20, bias: Double? = nil, highestRate: Double = 0.1,
    dropout: Double = 0
  ) {
    precondition(duration > 0 && highestRate > 0, "durations and rates are above 0")
    precondition(bias.map { $0 >= 0 } ?? true, "a spike's time is not negative")
    precondition((0..<1).contains(dropout), "a share is at least 0 and below 1")
    self.kind = kind
    self.duration = duration
    self.bias = bias
    self.highestRate = highestRate
    self.dropout = dropout
  }

  /// How many inputs a network has for so many numbers.
  public func inputCount(features: Int) -> Int { features + (bias == nil ? 0 : 1) }
}

extension SpikeEncoding {
  /// An address has room for the example and for so many bits of the input.
  static let inputBits = 24

  /// Writes the spikes of an example, in order.
  ///
  /// - Parameters:
  ///   - features: the example's numbers; of given spikes the place of its train.
  ///   - given: the spikes, if they are given.
  ///   - example: its place in its set, by which it is drawn.
  ///   - window: the window that it is shown in, for what is drawn anew in each; nil: not in training.
  ///   - seed: the seed.
  ///   - train: receives the spikes.
  /// - Complexity: O(spikes log spikes).
  func write(
    _ features: UnsafeBufferPointer<Float>, of given: SpikeTrains?, example: Int, window: Int?,
    seed: UInt64, to train: inout SpikeTrain
  ) {
    train.removeAll()
    let keeps = Keeping(dropout: window == nil ? 0 : dropout, example, window ?? 0, seed)
    switch kind {
    case .latency:
      for (input, value) in features.enumerated() where value > 1 / 255 && keeps(input) {
        train.append(max(0, 1 - Double(value)) * duration, Int32(input))
      }
    case .times:
      for (input, value) in features.enumerated() where keeps(input) {
        train.append(Double(value) * duration, Int32(input))
      }
    case .rate:
      for (input, value) in features.enumerated() where value > 0 && keeps(input) {
        let draws = PoissonDraws(input, example: example, window: window ?? 0, seed: seed)
        draws.write(rate: Double(value) * highestRate, duration: duration, to: &train)
      }
    case .given:
      let trains = given!
      for spike in trains.spikes(of: Int(features[0])) where keeps(Int(trains.neurons[spike])) {
        train.append(trains.times[spike], trains.neurons[spike])
      }
    }
    if let bias { train.append(bias, Int32(given?.neuronCount ?? features.count)) }
    train.sort()
  }
}

/// Which inputs are left out.
struct Keeping {
  private let dropout: Double
  private let field: RandomField
  private let window: Int
  private let first: Int

  init(dropout: Double, _ example: Int, _ window: Int, _ seed: UInt64) {
    self.dropout = dropout
    self.window = window
    field = RandomField(seed: seed, purpose: .inputDropout)
    first = example << SpikeEncoding.inputBits
  }

  func callAsFunction(_ input: Int) -> Bool {
    dropout == 0 || field.uniform(synapse: first + input, index: window) >= dropout
  }
}

/// The spikes of one input as a Poisson process.
private struct PoissonDraws {
  /// An index has room for the window and for so many bits of the draw.
  private static let drawBits = 24
  private let field: RandomField
  private let input: Int32
  private let synapse: Int
  private let window: Int

  init(_ input: Int, example: Int, window: Int, seed: UInt64) {
    field = RandomField(seed: seed, purpose: .inputSpikes)
    self.input = Int32(input)
    synapse = example << SpikeEncoding.inputBits + input
    self.window = window
  }

  /// Intervals are exponential: −ln(u)/rate.
  func write(rate: Double, duration: Double, to train: inout SpikeTrain) {
    var time = 0.0
    var draw = 0
    while true {
      let uniform = field.uniform(synapse: synapse, index: window << Self.drawBits + draw)
      time += -log(1 - uniform) / rate
      guard time <= duration else { return }
      train.append(time, input)
      draw += 1
    }
  }
}
