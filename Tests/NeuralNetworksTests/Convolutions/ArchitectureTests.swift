import Architectures
import NeuralNetworks
import RandomNumbers
import Testing

/// Known architectures, and layers that do not fit.
struct ArchitectureTests {
  private static let cifar = Shape(3, rows: 32, columns: 32)

  /// Weights as published or as counted by PyTorch: ResNet-20 and ResNet-18 on CIFAR-10, the residual network of GRAPES,
  /// LeNet-5 on 28×28.
  @Test func synapses() throws {
    #expect(try Network(.resnet20, input: Self.cifar, classes: 10).synapseCount == 269_722)
    #expect(try Network(.residual9, input: Self.cifar, classes: 10).synapseCount == 2_447_946)
    #expect(try Network(.resnet18, input: Self.cifar, classes: 10).synapseCount == 11_173_962)
    let digits = Shape(1, rows: 28, columns: 28)
    #expect(try Network(.lenet5, input: digits, classes: 10).synapseCount == 61_706)
  }

  @Test func layersWithWeights() throws {
    #expect(try Network(.resnet20, input: Self.cifar, classes: 10).weightedNodes.count == 20)
    // Three projections beside the eighteen.
    #expect(try Network(.resnet18, input: Self.cifar, classes: 10).weightedNodes.count == 21)
    #expect(try Network(.residual9, input: Self.cifar, classes: 10).weightedNodes.count == 9)
    #expect(try Network(.lenet5, input: Self.cifar, classes: 10).weightedNodes.count == 5)
  }

  /// Gains start at 1, biases and offsets at 0, and nothing but these.
  @Test func startOfGainsAndOffsets() throws {
    let network = try Network(.resnet20, input: Self.cifar, classes: 10)
    let weights = network.initialWeights(
      .heNormal, field: RandomField(seed: 1, purpose: .forwardWeights))
    for node in network.weightedNodes.dropLast() {
      let maps = node.layer.output.channels
      #expect(node.biases.count == 2 * maps)
      #expect(weights[node.biases].prefix(maps).allSatisfy { $0 == 1 })
      #expect(weights[node.biases].suffix(maps).allSatisfy { $0 == 0 })
      #expect(weights[node.weights].allSatisfy { $0 != 0 && $0 != 1 })
    }
    #expect(weights[network.weightedNodes.last!.biases].allSatisfy { $0 == 0 })
  }

  private func convolution(
    _ channels: Int, _ kernel: Int, stride: Int = 1, padding: WeightedPlan.Padding = .same
  ) -> LayerPlan {
    .weighted(
      WeightedPlan(
        .convolution(channels: channels, kernel: kernel, stride: stride, padding: padding)))
  }

  /// The layer's place and what is wrong there.
  private func refusal(_ layers: [LayerPlan], input: Shape = Shape(2, rows: 4, columns: 5))
    -> ArchitectureError?
  {
    do throws(ArchitectureError) {
      _ = try Network(Architecture(layers), input: input, classes: 3)
      return nil
    } catch {
      return error
    }
  }

  @Test func layersThatDoNotFit() throws {
    #expect(refusal([convolution(3, 3), .pooling(.maximum(4))]) == nil)
    let kernel = try #require(refusal([convolution(3, 3), convolution(3, 5, padding: .zeros(0))]))
    #expect(kernel.place == [1])
    #expect(kernel.message == "found a kernel of 5×5 on 3 maps of 4×5, expected a smaller one")
    let windows = try #require(refusal([.pooling(.average(5))]))
    #expect(
      windows.message == "found windows of 5×5 on 2 maps of 4×5, expected smaller ones")
    let shortcut = try #require(
      refusal([convolution(2, 3), .residual(ResidualPlan([convolution(3, 3)]))]))
    #expect(shortcut.place == [1])
    #expect(
      shortcut.message
        == "the block's layers give 3 maps of 4×5 and its shortcut 2 maps of 4×5, expected the same; set"
        + " shortcut: padded or projection")
    #expect(
      refusal([.residual(ResidualPlan([convolution(2, 3), convolution(2, 5, padding: .zeros(0))]))]
      )?.place == [0, 1])
    let fewer = ResidualPlan([convolution(1, 3)], shortcut: .padded)
    #expect(refusal([.residual(fewer)])?.message.contains("leave maps out") == true)
    #expect(refusal([convolution(3, 1)], input: Shape(20)) == nil)
    let units = try #require(refusal([.dense(4), convolution(3, 3)], input: Shape(20)))
    #expect(units.place == [1] && units.message.contains("set drive.data.shape"))
    #expect(refusal([.pooling(.maximum(2))], input: Shape(20))?.place == [0])
    // Positions get further apart than any map is wide, and than an integer can count.
    let strides = Array(repeating: convolution(1, 1, stride: 1000), count: 9)
    #expect(refusal(strides) == nil)
    #expect(
      refusal([
        .residual(
          ResidualPlan(
            [.residual(ResidualPlan(strides, shortcut: .projection))] + strides, shortcut: .padded))
      ])?.place == [0])
    #expect(refusal([convolution(3, 3), convolution(100_000, 3), .dense(3)]) == nil)
    let large = Shape(3, rows: 1000, columns: 1000)
    #expect(refusal([convolution(101, 3)], input: large)?.message.contains("numbers") == true)
  }

  /// A shortcut goes as far as the layers of its block do together, pooling too.
  @Test(arguments: [ResidualPlan.Shortcut.padded, .projection])
  func shortcutsOverStrides(shortcut: ResidualPlan.Shortcut) throws {
    let block = ResidualPlan([convolution(4, 3, stride: 2), convolution(4, 3)], shortcut: shortcut)
    for size in 3...9 {
      let input = Shape(2, rows: size, columns: size + 1)
      #expect(refusal([.residual(block)], input: input) == nil, "\(size)")
      let twice = ResidualPlan([.residual(block), .residual(block)], shortcut: shortcut)
      #expect(refusal([.residual(twice)], input: input) == nil, "\(size)")
    }
  }

  /// Known architectures with another normalisation: the same weights; without any a bias for every map in place of γ and β.
  @Test(arguments: [Architecture.resnet20, .resnet18, .residual9])
  func normalisationsAreOfAllLayers(_ architecture: Architecture) throws {
    func counts(_ normalisation: Normalisation) throws -> (
      weights: [Int], others: [Int], memory: [Int]
    ) {
      let network = try Network(
        architecture.normalised(by: normalisation), input: Self.cifar, classes: 10)
      let nodes = network.weightedNodes
      return (nodes.map(\.weights.count), nodes.map(\.biases.count), nodes.map(\.layer.memoryCount))
    }
    let (batch, running, none) = try (counts(.batch), counts(.running), counts(.none))
    #expect(architecture.normalised(by: .batch) == architecture)
    #expect(batch.weights == running.weights && batch.weights == none.weights)
    #expect(batch.others == running.others)
    #expect(zip(batch.others, none.others).dropLast().allSatisfy { $0 == 2 * $1 })
    #expect(batch.memory.allSatisfy { $0 == 0 } && none.memory.allSatisfy { $0 == 0 })
    #expect(running.memory.dropLast().allSatisfy { $0 > 0 })
  }
}
