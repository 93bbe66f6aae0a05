import HostSystem
import RandomNumbers

/// The Yin-Yang data set: points of a disc in three classes, which no plane parts and few units can.
///
/// Source: L. Kriener, J. Göltz & M. A. Petrovici, The Yin-Yang dataset, arXiv:2102.08211. It is generated, as many
/// examples as are asked for, from a stream of random numbers for each part.
public enum YinYang {
  /// What the streams of the parts begin with.
  public struct Seeds: Sendable, Equatable {
    /// Of the examples to learn from.
    public var training: UInt64 = 42
    /// Of those that rates and the like are chosen by.
    public var validation: UInt64 = 41
    /// Of those to test with.
    public var test: UInt64 = 40

    /// Those of the published set; what they draw is not the same, for its random numbers are others.
    public init() {}

    /// That two parts would have the same examples, in words; nil if all are different.
    ///
    /// - Parameter validates: whether there is a validation part.
    package func repetition(validates: Bool) -> String? {
      let all = [training, test] + (validates ? [validation] : [])
      guard let twice = all.first(where: { seed in all.count { $0 == seed } > 1 }) else {
        return nil
      }
      return
        "found the seed \(twice) twice, expected \(validates ? "three" : "two") different ones:"
        + " the sets would be the same examples"
    }
  }

  /// The name under which studies know it.
  package static let name = "yinYang"

  static let featureNames = ["x", "y", "1 - x", "1 - y"]
  static let classNames = ["yin", "yang", "dot"]

  /// How many examples there are if nobody asks for others.
  public static let (trainingCount, testCount, validationCount) = (5000, 1000, 1000)

  /// The squares of the radii: of the disc around (½, ½), of the halves around (¼, ½) and (¾, ½), of the dots in their middle.
  private static let (disc, half, dot) = (0.25, 0.0625, 0.01)

  /// The class of a point of the disc: 2 in a dot; else 1 in the left half, and above y = ½ outside the right half; else 0.
  ///
  /// Squares are compared, which are rounded alike on every machine.
  package static func label(x: Double, y: Double) -> Int32 {
    let left = square(x - 0.25, y - 0.5)
    let right = square(x - 0.75, y - 0.5)
    if left < dot || right < dot { return 2 }
    return left <= half || y > 0.5 && right > half ? 1 : 0
  }

  /// Examples of a stream, each class as likely as the others.
  ///
  /// Example n gets the class ⌊3u₀⌋, and of the points (u₁, u₂), (u₃, u₄), … of the unit square the first that is in the
  /// disc and has this class, with the uniform numbers of synapse n: fewer examples are the first of more.
  ///
  /// - Complexity: O(count): some nine points an example.
  static func examples(_ count: Int, seed: UInt64) -> LabelledSet {
    let field = RandomField(seed: seed, purpose: .yinYang)
    var features: [Float] = []
    var labels: [Int32] = []
    features.reserveCapacity(count * featureNames.count)
    labels.reserveCapacity(count)
    for example in 0..<count {
      let goal = Int32(3 * field.uniform(synapse: example))
      var index = 1
      while true {
        let x = field.uniform(synapse: example, index: index)
        let y = field.uniform(synapse: example, index: index + 1)
        index += 2
        guard square(x - 0.5, y - 0.5) <= disc, label(x: x, y: y) == goal else { continue }
        features += [Float(x), Float(y), Float(1 - x), Float(1 - y)]
        labels.append(goal)
        break
      }
    }
    return LabelledSet(
      features: features, labels: labels, featureCount: featureNames.count,
      classCount: classNames.count)
  }

  private static func square(_ x: Double, _ y: Double) -> Double { x * x + y * y }
}

extension DataSet {
  /// The Yin-Yang data set: the features x, y, 1 − x and 1 − y of points, in the classes yin, yang and dot.
  ///
  /// - Parameters:
  ///   - training: how many examples there are to learn from.
  ///   - test: how many to test with.
  ///   - validation: how many to choose by; nil for no such part.
  ///   - seeds: what the parts are drawn from.
  /// - Throws: ``DataSetError`` if there would be no example of a part, or more than memory has room for, or if two seeds are equal.
  /// - Complexity: O(examples).
  public static func yinYang(
    training: Int = YinYang.trainingCount, test: Int = YinYang.testCount,
    validation: Int? = YinYang.validationCount, seeds: YinYang.Seeds = YinYang.Seeds()
  ) throws -> DataSet {
    if let repetition = seeds.repetition(validates: validation != nil) {
      throw DataSetError("\(YinYang.name): \(repetition)")
    }
    func part(_ count: Int, _ seed: UInt64, called name: String) throws -> LabelledSet {
      guard (1...Int(Int32.max)).contains(count) else {
        throw DataSetError(
          "\(YinYang.name): found \(count) \(name) examples asked for, expected 1 to \(Int32.max)")
      }
      // Features, the class and the number of each, of four bytes.
      let size = Double(count) * Double(YinYang.featureNames.count + 2) * 4
      if let refusal = MemoryLimit.current.refusal(of: size) {
        throw DataSetError("\(YinYang.name): \(refusal): \(count) \(name) examples")
      }
      return YinYang.examples(count, seed: seed)
    }
    return DataSet(
      name: YinYang.name, training: try part(training, seeds.training, called: "training"),
      test: try part(test, seeds.test, called: "test"),
      validation: try validation.map { try part($0, seeds.validation, called: "validation") },
      classNames: YinYang.classNames, featureNames: YinYang.featureNames)
  }
}
