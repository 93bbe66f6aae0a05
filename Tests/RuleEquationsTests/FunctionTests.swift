import Foundation
import RuleEquations
import TestSupport
import Testing

/// The functions of expressions against those of the C library, which are right to about one unit in the last place.
@Suite struct FunctionTests {
  /// A function, what the library has for it, where it is tried, and how many units in the last place it may be off:
  /// those that a search over ten million numbers found, and half as much again.
  struct Function: Sendable, CustomTestStringConvertible {
    let text: String
    let expected: @Sendable (Double) -> Double
    let range: ClosedRange<Double>
    let units: Double
    var testDescription: String { text }
  }

  static let functions = [
    Function(text: "exp(g)", expected: { exp($0) }, range: -700...700, units: 1.5),
    Function(text: "exp(g)", expected: { exp($0) }, range: -1...1, units: 1.5),
    Function(text: "log(g)", expected: { log($0) }, range: 1e-9...1e9, units: 2),
    Function(text: "log(g)", expected: { log($0) }, range: 0.5...2, units: 2),
    Function(text: "sqrt(g)", expected: { $0.squareRoot() }, range: 1e-9...1e9, units: 0),
    Function(text: "tanh(g)", expected: { tanh($0) }, range: -30...30, units: 4),
    Function(text: "tanh(g)", expected: { tanh($0) }, range: -1e-3...1e-3, units: 4),
    Function(text: "sigmoid(g)", expected: { 1 / (1 + exp(-$0)) }, range: -30...30, units: 4),
    Function(text: "g^1.7", expected: { pow($0, 1.7) }, range: 0.1...10, units: 8),
  ]

  @Test(arguments: functions)
  func functionsAreThoseOfTheLibrary(_ function: Function) throws {
    let rule = try rule(weight: function.text)
    var random = SeededRandom(seed: 1)
    let count = 20_000
    let gradient = (0..<count).map { _ in
      random.uniform(function.range.lowerBound, function.range.upperBound)
    }
    let found = rates(rule, gradient: gradient, state: .init(repeating: 0, count: 2 * count))
    var worst = 0.0
    for (x, value) in zip(gradient, found) {
      let expected = function.expected(x)
      worst = max(worst, (value - expected).magnitude / expected.ulp)
    }
    #expect(worst <= function.units, "\(worst) units")
  }

  static let ends: [(String, Double, Double)] = [
    ("exp(g)", 710, .infinity), ("exp(g)", -746, 0), ("exp(g)", 709.7, exp(709.7)),
    ("exp(g)", -740, exp(-740)), ("exp(g)", .infinity, .infinity), ("exp(g)", -.infinity, 0),
    ("log(g)", 0, -.infinity), ("log(g)", .infinity, .infinity), ("log(g)", 1, 0),
    ("log(g)", 5e-324, -744.4400719213812), ("tanh(g)", .infinity, 1), ("tanh(g)", -.infinity, -1),
    ("tanh(g)", 1e-300, 1e-300), ("sigmoid(g)", .infinity, 1), ("sigmoid(g)", -.infinity, 0),
    ("sigmoid(g)", -800, 0), ("sigmoid(g)", -740, exp(-740)), ("sigmoid(g)", -708.5, exp(-708.5)),
    ("sigmoid(g)", 36, 1 / (1 + exp(-36))), ("sign(g)*(g + 3)", 0, 0), ("sign(g)*(g - 3)", -2, 5),
    ("(g + 3)*sign(g)", 2, 5), ("sign(g)*3", -5e-324, -3), ("3*sign(g)", .infinity, 3),
    ("abs(g)", -.infinity, .infinity), ("sign(g)", -5e-324, -1),
    ("g^0.5", 0, 0), ("g^1.5", 0, 0), ("g^-1", 0, .infinity), ("(g + 2)^g", 0, 1),
  ]

  @Test(arguments: ends)
  func endsAreRight(_ text: String, _ x: Double, _ expected: Double) throws {
    let found = rates(try rule(weight: text), gradient: [x], state: [0, 0])[0]
    #expect(
      found == expected || (found - expected).magnitude <= 2 * expected.ulp, "\(found)")
  }

  /// What is no number stays none.
  @Test(arguments: [
    "exp(g)", "log(g)", "sqrt(g)", "tanh(g)", "sigmoid(g)", "g^1.5", "abs(g)", "sign(g)",
    "sign(g)*(g + 1)", "sign(g)*3", "min(g, 1)", "max(1, g)", "relu(g)", "g + 1", "min(1, g)",
    "max(g, 1)",
  ])
  func notANumberStays(_ text: String) throws {
    let alone = rates(try rule(weight: text), gradient: [.nan], state: [0, 0])
    #expect(alone[0].isNaN)
    // And alike in every place of a tile.
    let found = rates(
      try rule(weight: text), gradient: .init(repeating: .nan, count: 300),
      state: .init(repeating: 0, count: 600))
    #expect(found.allSatisfy { $0.isNaN })
  }

  @Test func logarithmsBelowZeroAreNone() throws {
    let found = rates(try rule(weight: "log(g)"), gradient: [-1], state: [0, 0])
    #expect(found[0].isNaN)
  }

  /// What a synapse gets does not depend on its place in a tile.
  @Test func placesMakeNoDifference() throws {
    let rule = try rule(
      weight: "exp(g)*log(abs(g) + 1)/sqrt(w^2 + 1) + tanh(g*w)*sigmoid(w) - (abs(w) + 0.1)^g")
    var random = SeededRandom(seed: 3)
    let count = 777
    let gradient = (0..<count).map { _ in random.normal() }
    let weights = (0..<count).map { _ in random.normal() }
    let together = rates(rule, gradient: gradient, state: weights + weights)
    for i in 0..<count {
      let alone = rates(rule, gradient: [gradient[i]], state: [weights[i], weights[i]])
      #expect(alone[0].bitPattern == together[i].bitPattern, "synapse \(i)")
    }
  }
}
