import GradientDrives
import RandomNumbers
import Testing

@Suite struct PartnerDriveTests {
  private let steps = TabulatedDrive(
    ListedTable(times: [0, 2, 5], rows: [[1, -1], [4, 8], [0, 2]]))

  /// Unperturbed, both partners receive the same.
  @Test func isTheSameByDefault() throws {
    let drive = PartnerDrive(forward: steps)
    #expect(drive.signalCount == 4 && drive.isHeld)
    #expect(drive.breakpoints(in: 0..<10) == [2, 5])
    #expect(try values(drive, in: 2...5, at: [3]) == [[4, 8, 4, 8]])
    #expect(try drive.magnitudeBounds(over: 0...4) == [4, 8, 4, 8])
  }

  /// gain · g(t − delay), and 0 before the first signal arrives.
  @Test func gainAndDelay() throws {
    let drive = PartnerDrive(forward: steps, gain: -0.5, delay: 1.5)
    // The rows' times, the arrival of the first signal, and the rows' arrivals.
    #expect(drive.breakpoints(in: 0..<10) == [1.5, 2, 3.5, 5, 6.5])
    #expect(drive.breakpoints(in: 1.5..<3.5) == [2])
    #expect(
      try values(drive, in: 0...1.5, at: [0, 1, 1.5]).map { Array($0[2...]) }
        == [[0, 0], [0, 0], [0, 0]])
    #expect(
      try values(drive, in: 1.5...2, at: [1.5, 2]) == [
        [1, -1, -0.5, 0.5], [1, -1, -0.5, 0.5],
      ])
    #expect(try values(drive, in: 2...3.5, at: [3]) == [[4, 8, -0.5, 0.5]])
    #expect(try values(drive, in: 3.5...5, at: [4]) == [[4, 8, -2, -4]])
    #expect(try values(drive, in: 6.5...9, at: [7]) == [[0, 2, 0, -1]])
    #expect(try drive.magnitudeBounds(over: 0...1.5) == [1, 1, 0, 0])
    #expect(try drive.magnitudeBounds(over: 0...4) == [4, 8, 2, 4])
  }

  /// A smooth signal arrives late and unchanged; its arrival is a jump, and declared.
  @Test func delaysSmoothSignals() throws {
    let sines = SinesDrive(amplitude: [1], frequency: [0.1], phase: [1])
    let drive = PartnerDrive(forward: sines, delay: 0.75)
    #expect(!drive.isHeld && drive.breakpoints(in: 0..<10) == [0.75])
    let both = try values(drive, in: 0.75...10, at: [3, 3.75])
    #expect(both[1][1] == both[0][0])
    #expect(try values(drive, in: 0...0.75, at: [0.5])[0][1] == 0)
  }

  /// Noise is added to the backward signals only, also before the first delayed signal arrives.
  @Test func noiseIsAdded() throws {
    let field = RandomField(seed: 2, purpose: .backwardNoise)
    let noise = TabulatedDrive(
      HeldNoiseTable(signalCount: 2, window: 3, standardDeviation: [0.1], field: field))
    let drive = PartnerDrive(forward: steps, gain: 2, delay: 1, noise: noise)
    #expect(drive.isHeld)
    #expect(drive.breakpoints(in: 0..<7) == [1, 2, 3, 5, 6])
    let xi = { 0.1 * field.normal(synapse: $0, index: $1) }
    #expect(try values(drive, in: 0...1, at: [0.5]) == [[1, -1, xi(0, 0), xi(1, 0)]])
    #expect(try values(drive, in: 3...5, at: [4]) == [[4, 8, 8 + xi(0, 1), 16 + xi(1, 1)]])
  }

  /// Rows every 0.7, noise every 0.7, and a delay of 2.1: all three parts have the same edges, however they are
  /// rounded, and each piece has the rows that its number says.
  @Test func partsWithTheSameDecimalsHaveTheSameEdges() throws {
    for tenths in [1, 3, 7, 11, 13] {
      let field = RandomField(seed: 2, purpose: .backwardNoise)
      let times = (0..<300).map { Double("\($0 * tenths)e-1")! }
      let drive = PartnerDrive(
        forward: TabulatedDrive(
          ListedTable(times: times, rows: times.indices.map { [Double($0)] })),
        delay: times[3],
        noise: TabulatedDrive(
          HeldNoiseTable(
            signalCount: 1, window: times[1], standardDeviation: [1], field: field)))
      let end = Double("\(300 * tenths)e-1")!
      let edges = [0] + drive.breakpoints(in: 0..<end) + [end]
      #expect(edges == times + [end])
      var source = try drive.makeSource()
      for (k, (start, stop)) in zip(edges, edges.dropFirst()).enumerated() {
        try source.begin([start...stop])
        var gradient = [0.0, 0]
        source.gradient(at: start, into: &gradient)
        let late = Double(max(k - 3, 0)) + field.normal(synapse: 0, index: k)
        #expect(gradient == [Double(k), late], "piece \(k), step \(tenths)/10")
      }
    }
  }

  /// A source opened anew gives the same.
  @Test func reopensIdentically() throws {
    let process = OrnsteinUhlenbeckTable(
      signalCount: 2, window: 0.5, mean: 0, standardDeviation: 1, correlationTime: 3,
      field: RandomField(seed: 6, purpose: .gradient))
    let drive = PartnerDrive(forward: TabulatedDrive(process), gain: 0.5, delay: 1.25)
    let edges = [0.0] + drive.breakpoints(in: 0..<20) + [20]
    func all() throws -> [[Double]] {
      var source = try drive.makeSource()
      return try zip(edges, edges.dropFirst()).map { start, end in
        try source.begin([start...end])
        var gradient = [Double](repeating: .nan, count: 4)
        source.gradient(at: start, into: &gradient)
        return gradient
      }
    }
    let first = try all()
    #expect(try all() == first)
    for (k, row) in first.enumerated() {
      #expect(try values(drive, in: edges[k]...edges[k + 1], at: [edges[k]]) == [row])
    }
  }
}
