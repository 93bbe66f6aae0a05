import Foundation

/// What is learned of the outputs z of a network in steps. The class that is told is that of the largest Σ z, the first of equals.
public enum StepReadout: String, Sendable, CaseIterable {
  /// ½ Σ (z − target)² over outputs and steps; the target is what a neuron gives that fires in every step, and 0 for all classes but
  /// the label.
  case targetTrace
  /// ½ Σ (⟨z⟩ − target)² over outputs, with the mean over the steps; the target is 1 for the label, and 0 for others.
  case meanSquare
  /// −ln softmax(⟨z⟩) of the label, with the mean over the steps.
  case meanEntropy
}

/// What the outputs of examples are worth, and which way they should go.
struct StepOutcomes {
  private let readout: StepReadout
  private let classes: Int
  /// Of each step what the label's output should be, if each step counts.
  private let targets: [Double]
  /// Of each example and class Σ z.
  private(set) var sums: [Double]
  /// Of each example the loss, as far as it is known.
  private(set) var losses: [Double]
  private var steps = 0

  /// - Parameters:
  ///   - readout: what is learned.
  ///   - classes: how many outputs there are.
  ///   - capacity: the largest number of examples.
  ///   - targets: what the label's output should be in each step.
  init(_ readout: StepReadout, classes: Int, capacity: Int, targets: [Double]) {
    self.readout = readout
    self.classes = classes
    self.targets = targets
    sums = Array(repeating: 0, count: capacity * classes)
    losses = Array(repeating: 0, count: capacity)
  }

  /// No step was seen.
  mutating func clear() {
    for i in sums.indices { sums[i] = 0 }
    for i in losses.indices { losses[i] = 0 }
    steps = 0
  }

  /// Takes in the outputs of the next step, example by example.
  mutating func take<Scalar: BinaryFloatingPoint>(
    _ outputs: UnsafePointer<Scalar>, count: Int, labels: [Int]
  ) {
    for i in 0..<(count * classes) { sums[i] += Double(outputs[i]) }
    if readout == .targetTrace {
      for example in 0..<count {
        for k in 0..<classes {
          let distance =
            Double(outputs[example * classes + k])
            - (k == labels[example] ? targets[steps] : 0)
          losses[example] += distance * distance / 2
        }
      }
    }
    steps += 1
  }

  /// The class that is told for an example.
  func prediction(_ example: Int) -> Int {
    var best = 0
    for k in 1..<max(classes, 1)
    where sums[example * classes + k] > sums[example * classes + best] {
      best = k
    }
    return best
  }

  /// Finds what can be told once all steps were seen: the losses, and ∂L/∂⟨z⟩ in place of Σ z if the mean counts.
  ///
  /// - Returns: ∂L/∂⟨z⟩ of each example and class; empty if each step counts.
  mutating func finish(count: Int, labels: [Int]) -> [Double] {
    guard readout != .targetTrace else { return [] }
    var errors = [Double](repeating: 0, count: count * classes)
    for example in 0..<count {
      let first = example * classes
      let label = labels[example]
      let means = (0..<classes).map { sums[first + $0] / Double(steps) }
      if readout == .meanSquare {
        for k in 0..<classes {
          errors[first + k] = means[k] - (k == label ? 1 : 0)
          losses[example] += errors[first + k] * errors[first + k] / 2
        }
      } else {
        let largest = means.max()!
        let powers = means.map { exp($0 - largest) }
        let sum = powers.reduce(0, +)
        losses[example] = log(sum) + largest - means[label]
        for k in 0..<classes { errors[first + k] = powers[k] / sum - (k == label ? 1 : 0) }
      }
    }
    return errors
  }

  /// Writes ∂L/∂z of a step, example by example, times a scale.
  ///
  /// - Parameters:
  ///   - outputs: z of the step; what is written may stand in their place.
  ///   - ofMeans: ∂L/∂⟨z⟩.
  func writeErrors<Scalar: BinaryFloatingPoint>(
    ofStep step: Int, _ outputs: UnsafePointer<Scalar>, ofMeans: [Double], count: Int,
    labels: [Int], scale: Double, into errors: UnsafeMutablePointer<Scalar>
  ) {
    guard readout == .targetTrace else {
      for i in 0..<(count * classes) {
        errors[i] = Scalar(ofMeans[i] / Double(steps) * scale)
      }
      return
    }
    for example in 0..<count {
      for k in 0..<classes {
        let i = example * classes + k
        let target = k == labels[example] ? targets[step] : 0
        errors[i] = Scalar((Double(outputs[i]) - target) * scale)
      }
    }
  }
}
