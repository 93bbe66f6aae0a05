import NeuralNetworks

/// What tests look at and put in place of what is drawn.
extension SteppedWorkspace {
  /// s and z of a node's neurons in the steps of the last gradient: step by step, example by example.
  package func course(ofNode number: Int) -> (states: [[Double]], outputs: [[Double]]) {
    let node = nodes[number]
    func numbers(_ memory: UnsafeMutablePointer<Scalar>) -> [[Double]] {
      (0..<simulation.steps).map { step in
        (0..<count).flatMap { example in
          (0..<node.outputCount).map { unit in
            let place = step * places * node.outputCount
            return Double(memory[place + node.place(ofExample: example, unit)])
          }
        }
      }
    }
    return (numbers(node.states), numbers(node.outputs))
  }

  /// Replaces the fixed matrices that bring errors to hidden nodes with neurons, classes × units or maps.
  package func setFixedMatrices(_ matrices: [[Double]]) {
    for (memory, matrix) in zip(fixed, matrices) { Self.copy(matrix, to: memory) }
  }

  /// Replaces what dropout multiplies outputs by in the window that was begun, for layers of which examples stand one after the other.
  package func setMasks(_ masks: [[Double]]) {
    precondition(arrangement == .rows, "examples stand one after the other")
    for (memory, mask) in zip(self.masks, masks) { Self.copy(mask, to: memory) }
  }
}
