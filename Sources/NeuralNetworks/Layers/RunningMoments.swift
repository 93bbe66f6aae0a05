/// μ and ν of a layer with running statistics.
package struct RunningMoments: Sendable, Equatable {
  /// Which of the network's nodes, from 0.
  package let node: Int
  /// Of each map.
  package let means, variances: [Double]

  package init(node: Int, means: [Double], variances: [Double]) {
    (self.node, self.means, self.variances) = (node, means, variances)
  }
}

extension Network {
  /// The nodes with running statistics, by number.
  package var runningNodes: [Int] { nodes.indices.filter { nodes[$0].layer.memoryCount > 0 } }

  /// The number of a node among those with weights, from 1: that of a layer in tables and files.
  package func layerNumber(ofNode number: Int) -> Int {
    nodes[...number].count { !$0.weights.isEmpty }
  }

  /// Those that kernels remember; none as long as they have seen no example.
  func runningMoments(in memory: [Double]) -> [RunningMoments] {
    guard !memory.isEmpty else { return [] }
    var first = 0
    return runningNodes.map { number in
      let maps = nodes[number].layer.memoryCount / 4
      defer { first += 4 * maps }
      return RunningMoments(
        node: number, means: Array(memory[first..<(first + maps)]),
        variances: Array(memory[(first + maps)..<(first + 2 * maps)]))
    }
  }

  /// What kernels remember that rest at moments: examples that have the same ones were seen last.
  package func memory(of moments: [RunningMoments]) -> [Double] {
    moments.flatMap { $0.means + $0.variances + $0.means + $0.variances }
  }
}
