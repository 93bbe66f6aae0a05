/// A kind of layer: what it takes, what it gives, what in it learns, and how it computes.
///
/// A layer is linear in the errors that pass it, and knows neither where its inputs come from nor what becomes of its
/// outputs: activation, dropout, feedback pathways and modulation are the network's, and the same for every kind.
/// ``Dense`` and ``Addition`` show what it takes.
public protocol Layer: Sendable {
  /// The shape of each of its inputs. A layer with weights has one.
  var inputs: [Shape] { get }
  /// The shape of its outputs.
  var output: Shape { get }
  /// What in it learns.
  var parameters: LayerParameters { get }
  /// Makes what computes.
  ///
  /// - Parameters:
  ///   - scalar: the numbers to compute in.
  ///   - capacity: the largest number of examples at a time.
  ///   - threads: how many threads may work. Results must not depend on it.
  func makeKernel<Scalar: NetworkScalar>(_ scalar: Scalar.Type, capacity: Int, threads: Int)
    -> any LayerKernel<Scalar>
}

/// What in a layer learns, by number. Weights come before biases in the order of synapses.
public struct LayerParameters: Sendable, Equatable {
  /// How many weights there are. Each has a backward partner, in the same orientation; they stand output by output,
  /// so that all weights of a group are neighbours.
  public let weightCount: Int
  /// How many biases there are, which have no partner and start at 0.
  public let biasCount: Int
  /// How many inputs an output sums over, and how many outputs an input reaches: by them weights are drawn.
  public let fanIn, fanOut: Int
  /// How many groups of outputs have an importance of their own: the units of a dense layer.
  public let groupCount: Int

  /// Parameters.
  public init(weightCount: Int, biasCount: Int, fanIn: Int, fanOut: Int, groupCount: Int) {
    self.weightCount = weightCount
    self.biasCount = biasCount
    self.fanIn = fanIn
    self.fanOut = fanOut
    self.groupCount = groupCount
  }

  /// Those of a layer that learns nothing.
  public static let none = LayerParameters(
    weightCount: 0, biasCount: 0, fanIn: 0, fanOut: 0, groupCount: 0)

  /// How many synapses the layer has.
  public var count: Int { weightCount + biasCount }
}
