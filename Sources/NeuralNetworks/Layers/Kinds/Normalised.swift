import Parallel

/// A layer whose outputs are normalised, map by map: (a − μ)/√(ν + ε) γ + β, with ε = 1e-5. (S. Ioffe & C. Szegedy,
/// arXiv:1502.03167.)
///
/// The gains γ and offsets β are synapses without a partner.
public struct Normalised: Layer {
  /// Where μ and ν come from.
  public enum Statistics: Sendable, Equatable {
    /// They are mean and variance, by n, over the examples that are presented together and over the positions of the map;
    /// errors pass through them exactly.
    case ofBatch
    /// They follow those of the examples with a time constant τ in learning steps, and rest within a window:
    /// τ dμ/dt = ⟨a⟩ − μ, τ dν/dt = ⟨(a − μ)²⟩ − ν. No error passes through them: the normalisation is local and causal.
    case running(timeConstant: Double)
  }

  /// What is normalised.
  public let layer: any Layer
  /// Where μ and ν come from.
  public let statistics: Statistics

  /// Normalises what a layer gives.
  ///
  /// - Precondition: the layer has weights; a time constant is above 0.
  public init(_ layer: any Layer, statistics: Statistics = .ofBatch) {
    precondition(layer.parameters.weightCount > 0, "what is normalised are sums over weights")
    if case .running(let time) = statistics { precondition(time > 0, "a time constant is above 0") }
    self.layer = layer
    self.statistics = statistics
  }

  /// Those of the layer.
  public var inputs: [Shape] { layer.inputs }
  /// That of the layer.
  public var output: Shape { layer.output }
  /// Those of the layer, then γ and β of each map.
  public var parameters: LayerParameters {
    let inner = layer.parameters
    return LayerParameters(
      weightCount: inner.weightCount, biasCount: inner.biasCount + output.channels,
      gainCount: output.channels, fanIn: inner.fanIn, fanOut: inner.fanOut,
      groupCount: inner.groupCount)
  }
  /// Statistics go over maps of examples side by side.
  public var needsLanes: Bool { true }
  /// As smooth as the layer.
  public var isSmooth: Bool { layer.isSmooth }
  /// The layer.
  public var withoutNormalisation: any Layer { layer }
  /// That of the layer that it normalises.
  public var weightShape: [Int] { layer.weightShape }
  /// μ and ν of each map, and mean and variance of the last examples, if they run.
  public var memoryCount: Int { statistics == .ofBatch ? 0 : 4 * output.channels }

  /// Some passes over the maps besides the layer's kernel.
  public func makeKernel<Scalar: NetworkScalar>(_ scalar: Scalar.Type, for room: KernelRoom)
    -> any LayerKernel<Scalar>
  {
    NormalisedKernel<Scalar>(self, room)
  }
}

private final class NormalisedKernel<Scalar: NetworkScalar>: LayerKernel {
  typealias Memory = UnsafeMutablePointer<Scalar>

  private let kernel: any LayerKernel<Scalar>
  private let innerCount, maps, positions: Int
  private let room: KernelRoom
  /// What the layer gives.
  private let raw: Memory
  /// Errors on their way on, once there are some.
  private var ahead: Memory?
  /// μ, 1/√(ν + ε) and γ of each map, as at the last response.
  private let mean, scale, gains: Memory
  /// Of each part and map the gradients of γ and β, from the errors that were settled last.
  private let along, sum: Memory
  /// Of each map what these are for the whole batch.
  private let alongAll, sumAll: Memory
  /// Of each part two numbers for each map, on their way to the whole batch.
  private let ofParts: UnsafeMutablePointer<Double>
  private var statistics = BatchStatistics.ofExamples
  /// μ and ν of each map over so many examples, part after part.
  private let means, variances: UnsafeMutablePointer<Double>
  private var averaged = 0
  /// μ and ν that follow the examples, if they do.
  private var running: RunningStatistics?
  /// Of each map 0: what errors leave of themselves in statistics that rest.
  private let nothing: Memory

  /// ε.
  private static var leastVariance: Double { 1e-5 }

  init(_ layer: Normalised, _ room: KernelRoom) {
    kernel = layer.layer.makeKernel(Scalar.self, for: room)
    innerCount = layer.layer.parameters.count
    maps = layer.output.channels
    positions = layer.output.count / layer.output.channels
    self.room = room
    raw = Scalar.room(room.places * layer.output.count)
    mean = Scalar.room(maps)
    scale = Scalar.room(maps)
    gains = Scalar.room(maps)
    let parts = max(1, room.share.partCount(of: room.capacity))
    along = Scalar.room(parts * maps)
    sum = Scalar.room(parts * maps)
    alongAll = Scalar.room(maps)
    sumAll = Scalar.room(maps)
    ofParts = Double.room(parts * 2 * maps)
    if case .running(let time) = layer.statistics {
      running = RunningStatistics(timeConstant: time, maps: maps)
    }
    nothing = Scalar.room(maps)
    means = Double.room(maps)
    variances = Double.room(maps)
  }

  deinit {
    for memory in [raw, mean, scale, gains, along, sum, alongAll, sumAll, nothing] {
      memory.deallocate()
    }
    for memory in [means, variances, ofParts] { memory.deallocate() }
    ahead?.deallocate()
  }

  func use(_ statistics: BatchStatistics) {
    self.statistics = statistics
    guard statistics == .averaging else { return }
    means.update(repeating: 0, count: maps)
    variances.update(repeating: 0, count: maps)
    averaged = 0
  }

  /// Maps are shared out, each with all its examples: so sums do not depend on threads.
  private func forEachMaps(_ body: (_ first: Int, _ end: Int) -> Void) {
    forEachBlock(of: maps, size: 4, threads: room.threads, leastBlocks: 1) { part, _ in
      body(part.lowerBound, part.upperBound)
    }
  }

  func respond(
    to inputs: [UnsafePointer<Scalar>], count: Int, parameters: UnsafePointer<Scalar>,
    into outputs: UnsafeMutablePointer<Scalar>
  ) {
    kernel.respond(to: inputs, count: count, parameters: parameters, into: raw)
    let (gamma, beta) = (parameters + innerCount, parameters + innerCount + maps)
    gains.update(from: gamma, count: maps)
    findStatistics(count)
    forEachMaps { first, end in
      for m in first..<end { scale[m] = 1 / (scale[m] + Scalar(Self.leastVariance)).squareRoot() }
      Scalar.maps.normalise(
        count, maps, first, end, positions, raw, mean, scale, gains, beta, outputs)
    }
  }

  /// μ and ν of each map, into the places of the mean and of the scale.
  private func findStatistics(_ count: Int) {
    let isTaking = statistics == .ofExamples && running?.awaitsExamples == true
    let isRunning = running.map { !$0.means.isEmpty } ?? false
    if isTaking || !isRunning && statistics != .average { takeBatchStatistics(count) }
    if isTaking { running!.take(means: mean, variances: scale) }
    if isRunning, let running {
      for m in 0..<maps {
        mean[m] = Scalar(running.means[m])
        scale[m] = Scalar(running.variances[m])
      }
    } else if statistics == .averaging {
      // Parts are as much as they have examples: what all of them have together, but for what each does to layers above.
      let share = Double(count) / Double(averaged + count)
      averaged += count
      for m in 0..<maps {
        let distance = Double(mean[m]) - means[m]
        means[m] += share * distance
        variances[m] +=
          share * (Double(scale[m]) - variances[m] + (1 - share) * distance * distance)
      }
    } else if statistics == .average {
      for m in 0..<maps {
        mean[m] = Scalar(means[m])
        scale[m] = Scalar(variances[m])
      }
    }
  }

  /// Mean and variance of the whole batch: those of its parts, brought together.
  private func takeBatchStatistics(_ count: Int) {
    let (maps, size) = (maps, maps * positions)
    room.share.forEachPart(of: count) { place, part in
      forEachMaps { first, end in
        Scalar.maps.statistics(
          part.count, maps, first, end, positions, raw + part.lowerBound * size, mean, scale)
      }
      let numbers = ofParts + place * 2 * maps
      for m in 0..<maps { (numbers[m], numbers[maps + m]) = (Double(mean[m]), Double(scale[m])) }
    }
    room.share.merge(ofParts, width: 2 * maps) { lower, upper in
      let share = Double(upper.count) / Double(lower.count + upper.count)
      let (a, b) = (lower.numbers, upper.numbers)
      for m in 0..<maps {
        let distance = b[m] - a[m]
        a[m] += share * distance
        a[maps + m] +=
          share * (b[maps + m] - a[maps + m] + (1 - share) * distance * distance)
      }
    }
    for m in 0..<maps { (mean[m], scale[m]) = (Scalar(ofParts[m]), Scalar(ofParts[maps + m])) }
  }

  var memory: [Double] {
    get { running?.memory ?? [] }
    set { running?.memory = newValue }
  }

  func beginWindow(after duration: Double) { running?.advance(by: duration) }

  func settle(_ errors: UnsafeMutablePointer<Scalar>, count: Int) {
    pass(errors, count, along, sum)
  }

  /// By the normalisation's matrix of derivatives, which is symmetric; statistics that run or are held have none.
  private func pass(_ errors: Memory, _ count: Int, _ along: Memory, _ sum: Memory) {
    let (maps, size) = (maps, maps * positions)
    room.share.forEachPart(of: count) { place, part in
      let (along, sum, first) = (along + place * maps, sum + place * maps, part.lowerBound * size)
      let tiles = room.arrangement.tiles(for: part.count)
      forEachMaps {
        Scalar.maps.errorSums(
          tiles, maps, $0, $1, positions, raw + first, mean, scale, errors + first, along, sum)
      }
      let numbers = ofParts + place * 2 * maps
      for m in 0..<maps { (numbers[m], numbers[maps + m]) = (Double(along[m]), Double(sum[m])) }
    }
    let isRunning = running != nil
    if !isRunning {
      room.share.add(ofParts, width: 2 * maps)
      for m in 0..<maps {
        (alongAll[m], sumAll[m]) = (Scalar(ofParts[m]), Scalar(ofParts[maps + m]))
      }
    }
    // Who uses a kernel by itself begins no batch.
    let batch = max(room.share.count, count)
    forEachMaps { first, end in
      Scalar.maps.throughStatistics(
        count, batch, maps, first, end, positions, raw, mean, scale, gains,
        isRunning ? nothing : alongAll, isRunning ? nothing : sumAll, errors)
    }
  }

  func sendBack(
    _ errors: UnsafePointer<Scalar>, count: Int, through weights: UnsafePointer<Scalar>,
    toInput slot: Int, into below: UnsafeMutablePointer<Scalar>, adding: Bool
  ) {
    kernel.sendBack(
      errors, count: count, through: weights, toInput: slot, into: below, adding: adding)
  }

  func sendOn(
    _ errors: UnsafePointer<Scalar>, count: Int, through weights: UnsafePointer<Scalar>,
    fromInput slot: Int, into above: UnsafeMutablePointer<Scalar>, adding: Bool
  ) {
    let size = maps * positions
    let parts = max(1, room.share.partCount(of: room.capacity))
    let ahead = self.ahead ?? Scalar.room(room.places * size + 2 * parts * maps)
    self.ahead = ahead
    kernel.sendOn(
      errors, count: count, through: weights, fromInput: slot, into: ahead, adding: false)
    let sums = ahead + room.places * size
    pass(ahead, count, sums, sums + parts * maps)
    let all = room.arrangement.places(for: count) * size
    if adding {
      Scalar.units.plus(all, ahead, above)
    } else {
      above.update(from: ahead, count: all)
    }
  }

  func gradient(
    _ errors: UnsafePointer<Scalar>, of inputs: [UnsafePointer<Scalar>], over examples: Range<Int>,
    into gradient: UnsafeMutablePointer<Scalar>
  ) {
    kernel.gradient(errors, of: inputs, over: examples, into: gradient)
    let place = room.share.partCount(of: examples.lowerBound) * maps
    (gradient + innerCount).update(from: along + place, count: maps)
    (gradient + innerCount + maps).update(from: sum + place, count: maps)
  }
}
