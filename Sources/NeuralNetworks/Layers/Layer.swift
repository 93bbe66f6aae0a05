/// A kind of layer: what it takes, what it gives, what in it learns, and how it computes.
///
/// A layer knows neither where its inputs come from nor what becomes of its outputs: activation, dropout, feedback pathways
/// and modulation are the network's, and the same for every kind. ``Dense`` and ``Addition`` show what it takes.
public protocol Layer: Sendable {
  /// The shape of each of its inputs. A layer with weights has one.
  var inputs: [Shape] { get }
  /// The shape of its outputs.
  var output: Shape { get }
  /// What in it learns.
  var parameters: LayerParameters { get }
  /// Whether it computes on examples that stand side by side, as all layers of its network then do.
  var needsLanes: Bool { get }
  /// Whether its outputs are smooth functions of its inputs.
  var isSmooth: Bool { get }
  /// What its weights alone make of its input: the layer itself, or the one that it normalises.
  var withoutNormalisation: any Layer { get }
  /// The shape of its weights as an array, as they stand in the order of synapses.
  var weightShape: [Int] { get }
  /// How many numbers its kernel remembers from window to window, once it has seen examples.
  var memoryCount: Int { get }
  /// At how many positions of an example each weight meets a number of it; the weights take turns in these.
  var positionsOfWeights: [Int] { get }
  /// Makes what computes.
  ///
  /// - Parameters:
  ///   - scalar: the numbers to compute in.
  ///   - room: for how many examples, how they stand, and how many threads may work.
  func makeKernel<Scalar: NetworkScalar>(_ scalar: Scalar.Type, for room: KernelRoom)
    -> any LayerKernel<Scalar>
}

extension Layer {
  /// It does not mind.
  public var needsLanes: Bool { false }
  /// They are, but for the kinks of some.
  public var isSmooth: Bool { true }
  /// The layer itself.
  public var withoutNormalisation: any Layer { self }
  /// Outputs × inputs.
  public var weightShape: [Int] { [parameters.groupCount, parameters.fanIn] }
  /// None.
  public var memoryCount: Int { 0 }
  /// At one, each.
  public var positionsOfWeights: [Int] { [1] }
}

/// What in a layer learns, by number. Weights come before biases in the order of synapses.
public struct LayerParameters: Sendable, Equatable {
  /// How many weights there are. Each has a backward partner, in the same orientation; they stand output by output,
  /// so that all weights of a group are neighbours.
  public let weightCount: Int
  /// How many synapses without a partner start at 0: biases, and the offsets β of a normalisation.
  public let biasCount: Int
  /// How many synapses without a partner start at 1: the gains γ of a normalisation. They come before its offsets and after
  /// the biases of what it normalises.
  public let gainCount: Int
  /// How many inputs an output sums over, and how many outputs an input reaches: by them weights are drawn.
  public let fanIn, fanOut: Int
  /// How many groups of outputs have an importance of their own: the units of a dense layer, the maps of a convolution.
  public let groupCount: Int

  /// Parameters.
  public init(
    weightCount: Int, biasCount: Int, gainCount: Int = 0, fanIn: Int, fanOut: Int, groupCount: Int
  ) {
    self.weightCount = weightCount
    self.biasCount = biasCount
    self.gainCount = gainCount
    self.fanIn = fanIn
    self.fanOut = fanOut
    self.groupCount = groupCount
  }

  /// Those of a layer that learns nothing.
  public static let none = LayerParameters(
    weightCount: 0, biasCount: 0, fanIn: 0, fanOut: 0, groupCount: 0)

  /// How many synapses the layer has.
  public var count: Int { weightCount + biasCount + gainCount }
}
