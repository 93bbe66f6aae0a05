import NeuralNetworks
import RandomNumbers
import Testing

/// Each kind of layer by itself: its kernel's ways back and on are adjoint, and its gradient is that of its response.
struct LayerKernelTests {
  /// A layer with numbers for all that its kernel is given, drawn by a seed; examples stand one after the other here, whatever
  /// the kernel takes.
  private struct Case<Scalar: NetworkScalar> {
    let layer: any Layer
    let kernel: any LayerKernel<Scalar>
    let count: Int
    let arrangement: Arrangement
    let inputs: [[Scalar]]
    let errors, parameters: [Scalar]

    init(_ layer: any Layer, seed: Int, count: Int, arrangement: Arrangement, threads: Int = 1) {
      self.layer = layer
      self.count = count
      self.arrangement = arrangement
      kernel = layer.makeKernel(
        Scalar.self,
        for: KernelRoom(capacity: count, arrangement: arrangement, threads: threads))
      let field = RandomField(seed: UInt64(seed), purpose: .amplitude)
      func normals(_ count: Int, _ index: Int) -> [Scalar] {
        (0..<count).map { Scalar(field.normal(synapse: $0, index: index)) }
      }
      inputs = layer.inputs.enumerated().map { normals(count * $1.count, $0) }
      errors = normals(count * layer.output.count, 10)
      parameters = normals(layer.parameters.count, 11)
    }

    func response(to inputs: [[Scalar]], parameters: [Scalar]) -> [Scalar] {
      let inputs = inputs.map { memory($0, idle: 7) }
      let outputs = memory(errors.map { _ in .nan }, idle: .nan)
      kernel.respond(
        to: inputs.map { UnsafePointer($0) }, count: count, parameters: parameters, into: outputs)
      inputs.forEach { $0.deallocate() }
      return rows(outputs, of: layer.output)
    }

    /// Errors of the outputs at an input; added to what is there if anything is.
    func back(_ errors: [Scalar], to slot: Int, onto start: [Scalar]? = nil) -> [Scalar] {
      let errors = memory(errors, idle: 0)
      let below = memory(start ?? inputs[slot].map { _ in .nan }, idle: start == nil ? .nan : 0)
      kernel.sendBack(
        errors, count: count, through: parameters, toInput: slot, into: below, adding: start != nil)
      errors.deallocate()
      return rows(below, of: layer.inputs[slot])
    }

    /// Errors of an input at the outputs; added to what is there if anything is.
    func on(_ values: [Scalar], from slot: Int, onto start: [Scalar]? = nil) -> [Scalar] {
      let values = memory(values, idle: 0)
      let above = memory(start ?? errors.map { _ in .nan }, idle: start == nil ? .nan : 0)
      kernel.sendOn(
        values, count: count, through: parameters, fromInput: slot, into: above,
        adding: start != nil)
      values.deallocate()
      return rows(above, of: layer.output)
    }

    func gradient() -> [Scalar] {
      let errors = memory(errors, idle: 0)
      let inputs = inputs.map { memory($0, idle: 7) }
      var result = parameters.map { _ in Scalar.nan }
      kernel.gradient(
        errors, of: inputs.map { UnsafePointer($0) }, over: 0..<count, into: &result)
      errors.deallocate()
      inputs.forEach { $0.deallocate() }
      return result
    }

    /// Where the kernel has a number of an example.
    private func place(_ example: Int, _ number: Int, _ width: Int) -> Int {
      let lanes = arrangement.lanes
      return (example / lanes * width + number) * lanes + example % lanes
    }

    /// Numbers as the kernel takes them.
    ///
    /// - Parameter idle: what stands where there is no example.
    private func memory(_ rows: [Scalar], idle: Scalar) -> UnsafeMutablePointer<Scalar> {
      let width = rows.count / count
      let size = arrangement.places(for: count) * width
      let memory = UnsafeMutableRawPointer.allocate(
        byteCount: size * MemoryLayout<Scalar>.stride, alignment: 64
      ).bindMemory(to: Scalar.self, capacity: size)
      memory.initialize(repeating: idle, count: size)
      for i in rows.indices { memory[place(i / width, i % width, width)] = rows[i] }
      return memory
    }

    /// The other way; what idle lanes have is finite.
    private func rows(_ memory: UnsafeMutablePointer<Scalar>, of shape: Shape) -> [Scalar] {
      let width = shape.count
      for i in 0..<(arrangement.places(for: count) * width) { #expect(memory[i].isFinite) }
      let rows = (0..<(count * width)).map { memory[place($0 / width, $0 % width, width)] }
      memory.deallocate()
      return rows
    }
  }

  private static let layers: [any Layer] = [
    Dense(Shape(5), units: 3), Dense(Shape(2, rows: 3, columns: 2), units: 7),
    Dense(Shape(1), units: 1), Dense(Shape(4), units: 3, hasBiases: false), Addition(of: Shape(6)),
    Addition(of: Shape(2, rows: 3, columns: 2)),
    Convolution(Shape(1, rows: 3, columns: 3), maps: 1, kernel: 3, padding: 1),
    Convolution(Shape(2, rows: 4, columns: 5), maps: 3, kernel: 3, padding: 1),
    Convolution(Shape(3, rows: 5, columns: 4), maps: 9, kernel: 2, padding: 0, hasBiases: false),
    Convolution(Shape(9, rows: 5, columns: 7), maps: 2, kernel: 3, stride: 2, padding: 1),
    Convolution(Shape(2, rows: 6, columns: 7), maps: 5, kernel: 5, stride: 3, padding: 2),
    Convolution(Shape(4, rows: 5, columns: 5), maps: 3, kernel: 1, stride: 2, padding: 0),
    Convolution(Shape(1, rows: 2, columns: 3), maps: 2, kernel: 4, padding: 2),
    Pooling(.average, of: Shape(3, rows: 5, columns: 4), window: 2),
    Pooling(averageOf: Shape(3, rows: 3, columns: 2)),
    Pooling(.maximum, of: Shape(2, rows: 6, columns: 7), window: 3),
    Pooling(.maximum, of: Shape(2, rows: 4, columns: 4), window: 2),
    Subsampling(Shape(2, rows: 5, columns: 4), maps: 5, stride: 2),
    Subsampling(Shape(3, rows: 4, columns: 4), maps: 3, stride: 1),
  ]

  private func dot<Scalar: NetworkScalar>(_ a: [Scalar], _ b: [Scalar]) -> Double {
    precondition(a.count == b.count)
    return zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  /// Sums of up to some ten thousand products of normal numbers: as many roundings.
  private func check<Scalar: NetworkScalar>(
    _ layer: any Layer, seed: Int, _ arrangement: Arrangement, of type: Scalar.Type,
    tolerance: Double
  ) {
    let example = Case<Scalar>(
      layer, seed: seed, count: 1 + seed * 3 % 35, arrangement: arrangement)
    let comment: Comment = "\(layer), seed \(seed), \(arrangement)"
    // A maximum sends errors to and from the winners of the last response.
    _ = example.response(to: example.inputs, parameters: example.parameters)
    for slot in layer.inputs.indices {
      let (x, y) = (example.inputs[slot], example.errors)
      let (on, back) = (example.on(x, from: slot), example.back(y, to: slot))
      // ⟨y, A x⟩ = ⟨Aᵀ y, x⟩
      #expect((dot(y, on) - dot(back, x)).magnitude < tolerance, comment)
      // Added to what is there.
      let (moreBack, moreOn) = (
        example.back(y, to: slot, onto: x), example.on(x, from: slot, onto: y)
      )
      for i in x.indices { #expect(Double(moreBack[i] - (back[i] + x[i])).magnitude < tolerance) }
      for i in y.indices { #expect(Double(moreOn[i] - (on[i] + y[i])).magnitude < tolerance) }
      // A is how the layer responds to changes: these are linear in each input.
      var moved = example.inputs
      moved[slot] = moved[slot].map { 3 * $0 }
      let (before, after) = (
        example.response(to: example.inputs, parameters: example.parameters),
        example.response(to: moved, parameters: example.parameters)
      )
      for i in on.indices {
        #expect(Double(after[i] - before[i] - 2 * on[i]).magnitude < tolerance, comment)
      }
    }
    // Responses are linear in the parameters: their change is ⟨gradient, change of the parameters⟩.
    let none = example.parameters.map { _ in Scalar(0) }
    let difference =
      dot(
        example.errors, example.response(to: example.inputs, parameters: example.parameters))
      - dot(example.errors, example.response(to: example.inputs, parameters: none))
    #expect(
      (difference - dot(example.gradient(), example.parameters)).magnitude < tolerance, comment)
  }

  @Test(arguments: layers.indices) func kernels(index: Int) {
    let layer = Self.layers[index]
    for arrangement in [Arrangement.rows, .lanes] where arrangement == .lanes || !layer.needsLanes {
      for seed in 1...20 {
        check(layer, seed: seed, arrangement, of: Double.self, tolerance: 1e-11)
        check(layer, seed: seed, arrangement, of: Float.self, tolerance: 1e-2)
      }
    }
  }

  /// Each with room for three tiles, in which threads take turns.
  @Test(arguments: layers.indices) func threadsDoNotMatter(index: Int) {
    func results(threads: Int) -> [[Float]] {
      let example = Case<Float>(
        Self.layers[index], seed: 1, count: 41, arrangement: .lanes, threads: threads)
      return [
        example.response(to: example.inputs, parameters: example.parameters),
        example.back(example.errors, to: 0), example.on(example.inputs[0], from: 0),
        example.gradient(),
      ]
    }
    let one = results(threads: 1)
    for threads in [2, 3] { #expect(results(threads: threads) == one, "\(threads) threads") }
  }

  @Test func responsesByHand() {
    let dense = Case<Double>(Dense(Shape(2), units: 3), seed: 1, count: 2, arrangement: .rows)
    #expect(
      dense.response(to: [[1, 2, 3, 4]], parameters: [1, 0, 0, 1, 1, -1, 10, 20, 30])
        == [11, 22, 29, 13, 24, 29])
    let addition = Case<Double>(Addition(of: Shape(2)), seed: 1, count: 1, arrangement: .rows)
    #expect(addition.response(to: [[1, 2], [10, 20]], parameters: []) == [11, 22])
    #expect(addition.layer.parameters == .none)
  }

  /// A kernel whose upper left corner is 1 and whose centre is 10, with zeros around the map.
  @Test func convolutionByHand() {
    let same = Case<Double>(
      Convolution(Shape(1, rows: 2, columns: 2), maps: 1, kernel: 3, padding: 1), seed: 1, count: 1,
      arrangement: .lanes)
    // Only the last position has something above and to the left.
    #expect(
      same.response(to: [[1, 2, 3, 4]], parameters: [1, 0, 0, 0, 10, 0, 0, 0, 0, 0.5])
        == [10.5, 20.5, 30.5, 41.5])
    let apart = Case<Double>(
      Convolution(Shape(1, rows: 3, columns: 3), maps: 1, kernel: 1, stride: 2, padding: 0),
      seed: 1,
      count: 1, arrangement: .lanes)
    #expect(
      apart.response(to: [[1, 2, 3, 4, 5, 6, 7, 8, 9]], parameters: [2, 0]) == [2, 6, 14, 18])
  }

  @Test func poolingByHand() {
    let image: [Double] = [1, 2, 9, 4, 3, 9, 5, 6, 7]
    func pooled(_ layer: Pooling) -> [Double] {
      Case<Double>(layer, seed: 1, count: 1, arrangement: .lanes)
        .response(to: [image], parameters: [])
    }
    let shape = Shape(1, rows: 3, columns: 3)
    #expect(pooled(Pooling(.maximum, of: shape, window: 2)) == [4])
    #expect(pooled(Pooling(.average, of: shape, window: 2)) == [2.5])
    #expect(abs(pooled(Pooling(averageOf: shape))[0] - 46.0 / 9) < 1e-15)
    // Of equals the first one gets the error, and what is no number is the largest.
    let equal = Case<Double>(
      Pooling(.maximum, of: Shape(1, rows: 1, columns: 2 + 1), window: 1), seed: 1, count: 1,
      arrangement: .lanes)
    #expect(equal.response(to: [[1, 2, 3]], parameters: []) == [1, 2, 3])
    let twins = Case<Double>(
      Pooling(.maximum, of: Shape(1, rows: 2, columns: 2), window: 2), seed: 1, count: 1,
      arrangement: .lanes)
    #expect(twins.response(to: [[1, 5, 5, 2]], parameters: []) == [5])
    #expect(twins.back([3], to: 0) == [0, 3, 0, 0])
  }

  @Test func subsamplingByHand() {
    let example = Case<Double>(
      Subsampling(Shape(1, rows: 3, columns: 3), maps: 4, stride: 2), seed: 1, count: 1,
      arrangement: .lanes)
    let y = example.response(to: [[1, 2, 3, 4, 5, 6, 7, 8, 9]], parameters: [])
    #expect(y == [0, 0, 0, 0, 1, 3, 7, 9] + [Double](repeating: 0, count: 8))
  }

  /// Weights by weights, a bias for each unit, and what initialisation goes by.
  @Test func parameters() {
    let parameters = Dense(Shape(3, rows: 4, columns: 5), units: 7).parameters
    #expect(
      parameters
        == LayerParameters(weightCount: 420, biasCount: 7, fanIn: 60, fanOut: 7, groupCount: 7))
    #expect(parameters.count == 427)
    #expect(LayerParameters.none.count == 0)
  }
}
