import NeuralNetworks

extension Architecture {
  /// Those that go by a name.
  public static let known = [lenet5, resnet20, resnet18, residual9]

  /// LeNet-5 with averages in place of its trained subsampling and dense connections between maps; activations are the
  /// network's. (Y. LeCun et al., Proceedings of the IEEE 86, 2278, 1998.)
  public static let lenet5 = Architecture(
    name: "lenet5",
    [
      .weighted(WeightedPlan(.convolution(channels: 6, kernel: 5))), .pooling(.average(2)),
      .weighted(WeightedPlan(.convolution(channels: 16, kernel: 5, padding: .zeros(0)))),
      .pooling(.average(2)), .dense(120), .dense(84),
    ])

  /// ResNet-20 for small images: three stages of three blocks with 16, 32 and 64 maps, padded shortcuts where a stage
  /// begins. (K. He et al., arXiv:1512.03385, section 4.2.)
  public static let resnet20 = stages(3, of: 3, channels: 16, shortcut: .padded, name: "resnet20")

  /// ResNet-18 for small images: 3×3 in place of the 7×7 at the start, four stages of two blocks with 64 to 512 maps,
  /// projections where a stage begins. (K. He et al., arXiv:1512.03385; as paper A trains it on CIFAR-10.)
  public static let resnet18 = stages(
    4, of: 2, channels: 64, shortcut: .projection, name: "resnet18")

  /// The residual network of nine layers of GRAPES; its blocks rectify before the addition. (G. Dellaferrera et al., Nature
  /// Communications 13:1885.)
  public static let residual9 = Architecture(
    name: "residual9",
    [
      normalised(64), normalised(128), .pooling(.maximum(2)), block(128), normalised(256),
      .pooling(.maximum(2)), normalised(256), .pooling(.maximum(2)), block(256),
      .pooling(.maximum(2)),
    ], normalisation: .batch)

  /// A convolution, and stages of so many blocks, each stage with twice as many maps of half the size; then the mean of each
  /// map.
  private static func stages(
    _ count: Int, of blocks: Int, channels: Int, shortcut: ResidualPlan.Shortcut, name: String
  ) -> Architecture {
    let layers = (0..<count).flatMap { stage in
      (0..<blocks).map { block in
        let halves = stage > 0 && block == 0
        return residual(
          channels << stage, stride: halves ? 2 : 1, shortcut: halves ? shortcut : .identity)
      }
    }
    return Architecture(
      name: name, [normalised(channels)] + layers + [.pooling(.averageOfMaps)],
      normalisation: .batch)
  }

  /// A convolution of 3×3, normalised.
  private static func normalised(
    _ channels: Int, stride: Int = 1, activation: Activation = .relu
  ) -> LayerPlan {
    .weighted(
      WeightedPlan(
        .convolution(channels: channels, kernel: 3, stride: stride), normalisation: .batch,
        activation: activation))
  }

  /// Two convolutions, rectified after the addition.
  private static func residual(_ channels: Int, stride: Int, shortcut: ResidualPlan.Shortcut)
    -> LayerPlan
  {
    .residual(
      ResidualPlan(
        [normalised(channels, stride: stride), normalised(channels, activation: .linear)],
        shortcut: shortcut, activation: .relu))
  }

  /// Two convolutions, rectified before the addition.
  private static func block(_ channels: Int) -> LayerPlan {
    .residual(ResidualPlan([normalised(channels), normalised(channels)], activation: .linear))
  }
}
