extension ExpressionGraph {
  /// The Jacobian of some nodes by the components of a state, row by row; 0 where a node does not hang on a component.
  mutating func jacobian(of rates: [Index]) -> [[Index]] {
    let columns = rates.indices.map { derivatives(of: rates, by: .component($0)) }
    return rates.indices.map { row in columns.map { $0[row] } }
  }

  /// The solution x of (I − γJ) x = b, where γ is ``Input/step`` and b is ``Input/vector(_:)``.
  ///
  /// Components are taken in an order in which each hangs on few later ones. If it hangs on none the system is triangular and
  /// this is forward substitution; else Gauss' elimination, without pivots: γ is small against what couples components wherever
  /// a Newton iteration converges, and it mends what an elimination loses.
  mutating func newtonSolution(jacobian: [[Index]]) -> [Index] {
    let count = jacobian.count
    let order = Self.order(of: jacobian.map { row in row.map { value($0) != 0 } })
    let (zero, step) = (number(0), input(.step))
    var rest = (0..<count).map { input(.vector($0)) }
    var matrix = (0..<count).map { row in
      (0..<count).map { column in
        self(.subtract, number(row == column ? 1 : 0), self(.multiply, step, jacobian[row][column]))
      }
    }
    for (k, pivot) in order.enumerated() {
      let later = order[(k + 1)...]
      // The row is divided by its pivot, so that it is the solution itself where nothing later is coupled to it.
      rest[pivot] = self(.divide, rest[pivot], matrix[pivot][pivot])
      for column in later {
        matrix[pivot][column] = self(.divide, matrix[pivot][column], matrix[pivot][pivot])
      }
      for row in later where matrix[row][pivot] != zero {
        let factor = matrix[row][pivot]
        rest[row] = self(.subtract, rest[row], self(.multiply, factor, rest[pivot]))
        for column in later {
          matrix[row][column] = self(
            .subtract, matrix[row][column], self(.multiply, factor, matrix[pivot][column]))
        }
      }
    }
    for (k, row) in order.enumerated().reversed() {
      for column in order[(k + 1)...] {
        rest[row] = self(.subtract, rest[row], self(.multiply, matrix[row][column], rest[column]))
      }
    }
    return rest
  }

  /// An order of components in which each hangs on few later ones: on none if there is such an order.
  static func order(of hangsOn: [[Bool]]) -> [Int] {
    var order: [Int] = []
    var open = Array(hangsOn.indices)
    while !open.isEmpty {
      func missing(_ row: Int) -> Int { open.count { $0 != row && hangsOn[row][$0] } }
      let next = open.min { (missing($0), $0) < (missing($1), $1) }!
      order.append(next)
      open.removeAll { $0 == next }
    }
    return order
  }
}
