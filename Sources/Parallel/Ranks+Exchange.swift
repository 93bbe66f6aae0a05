#if MPI
  import CMPI
#endif

/// What all ranks get of all, and what each gets of each.
extension Ranks {
  /// The ranges of all ranks, one after the other, if `count` things are shared out.
  package func shares(of count: Int) -> [Range<Int>] {
    (0..<self.count).map { share(of: count, rank: $0) }
  }

  /// How many of some ascending places among `count` each rank has.
  package func counts(of places: [Int], among count: Int) -> [Int] {
    shares(of: count).map { share in
      let first = places.partitioningIndex { $0 >= share.lowerBound }
      return places.partitioningIndex { $0 >= share.upperBound } - first
    }
  }

  /// Gives every rank everyone's numbers, rank by rank.
  ///
  /// - Parameters:
  ///   - all: room for all numbers, where this rank has written its own from their place on.
  ///   - counts: how many each rank has.
  /// - Throws: ``FailureElsewhere`` if another rank failed.
  package func gatherEverywhere<Number: BinaryFloatingPoint>(
    _ all: UnsafeMutablePointer<Number>, counts: [Int]
  ) throws {
    guard count > 1 else { return }
    try agree()
    #if MPI
      operations += 1
      cmpi_gather_everywhere(
        all, counts.map(Int32.init), Self.places(of: counts), Int32(MemoryLayout<Number>.size))
    #endif
  }

  /// All ranks' numbers one after the other, at every rank.
  ///
  /// - Parameters:
  ///   - values: this rank's.
  ///   - counts: how many each rank has.
  /// - Throws: ``FailureElsewhere`` if another rank failed.
  package func gatherEverywhere(_ values: [Double], counts: [Int]) throws -> [Double] {
    guard count > 1 else { return values }
    precondition(counts.count == count && counts[rank] == values.count, "counts must fit")
    var all = [Double](repeating: 0, count: counts.reduce(0, +))
    let first = counts[..<rank].reduce(0, +)
    for (place, value) in values.enumerated() { all[first + place] = value }
    try all.withUnsafeMutableBufferPointer {
      if let start = $0.baseAddress { try gatherEverywhere(start, counts: counts) }
    }
    return all
  }

  /// All ranks' numbers one after the other, at every rank, where each knows only how many it has.
  ///
  /// - Throws: ``FailureElsewhere`` if another rank failed.
  package func gatherEverywhere(_ values: [Double]) throws -> [Double] {
    guard count > 1 else { return values }
    var counts = [Int64](repeating: 0, count: count)
    counts[rank] = Int64(values.count)
    return try gatherEverywhere(values, counts: sum(counts).map { Int($0) })
  }

  /// Gives every rank its share of what some of them have for all.
  ///
  /// - Parameters:
  ///   - number: how many numbers are shared out, of each that has some.
  ///   - values: this rank's, all of them, if it has some.
  ///   - senders: who has some.
  ///   - received: receives this rank's share of everyone's, one sender after the other.
  /// - Throws: ``FailureElsewhere`` if another rank failed.
  package func exchangeShares<Number: BinaryFloatingPoint>(
    of number: Int, _ values: UnsafePointer<Number>?, from senders: [Bool],
    into received: UnsafeMutablePointer<Number>
  ) throws {
    try agree()
    #if MPI
      let shares = shares(of: number)
      let counts = shares.map { values == nil ? Int32(0) : Int32($0.count) }
      let others = senders.map { $0 ? shares[rank].count : 0 }
      operations += 1
      cmpi_exchange(
        values, counts, shares.map { Int32($0.lowerBound) }, received, others.map(Int32.init),
        Self.places(of: others), Int32(MemoryLayout<Number>.size))
    #endif
  }

  /// Where numbers begin that stand one after the other.
  private static func places(of counts: [Int]) -> [Int32] {
    var (places, end): ([Int32], Int) = ([], 0)
    for count in counts {
      places.append(Int32(end))
      end += count
    }
    return places
  }

  /// Shows the first rank the bytes of all ranks, rank by rank and some at a time: nobody needs room for all.
  ///
  /// - Parameters:
  ///   - bytes: this rank's.
  ///   - body: takes some bytes in, at the first rank.
  /// - Throws: ``FailureElsewhere`` if another rank failed; what the body throws.
  package func showFirst(_ bytes: RawSpan, _ body: (RawSpan) throws -> Void) throws {
    guard count > 1 else { return try body(bytes) }
    var counts = [Int64](repeating: 0, count: count)
    counts[rank] = Int64(bytes.byteCount)
    counts = try sum(counts)
    if isFirst { try body(bytes) }
    for sender in 1..<count {
      for start in stride(from: 0, to: Int(counts[sender]), by: Self.bytesAtOnce) {
        let part = start..<min(start + Self.bytesAtOnce, Int(counts[sender]))
        try agree()
        if rank == sender { send(bytes.extracting(part)) }
        if isFirst { try receive(part.count, from: sender, body) }
      }
    }
  }

  private static let bytesAtOnce = 1 << 22

  private func send(_ bytes: RawSpan) {
    #if MPI
      operations += 1
      bytes.withUnsafeBytes { cmpi_send($0.baseAddress!, Int32($0.count), 0) }
    #endif
  }

  private func receive(_ count: Int, from sender: Int, _ body: (RawSpan) throws -> Void) throws {
    #if MPI
      operations += 1
      let bytes = [UInt8](unsafeUninitializedCapacity: count) { memory, initialized in
        cmpi_receive(memory.baseAddress!, Int32(count), Int32(sender))
        initialized = count
      }
      try body(bytes.span.bytes)
    #endif
  }
}

extension [Int] {
  /// The first place from which on all elements fulfil a condition.
  fileprivate func partitioningIndex(where holds: (Int) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
