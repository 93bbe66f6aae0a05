/// Examples, each a row of numbers with the class that it belongs to.
public struct LabelledSet: Sendable, Equatable {
  /// The features of all examples, example by example: exampleCount × featureCount numbers.
  public var features: [Float]
  /// The class of every example, from 0 to classCount − 1.
  public var labels: [Int32]
  /// How many numbers an example has.
  public let featureCount: Int
  /// How many classes there are; some may have no example here.
  public let classCount: Int
  /// How features make an image; nil if they make none.
  public let imageShape: ImageShape?
  /// The number of every example in the file that it was read from, counted from 0, or its own of one of spikes: how a part of a
  /// set is found again.
  public let numbers: [Int32]

  /// A set of examples.
  ///
  /// - Precondition: there is an example and a feature, there are featureCount features for every label,
  ///   every label is a class, and an image has featureCount pixels; as many numbers as labels, if there are some.
  /// - Complexity: O(number of examples).
  public init(
    features: [Float], labels: [Int32], featureCount: Int, classCount: Int,
    imageShape: ImageShape? = nil, numbers: [Int32]? = nil
  ) {
    precondition(!features.isEmpty, "there is no example, or no feature")
    precondition(features.count == labels.count * featureCount, "features do not match labels")
    precondition(labels.allSatisfy { 0 <= $0 && $0 < classCount }, "a label is not a class")
    precondition(
      imageShape.map { $0.featureCount == featureCount } ?? true, "the image has another size")
    precondition(numbers.map { $0.count == labels.count } ?? true, "every example has a number")
    self.features = features
    self.labels = labels
    self.numbers = numbers ?? Array(0..<Int32(labels.count))
    self.featureCount = featureCount
    self.classCount = classCount
    self.imageShape = imageShape
  }

  /// How many examples there are.
  public var exampleCount: Int { labels.count }

  /// The same examples as images of a shape.
  func asImages(_ shape: ImageShape) -> LabelledSet {
    LabelledSet(
      features: features, labels: labels, featureCount: featureCount, classCount: classCount,
      imageShape: shape, numbers: numbers)
  }

  /// The examples with these numbers, in this order.
  ///
  /// - Complexity: O(features of the result).
  func selecting(_ examples: some Collection<Int32>) -> LabelledSet {
    var chosen: [Float] = []
    chosen.reserveCapacity(examples.count * featureCount)
    for example in examples {
      let start = Int(example) * featureCount
      chosen.append(contentsOf: features[start..<(start + featureCount)])
    }
    return LabelledSet(
      features: chosen, labels: examples.map { labels[Int($0)] }, featureCount: featureCount,
      classCount: classCount, imageShape: imageShape,
      numbers: examples.map { numbers[Int($0)] })
  }
}
