import Foundation
import GradientDrives
import RandomNumbers
import SynapticDynamics
import TestSupport
import Testing

@Suite struct RandomFieldTests {
  /// Seeds must mean the same numbers for ever: uniform numbers to the bit, from an independent
  /// implementation (Fixtures/make_random_references.py), over all purposes, and over synapses
  /// and indices beyond 32 bits.
  @Test func drawsAgreeWithReferences() throws {
    let reference = try fixture("random-fields.json", as: Reference.self)
    #expect(reference.draws.count == 112)
    for draw in reference.draws {
      let purpose = try #require(RandomField.Purpose(named: draw.purpose))
      let field = RandomField(seed: draw.seed, purpose: purpose)
      #expect(field.uniform(synapse: draw.synapse, index: draw.index) == draw.uniform, "\(draw)")
      // The quantile is good to 1e-15 (NormalQuantileTests), and that of p ≈ ½ relative to p − ½,
      // which is exact.
      let normal = field.normal(synapse: draw.synapse, index: draw.index)
      #expect(relativeError(normal, Double(draw.normal)!) < 1e-15, "\(draw)")
    }
  }

  /// The first draws of seed 1, to the bit: what a study with this seed sees on every machine.
  @Test func normalsAreGolden() {
    let field = RandomField(seed: 1, purpose: .gradient)
    let draws = (0..<4).map { field.normal(synapse: $0, index: 7) }
    #expect(
      draws == [0.6671887348862192, -0.10440591186416377, -0.3411714530039006, 1.0114983969945968])
  }

  /// Mean and variance of 10⁶ normal numbers, along indices and along synapses. With a true mean of
  /// 0 and variance of 1 their standard errors are 1/√N and √(2/N); five of them are exceeded once
  /// in 1.7 million, and the draws are fixed.
  @Test(arguments: [true, false])
  func normalMoments(alongIndices: Bool) {
    let count = 1_000_000
    let field = RandomField(seed: 20_221_209, purpose: .gradient)
    var (sum, squares, cubes, fourths) = (0.0, 0.0, 0.0, 0.0)
    for k in 0..<count {
      let x =
        alongIndices ? field.normal(synapse: 3, index: k) : field.normal(synapse: k, index: 3)
      sum += x
      squares += x * x
      cubes += x * x * x
      fourths += x * x * x * x
    }
    let n = Double(count)
    #expect((sum / n).magnitude < 5 / n.squareRoot())
    #expect((squares / n - 1).magnitude < 5 * (2 / n).squareRoot())
    // The variances of x³ and x⁴ are 15 and 105 − 9.
    #expect((cubes / n).magnitude < 5 * (15 / n).squareRoot())
    #expect((fourths / n - 3).magnitude < 5 * (96 / n).squareRoot())
  }

  /// The uniform numbers fill (0, 1) evenly: χ² over 256 cells of 10⁶ draws has mean 255 and
  /// standard deviation √510.
  @Test func uniformsAreEven() {
    let count = 1_000_000
    let field = RandomField(seed: 5, purpose: .phase)
    var cells = [Int](repeating: 0, count: 256)
    for k in 0..<count {
      let u = field.uniform(synapse: k / 1000, index: k % 1000)
      #expect(u > 0 && u < 1)
      cells[Int(u * 256)] += 1
    }
    let expected = Double(count) / 256
    let chiSquared = cells.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) }
    #expect((chiSquared / expected - 255).magnitude < 5 * 510.0.squareRoot())
  }

  /// Neighbours in every coordinate are uncorrelated: over N = 10⁵ pairs the mean of the products
  /// has standard error 1/√N.
  @Test func neighboursAreUncorrelated() {
    let count = 100_000
    let here = RandomField(seed: 8, purpose: .gradient)
    let otherPurpose = RandomField(seed: 8, purpose: .backwardNoise)
    let otherSeed = RandomField(seed: 9, purpose: .gradient)
    let farSeed = RandomField(seed: 8 + (1 << 32), purpose: .gradient)
    var sums = [Double](repeating: 0, count: 5)
    for k in 0..<count {
      let x = here.normal(synapse: k, index: k)
      sums[0] += x * here.normal(synapse: k + 1, index: k)
      sums[1] += x * here.normal(synapse: k, index: k + 1)
      sums[2] += x * otherPurpose.normal(synapse: k, index: k)
      sums[3] += x * otherSeed.normal(synapse: k, index: k)
      sums[4] += x * farSeed.normal(synapse: k, index: k)
    }
    for (pair, sum) in sums.enumerated() {
      let correlation = sum / Double(count)
      #expect(correlation.magnitude < 5 / Double(count).squareRoot(), "pair \(pair)")
    }
  }

  private struct Reference: Decodable {
    struct Draw: Decodable {
      var seed: UInt64
      var purpose: String
      var synapse, index: Int
      var uniform: Double
      var normal: String
    }
    var draws: [Draw]
  }
}

extension RandomField.Purpose {
  fileprivate init?(named name: String) {
    let all: [String: Self] = [
      "forwardWeights": .forwardWeights, "backwardWeights": .backwardWeights, "gradient": .gradient,
      "backwardNoise": .backwardNoise, "amplitude": .amplitude, "frequency": .frequency,
      "phase": .phase,
    ]
    guard let purpose = all[name] else { return nil }
    self = purpose
  }
}
