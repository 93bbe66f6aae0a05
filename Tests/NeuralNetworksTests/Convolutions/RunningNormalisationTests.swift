import Architectures
import NeuralNetworks
import RandomNumbers
import Testing

/// Normalisation whose statistics obey equations.
struct RunningNormalisationTests {
  private static let timeConstant = 4.0
  private static let layer = Normalised(
    Convolution(Shape(1, rows: 2, columns: 3), maps: 1, kernel: 1, padding: 0, hasBiases: false),
    statistics: .running(timeConstant: timeConstant))

  /// Numbers of a window for so many examples, whose level and size change from window to window.
  private func numbers(of window: Int, count: Int) -> [Double] {
    let field = RandomField(seed: 3, purpose: .amplitude)
    return (0..<(6 * count)).map {
      2 * Double(window % 3) + Double(1 + window) * field.normal(synapse: $0, index: window)
    }
  }

  /// What the kernel gives for examples, one after the other; W = 1, γ = 1.5, β = 0.25.
  private func response(_ kernel: any LayerKernel<Double>, to examples: [Double]) -> [Double] {
    let count = examples.count / 6
    let size = Arrangement.lanes.places(for: count) * 6
    func place(_ i: Int) -> Int { (i / 6 / 16 * 6 + i % 6) * 16 + i / 6 % 16 }
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 16 * size, alignment: 64)
      .bindMemory(to: Double.self, capacity: 2 * size)
    memory.initialize(repeating: 0, count: 2 * size)
    for i in examples.indices { memory[place(i)] = examples[i] }
    kernel.respond(
      to: [UnsafePointer(memory)], count: count, parameters: [1, 1.5, 0.25], into: memory + size)
    let outputs = examples.indices.map { memory[size + place($0)] }
    memory.deallocate()
    return outputs
  }

  /// μ and ν by Runge–Kutta with steps of a thousandth: to 1e-13.
  private func integrated(_ state: (Double, Double), _ examples: [Double], duration: Double)
    -> (Double, Double)
  {
    let mean = examples.reduce(0, +) / Double(examples.count)
    func rates(_ mu: Double, _ nu: Double) -> (Double, Double) {
      let square = examples.reduce(0) { $0 + ($1 - mu) * ($1 - mu) } / Double(examples.count)
      return ((mean - mu) / Self.timeConstant, (square - nu) / Self.timeConstant)
    }
    var (mu, nu) = state
    let h = duration / 1000
    for _ in 0..<1000 {
      let a = rates(mu, nu)
      let b = rates(mu + h / 2 * a.0, nu + h / 2 * a.1)
      let c = rates(mu + h / 2 * b.0, nu + h / 2 * b.1)
      let d = rates(mu + h * c.0, nu + h * c.1)
      mu += h / 6 * (a.0 + 2 * b.0 + 2 * c.0 + d.0)
      nu += h / 6 * (a.1 + 2 * b.1 + 2 * c.1 + d.1)
    }
    return (mu, nu)
  }

  /// Windows of 3 steps with 20 examples each; another kernel goes on from what the first one remembers, and other examples
  /// in a window change nothing.
  @Test func statisticsObeyTheirEquations() {
    let room = KernelRoom(capacity: 20, arrangement: .lanes)
    var kernel = Self.layer.makeKernel(Double.self, for: room)
    #expect(kernel.memory.isEmpty)
    var state = (0.0, 0.0)
    for window in 0..<7 {
      let examples = numbers(of: window, count: 20)
      if window == 0 {
        let mean = examples.reduce(0, +) / 120
        state = (mean, examples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 120)
      }
      if window == 4 {
        let next = Self.layer.makeKernel(Double.self, for: room)
        next.memory = kernel.memory
        kernel = next
      }
      kernel.beginWindow(after: 3)
      for shown in [examples, numbers(of: window + 10, count: 7)] {
        for (x, y) in zip(shown, response(kernel, to: shown)) {
          let expected = 1.5 * (x - state.0) / (state.1 + 1e-5).squareRoot() + 0.25
          #expect((y - expected).magnitude < 1e-11 * (1 + y.magnitude), "window \(window)")
        }
      }
      state = integrated(state, examples, duration: 3)
    }
  }

  /// The statistics rest in a window, and so they do in the differences.
  @Test(arguments: 1...5) func centralDifferences(seed: Int) throws {
    let plan = LayerPlan.weighted(
      WeightedPlan(.convolution(channels: 3, kernel: 3), normalisation: .running))
    let network = try Network(
      Architecture([plan, .residual(ResidualPlan([plan], shortcut: .projection)), .dense(4)]),
      input: Shape(2, rows: 3, columns: 4), classes: 3)
    let example = GradientTests.Case(network, seed: UInt64(seed), count: 18)
    #expect(example.countOffCentralDifferences(tolerance: 1e-7) == 0, "seed \(seed)")
  }
}
