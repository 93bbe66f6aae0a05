import ODESolvers
import Parallel
import SynapticDynamics

/// Carries a population in place through windows of held signals, block by block.
struct HeldWindows<Scalar: KernelScalar> {
  /// The most windows that a block goes through at once: their signals have to stay in the cache too.
  static var mostWindows: Int { 16 }

  private let work: BlockOfWindows<Scalar>
  private let threads: Int
  /// For each thread the signals of a block, window by window and in each signal by signal, and behind
  /// them the block's state at the start.
  private var memory: [Scalar]
  /// For each thread what the kernel needs.
  private var kernelMemory: [Double]
  /// For each thread the first window that failed.
  private var failures: [Int]
  /// For each thread what was seen.
  private var seen: WatchSightings

  init(_ kernel: any WindowKernel, dynamics: PopulationDynamics) {
    work = BlockOfWindows<Scalar>(
      kernel: kernel, dynamics: dynamics, signalCount: dynamics.rule.signalsPerSynapse,
      componentCount: dynamics.rule.components.count)
    threads = dynamics.threads
    memory = Array(repeating: 0, count: threads * work.memory)
    kernelMemory = Array(repeating: 0, count: threads * kernel.memory)
    failures = Array(repeating: 0, count: threads)
    seen = WatchSightings(threads: threads)
  }

  /// What was seen of broken invariants in the windows gone through last, by their number.
  var sightings: [InvariantWatch.Sighting] { seen.first }

  /// Carries all synapses of a state through the pieces that the feed has begun, or through part
  /// of the first; through none if there are no durations.
  ///
  /// - Parameters:
  ///   - state: the state.
  ///   - start: where it starts instead, if not there.
  ///   - signals: all signals, to be held in place of the feed's.
  ///   - durations: how long each piece lasts.
  ///   - synapses: which synapses of the population the state is of, or nil: of all.
  ///   - watch: what is looked for at the ends of the windows, if anything is.
  ///   - sums: what |g| is added to, if to anything.
  /// - Returns: the first window that leaves a value that is not finite, if any.
  /// - Complexity: O(n) for each window, without allocation.
  mutating func propagate(
    _ state: inout PopulationValues<Scalar>, from start: PopulationValues<Scalar>? = nil,
    under signals: [Scalar]? = nil, over durations: ArraySlice<Double>, synapses: [Int]?,
    watching watch: InvariantWatch? = nil, adding sums: GradientSums? = nil
  ) -> Int? {
    let (n, work) = (state.count, work)
    guard !durations.isEmpty else { return nil }
    for thread in 0..<threads { failures[thread] = durations.count }
    seen.forget()
    durations.withUnsafeBufferPointer { durations in
      state.values.withUnsafeMutableBufferPointer { values in
        memory.withUnsafeMutableBufferPointer { memory in
          kernelMemory.withUnsafeMutableBufferPointer { kernelMemory in
            failures.withUnsafeMutableBufferPointer { failures in
              seen.withMemory { seen in
                forEachBlock(of: n, size: PopulationDynamics.blockSize, threads: threads) {
                  block, thread in
                  // A block is copied when it is about to be used.
                  if let start { start.copy(block, to: values.baseAddress!) }
                  let failure = work.propagate(
                    block, of: n, values: values.baseAddress!, under: signals, over: durations,
                    synapses: synapses, watching: watch, adding: sums, thread: thread,
                    seen: seen + thread * InvariantWatch.count,
                    memory: memory.baseAddress! + thread * work.memory,
                    kernelMemory: kernelMemory.baseAddress! + thread * work.kernel.memory)
                  if let failure { failures[thread] = min(failures[thread], failure) }
                }
              }
            }
          }
        }
      }
    }
    let first = failures.min()!
    return first < durations.count ? first : nil
  }
}

/// What carrying a block takes, besides its memory.
private struct BlockOfWindows<Scalar: KernelScalar> {
  static var size: Int { PopulationDynamics.blockSize }

  let kernel: any WindowKernel
  let dynamics: PopulationDynamics
  let signalCount: Int
  let componentCount: Int

  private var signalMemory: Int { HeldWindows<Scalar>.mostWindows * signalCount * Self.size }
  /// The numbers that a thread needs, besides those of the kernel.
  var memory: Int { signalMemory + componentCount * Self.size }

  func propagate(
    _ block: Range<Int>, of n: Int, values: UnsafeMutablePointer<Scalar>, under given: [Scalar]?,
    over durations: UnsafeBufferPointer<Double>, synapses: [Int]?, watching watch: InvariantWatch?,
    adding sums: GradientSums?, thread: Int,
    seen: UnsafeMutablePointer<InvariantWatch.Sighting>, memory: UnsafeMutablePointer<Scalar>,
    kernelMemory: UnsafeMutablePointer<Double>
  ) -> Int? {
    var canBreak = false
    sums?.expect(block)
    for window in durations.indices {
      for signal in 0..<signalCount {
        let row = memory + (window * signalCount + signal) * Self.size
        var part = MutableSpan(_unsafeStart: row, count: block.count)
        if let given {
          for (k, i) in block.enumerated() { part[k] = given[signal * n + i] }
        } else {
          dynamics.feed.write(
            signal, at: dynamics.feed.start(of: window), piece: window, of: synapses, block: block,
            into: &part)
        }
        var added: Double?
        if signal == 0 {
          added = sums.map {
            Scalar.add(row, of: block, to: $0, lasting: durations[window], thread: thread)
          }
        }
        if let watch {
          let largest = added ?? largestMagnitude(UnsafePointer(row), count: block.count)
          seen[0].largestSignal = max(
            seen[0].largestSignal, watch.signal(signal, largest: largest))
          canBreak = canBreak || watch.canBreak(signal: signal, largest: largest, step: 0)
        }
      }
    }
    // Should a window fail, the windows are gone through once more, one by one, to find it.
    let saved = memory + signalMemory
    if durations.count > 1 { copy(block, of: n, values, to: saved) }
    if let watch, canBreak {
      for window in durations.indices {
        advance(
          block, of: synapses, stride: n, values + block.lowerBound, over: durations,
          windows: window..<(window + 1), memory: memory, kernelMemory: kernelMemory)
        watch.look(
          at: values + block.lowerBound, stride: n, synapses: block, step: window, into: seen)
      }
    } else {
      advance(
        block, of: synapses, stride: n, values + block.lowerBound, over: durations,
        windows: durations.indices, memory: memory, kernelMemory: kernelMemory)
    }
    for component in 0..<componentCount {
      let part = Span(
        _unsafeStart: UnsafePointer(values + component * n + block.lowerBound), count: block.count)
      if !allFinite(part) {
        return firstFailure(
          block, of: synapses, from: saved, over: durations, memory: memory,
          kernelMemory: kernelMemory)
      }
    }
    return nil
  }

  /// - Parameter values: of the block's first synapse.
  private func advance(
    _ block: Range<Int>, of synapses: [Int]?, stride: Int, _ values: UnsafeMutablePointer<Scalar>,
    over durations: UnsafeBufferPointer<Double>, windows: Range<Int>,
    memory: UnsafeMutablePointer<Scalar>, kernelMemory: UnsafeMutablePointer<Double>
  ) {
    let size = signalCount * Self.size
    Scalar.advance(
      kernel, block, among: synapses,
      through: KernelWindows(
        UnsafeBufferPointer(rebasing: durations[windows]), first: windows.lowerBound,
        of: dynamics.feed, signals: memory + windows.lowerBound * size, signalStride: Self.size,
        windowStride: size),
      state: values, stride: stride, memory: kernelMemory)
  }

  private func copy(
    _ block: Range<Int>, of n: Int, _ values: UnsafeMutablePointer<Scalar>,
    to saved: UnsafeMutablePointer<Scalar>
  ) {
    for component in 0..<componentCount {
      (saved + component * Self.size).update(
        from: values + component * n + block.lowerBound, count: block.count)
    }
  }

  private func firstFailure(
    _ block: Range<Int>, of synapses: [Int]?, from saved: UnsafeMutablePointer<Scalar>,
    over durations: UnsafeBufferPointer<Double>, memory: UnsafeMutablePointer<Scalar>,
    kernelMemory: UnsafeMutablePointer<Double>
  ) -> Int {
    for window in 0..<(durations.count - 1) {
      advance(
        block, of: synapses, stride: Self.size, saved, over: durations,
        windows: window..<(window + 1), memory: memory, kernelMemory: kernelMemory)
      for component in 0..<componentCount {
        let part = Span(
          _unsafeStart: UnsafePointer(saved + component * Self.size), count: block.count)
        if !allFinite(part) { return window }
      }
    }
    return durations.count - 1
  }
}
