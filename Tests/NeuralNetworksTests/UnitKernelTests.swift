import CKernels
import Foundation
import Testing

/// The loops over units against the C library in 64 bits of precision, in both kinds of numbers.
struct UnitKernelTests {
  /// Densely up to 20, powers of two, and what is around the ends of the kernels' ranges.
  private static let sizes: [Double] = {
    var sizes = (0...2000).map { 0.01 * Double($0) }
    sizes += (-60...10).map { exp2(Double($0)) }
    sizes += [1e-300, 1e-40, 19.9, 20, 20.1, 79.9, 80, 80.1, 689, 690, 691, 1e3, 1e6, 1e30]
    return sizes
  }()
  private static let arguments: [Double] = sizes + sizes.map { -$0 }

  /// y by a kernel, for an input and for its neighbours in other places of a register.
  private func activated(_ kind: unit_kind, _ inputs: [Double]) -> [Double] {
    var values = inputs
    units_activate(kind, values.count, &values)
    return values
  }

  private func activated(_ kind: unit_kind, _ inputs: [Float]) -> [Float] {
    var values = inputs
    units_float_activate(kind, values.count, &values)
    return values
  }

  #if arch(x86_64) && os(Linux)
    /// units.h promises absolute errors: what a network makes of a unit is its sum with others.
    @Test func tanhInBothPrecisions() {
      for (x, y) in zip(Self.arguments, activated(UNIT_TANH, Self.arguments)) {
        let error = Double((Float80(y) - Foundation.tanh(Float80(x))).magnitude)
        #expect(error <= 2.3e-16, "tanh \(x)")
      }
      let singles = Self.arguments.map { Float($0) }
      for (x, y) in zip(singles, activated(UNIT_TANH, singles)) {
        #expect((Double(y) - Foundation.tanh(Double(x))).magnitude <= 1.3e-7, "tanh \(x)")
      }
    }

    /// In units of the last place as far as e^−|x| is not cut off, at 690 and 80; beyond it nothing larger
    /// than e^−690 and e^−80.
    @Test func sigmoidInBothPrecisions() {
      for (x, y) in zip(Self.arguments, activated(UNIT_SIGMOID, Self.arguments)) {
        let expected = 1 / (1 + Foundation.exp(-Float80(x)))
        if x > -690 {
          let error = Double((Float80(y) - expected).magnitude) / Double(expected).ulp
          #expect(error <= 3, "σ(\(x))")
        } else {
          #expect(y >= 0 && y <= 3e-300, "σ(\(x))")
        }
      }
      let singles = Self.arguments.map { Float($0) }
      for (x, y) in zip(singles, activated(UNIT_SIGMOID, singles)) {
        let expected = 1 / (1 + Foundation.exp(-Double(x)))
        if x > -80 {
          #expect((Double(y) - expected).magnitude <= 3 * Double(Float(expected).ulp), "σ(\(x))")
        } else {
          #expect(y >= 0 && y <= 2e-35, "σ(\(x))")
        }
      }
    }
  #endif

  /// Odd, within its bounds and exact at their ends; 0 stays 0.
  @Test func symmetriesAndEnds() {
    let positive = Self.sizes
    let (above, below) = (
      activated(UNIT_TANH, positive), activated(UNIT_TANH, positive.map { -$0 })
    )
    #expect(zip(above, below).allSatisfy { $0 == -$1 && $0 >= 0 && $0 <= 1 })
    #expect(
      activated(UNIT_TANH, [0, -0.0, 1e3, -1e3, .infinity, -.infinity]) == [0, 0, 1, -1, 1, -1])
    #expect(activated(UNIT_SIGMOID, [0, -0.0, 1e3, .infinity]) == [0.5, 0.5, 1, 1])
    #expect(
      activated(UNIT_RELU, [0, -0.0, 1e3, -1e3, 1e-300, -1e-300]) == [0, 0, 1e3, 0, 1e-300, 0])
    #expect(activated(UNIT_LINEAR, [3, -0.5]) == [3, -0.5])
    #expect(
      activated(UNIT_TANH, [0, -0.0, 1e3, -1e3, .infinity, -.infinity] as [Float])
        == [0, 0, 1, -1, 1, -1])
    #expect(activated(UNIT_SIGMOID, [0, 1e3, .infinity] as [Float]) == [0.5, 1, 1])
    #expect(activated(UNIT_RELU, [0, -0.0, 1e3, -1e3] as [Float]) == [0, 0, 1e3, 0])
  }

  /// What is not a number stays so, in whatever place of a register: it must show in the loss.
  @Test func notANumberStays() {
    for kind in [UNIT_LINEAR, UNIT_TANH, UNIT_RELU, UNIT_SIGMOID] {
      for place in 0..<19 {
        var doubles = [Double](repeating: 0.5, count: 19)
        doubles[place] = .nan
        let y = activated(kind, doubles)
        #expect(y[place].isNaN && y.count { $0.isNaN } == 1, "\(kind), \(place)")
        var singles = [Float](repeating: 0.5, count: 19)
        singles[place] = .nan
        let z = activated(kind, singles)
        #expect(z[place].isNaN && z.count { $0.isNaN } == 1, "\(kind), \(place)")
      }
    }
  }

  /// Whatever the number of values: what is left after whole registers is computed alike.
  @Test(arguments: 1...40) func lengthsDoNotMatter(count: Int) {
    let inputs = (0..<count).map { 3 * sin(Double($0) + 1) }
    for kind in [UNIT_TANH, UNIT_RELU, UNIT_SIGMOID] {
      #expect(activated(kind, inputs) == inputs.map { activated(kind, [$0])[0] })
      let singles = inputs.map { Float($0) }
      #expect(activated(kind, singles) == singles.map { activated(kind, [$0])[0] })
    }
  }

  /// φ′ from y: of numbers below 1 with a few roundings.
  @Test func slopes() {
    let inputs = Self.arguments.filter { $0.magnitude < 30 }
    let kinds: [(unit_kind, (Double) -> Double)] = [
      (UNIT_LINEAR, { _ in 1 }), (UNIT_TANH, { 1 / (cosh($0) * cosh($0)) }),
      (UNIT_RELU, { $0 > 0 ? 1 : 0 }), (UNIT_SIGMOID, { 1 / (2 + exp($0) + exp(-$0)) }),
    ]
    for (kind, slope) in kinds {
      var errors = inputs.map { _ in -2.0 }
      units_times_slope(kind, inputs.count, activated(kind, inputs), &errors)
      var singles = inputs.map { _ in Float(-2) }
      units_float_times_slope(
        kind, inputs.count, activated(kind, inputs.map { Float($0) }), &singles)
      for (i, x) in inputs.enumerated() {
        #expect((errors[i] + 2 * slope(x)).magnitude < 2e-15, "\(kind), \(x)")
        let single = Double(singles[i]) + 2 * slope(Double(Float(x)))
        #expect(single.magnitude < 1e-6, "\(kind), \(x)")
      }
    }
  }

  /// Against sums of exponentials in 64 bits; the first row's inputs are as large as can be.
  @Test func softmax() {
    let rows: [[Double]] = [
      [1e3, -1e3, 0, 999], [0.1, 0.2, -0.3, 0.4], [-1e3, -1e3, -1001, -1e3], [0, -0.0, 0, 0],
      [1e-300, 0, -1e-300, 2e-16], [700, 10, 20, -30],
    ]
    for label in Int32(0)..<4 {
      for (number, row) in rows.enumerated() {
        let largest = row.max()!
        let sum = row.reduce(0) { $0 + exp($1 - largest) }
        let expected = row.indices.map {
          0.25 * (exp(row[$0] - largest) / sum - ($0 == Int(label) ? 1 : 0))
        }
        let loss = log(sum) + (largest - row[Int(label)])
        var (errors, correct) = (row, 0)
        let own = units_softmax_errors(1, 4, [label], 0.25, &errors, &correct)
        #expect((own - loss).magnitude <= 4e-16 * (1 + loss), "row \(number), label \(label)")
        #expect(largestDifference(errors, expected) < 2e-16, "row \(number), label \(label)")
        #expect(correct == (row.firstIndex(of: largest) == Int(label) ? 1 : 0))
        var singles = row.map { Float($0) }
        let single = units_float_softmax_errors(1, 4, [label], 0.25, &singles, &correct)
        #expect((single - loss).magnitude <= 2e-7 * (1 + loss), "row \(number), label \(label)")
        #expect(
          largestDifference(singles.map { Double($0) }, expected) < 1e-7, "row \(number)")
      }
    }
  }

  /// Of several rows the losses are added, and each has its own label.
  @Test func rowsOfASoftmax() {
    let inputs = (0..<15).map { sin(3 * Double($0)) }
    let labels: [Int32] = [2, 0, 1, 1, 2]
    var (errors, correct) = (inputs, 0)
    let loss = units_softmax_errors(5, 3, labels, 0.2, &errors, &correct)
    var (sum, right) = (0.0, 0)
    for k in 0..<5 {
      var row = Array(inputs[(3 * k)..<(3 * k + 3)])
      sum += units_softmax_errors(1, 3, [labels[k]], 0.2, &row, &right)
      #expect(Array(errors[(3 * k)..<(3 * k + 3)]) == row)
    }
    #expect(loss == sum && correct == right)
  }

  /// Of equal outputs the first counts.
  @Test func tiesGoToTheFirst() {
    for label in Int32(0)..<3 {
      for (row, first) in [([1.0, 1, 1], 0), ([0, 1, 1], 1), ([0.0, -0.0, -1], 0)] {
        var (doubles, singles, correct) = (row, row.map { Float($0) }, 0)
        _ = units_softmax_errors(1, 3, [label], 1, &doubles, &correct)
        _ = units_float_softmax_errors(1, 3, [label], 1, &singles, &correct)
        var errors = row
        _ = units_square_errors(1, 3, [label], 1, row, &errors, &correct)
        #expect(correct == (Int(label) == first ? 3 : 0), "\(row), \(label)")
      }
    }
  }

  /// One value that is not finite, in whatever place, shows in the loss, in both losses.
  @Test(arguments: [Double.nan, .infinity, -.infinity]) func notFiniteShows(value: Double) {
    for place in 0..<7 {
      for label in Int32(0)..<7 {
        var row = (0..<7).map { 0.1 * Double($0) }
        row[place] = value
        var (errors, singles, correct) = (row, row.map { Float($0) }, 0)
        let soft = units_softmax_errors(1, 7, [label], 1, &errors, &correct)
        let single = units_float_softmax_errors(1, 7, [label], 1, &singles, &correct)
        let square = units_square_errors(1, 7, [label], 1, row, &errors, &correct)
        #expect(!soft.isFinite && !single.isFinite && !square.isFinite, "\(place), \(label)")
      }
    }
  }

  /// Products of 53 bits in sums of sixteen: against a sum in order.
  @Test(arguments: [1, 15, 16, 17, 100, 1000]) func sums(count: Int) {
    let a = (0..<count).map { sin(Double($0)) }
    let b = (0..<count).map { cos(2 * Double($0)) }
    let expected = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    let size = zip(a, b).reduce(0) { $0 + ($1.0 * $1.1).magnitude }
    #expect((units_dot(count, a, b) - expected).magnitude <= 1e-14 * size)
    let single = units_float_dot(count, a.map { Float($0) }, b.map { Float($0) })
    #expect((single - expected).magnitude <= 2e-7 * size)
    var columns = [Double](repeating: .nan, count: count)
    units_column_sums(3, count, a + b + a, &columns)
    #expect(columns == zip(a, b).map { $0 + $1 + $0 })
  }

  /// 0 has no sign; a size's own sign does not count.
  @Test func signs() {
    let weights = [0.5, -0.5, 0, -0.0, 1e-300, -1e300]
    var result = [Double](repeating: .nan, count: 6)
    units_signs(6, 1, [0.25], weights, &result)
    #expect(result == [0.25, -0.25, 0, 0, 0.25, -0.25])
    units_signs(6, 6, [1, 2, 3, 4, -5, -6], weights, &result)
    #expect(result == [1, -2, 0, 0, 5, -6])
  }
}
