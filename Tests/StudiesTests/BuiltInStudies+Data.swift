import BuiltInStudies

extension BuiltInStudies {
  /// Those whose data come with the program: not MNIST and CIFAR-10.
  static var withData: [String: String] {
    texts.filter { !$0.value.contains(#/data: (\{set: )?(mnist|cifar10)/#) }
  }
}
