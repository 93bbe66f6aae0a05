import NeuralNetworks
import RandomNumbers
import Testing

/// Each kind of layer by itself: its kernel's ways back and on are adjoint, and its gradient is that of its response.
struct LayerKernelTests {
  /// A layer with numbers for all that its kernel is given, drawn by a seed.
  private struct Case<Scalar: NetworkScalar> {
    let layer: any Layer
    let kernel: any LayerKernel<Scalar>
    let count: Int
    let inputs: [[Scalar]]
    let errors, parameters: [Scalar]

    init(_ layer: any Layer, seed: Int, count: Int) {
      self.layer = layer
      self.count = count
      kernel = layer.makeKernel(Scalar.self, capacity: count, threads: 1)
      let field = RandomField(seed: UInt64(seed), purpose: .amplitude)
      func normals(_ count: Int, _ index: Int) -> [Scalar] {
        (0..<count).map { Scalar(field.normal(synapse: $0, index: index)) }
      }
      inputs = layer.inputs.enumerated().map { normals(count * $1.count, $0) }
      errors = normals(count * layer.output.count, 10)
      parameters = normals(layer.parameters.count, 11)
    }

    func response(to inputs: [[Scalar]], parameters: [Scalar]) -> [Scalar] {
      var result = errors.map { _ in Scalar.nan }
      withPointers(inputs) {
        kernel.respond(to: $0, count: count, parameters: parameters, into: &result)
      }
      return result
    }

    /// Errors of the outputs at an input; added to what is there if anything is.
    func back(_ errors: [Scalar], to slot: Int, onto start: [Scalar]? = nil) -> [Scalar] {
      var result = start ?? inputs[slot].map { _ in .nan }
      kernel.sendBack(
        errors, count: count, through: parameters, toInput: slot, into: &result,
        adding: start != nil)
      return result
    }

    /// Errors of an input at the outputs; added to what is there if anything is.
    func on(_ values: [Scalar], from slot: Int, onto start: [Scalar]? = nil) -> [Scalar] {
      var result = start ?? errors.map { _ in .nan }
      kernel.sendOn(
        values, count: count, through: parameters, fromInput: slot, into: &result,
        adding: start != nil)
      return result
    }

    func gradient() -> [Scalar] {
      var result = parameters.map { _ in Scalar.nan }
      withPointers(inputs) { kernel.gradient(errors, of: $0, count: count, into: &result) }
      return result
    }

    private func withPointers(_ values: [[Scalar]], _ body: ([UnsafePointer<Scalar>]) -> Void) {
      let copies = values.map { values in
        let memory = UnsafeMutableBufferPointer<Scalar>.allocate(capacity: values.count)
        _ = memory.initialize(from: values)
        return memory
      }
      body(copies.map { UnsafePointer($0.baseAddress!) })
      copies.forEach { $0.deallocate() }
    }
  }

  private static let layers: [any Layer] = [
    Dense(Shape(5), units: 3), Dense(Shape(2, rows: 3, columns: 2), units: 7),
    Dense(Shape(1), units: 1), Addition(of: Shape(6)),
    Addition(of: Shape(2, rows: 3, columns: 2)),
  ]

  private func dot<Scalar: NetworkScalar>(_ a: [Scalar], _ b: [Scalar]) -> Double {
    precondition(a.count == b.count)
    return zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  /// Sums of up to some hundred products of normal numbers: as many roundings.
  private func check<Scalar: NetworkScalar>(
    _ layer: any Layer, seed: Int, of type: Scalar.Type, tolerance: Double
  ) {
    let example = Case<Scalar>(layer, seed: seed, count: 1 + seed % 7)
    let comment: Comment = "\(layer), seed \(seed)"
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
    for seed in 1...20 {
      check(Self.layers[index], seed: seed, of: Double.self, tolerance: 1e-12)
      check(Self.layers[index], seed: seed, of: Float.self, tolerance: 1e-3)
    }
  }

  @Test func responsesByHand() {
    let dense = Case<Double>(Dense(Shape(2), units: 3), seed: 1, count: 2)
    #expect(
      dense.response(to: [[1, 2, 3, 4]], parameters: [1, 0, 0, 1, 1, -1, 10, 20, 30])
        == [11, 22, 29, 13, 24, 29])
    let addition = Case<Double>(Addition(of: Shape(2)), seed: 1, count: 1)
    #expect(addition.response(to: [[1, 2], [10, 20]], parameters: []) == [11, 22])
    #expect(addition.layer.parameters == .none)
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
