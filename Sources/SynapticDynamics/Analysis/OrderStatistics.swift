import CKernels
import Parallel

/// Numbers of given places in ascending order, found by radix: bit by bit from the highest, numbers are counted by
/// what their next bits are, and only those that may be one of the wanted are looked at further.
///
/// Counts are whole numbers, so threads and ranks change nothing; nothing is sorted, and no rank sees the numbers of
/// another.
struct OrderStatistics {
  /// Of each wanted number what is known: its first bits, and its place among the numbers with these.
  private var wanted: [(prefix: UInt64, place: Int)]
  /// Their places among all.
  private let places: [Int]
  /// How many bits are known.
  private var known = 0
  /// The different prefixes of those wanted, ascending.
  private var prefixes: [UInt64] = [0]

  /// So many bits are found at a time, after the first.
  private static let bitsAtOnce = 12

  /// - Parameter places: the places of the wanted numbers in ascending order, from 0.
  init(places: [Int]) {
    self.places = places
    wanted = places.map { (0, $0) }
  }

  /// Whether all bits of all wanted numbers are known.
  var isComplete: Bool { known == UInt64.bitWidth }

  /// The wanted numbers, by their places.
  ///
  /// - Precondition: all their bits are known.
  var values: [Int: Double] {
    precondition(isComplete, "there are bits to be found")
    return Dictionary(uniqueKeysWithValues: zip(places, wanted.map { Self.number($0.prefix) }))
  }

  private static func number(_ key: UInt64) -> Double {
    Double(bitPattern: key >> 63 == 1 ? key & ~(1 << 63) : ~key)
  }

  /// Of each of the first bits that a number can have whether it may be one of those wanted.
  ///
  /// - Precondition: only the first bits are known.
  var mayBeWanted: [UInt8] {
    var table = [UInt8](repeating: 0, count: 1 << Int(survey_bits))
    for prefix in prefixes { table[Int(prefix)] = 1 }
    return table
  }

  /// Takes in how many numbers of all ranks have which next bits, prefix by prefix.
  mutating func take(_ counts: [Int64], bits: Int) {
    for k in wanted.indices {
      let row = prefixes.firstIndex(of: wanted[k].prefix)! << bits
      var (place, digit) = (Int64(wanted[k].place), 0)
      while place >= counts[row + digit] {
        place -= counts[row + digit]
        digit += 1
      }
      wanted[k] = (wanted[k].prefix << UInt64(bits) | UInt64(digit), Int(place))
    }
    known += bits
    prefixes = Array(Set(wanted.map(\.prefix))).sorted()
  }

  /// Finds all other bits.
  ///
  /// - Parameters:
  ///   - keys: thread by thread, this rank's that may be one of those wanted; afterwards those that are.
  ///   - ranks: who share the numbers.
  /// - Throws: `FailureElsewhere` if another rank failed.
  mutating func complete(_ keys: inout [[UInt64]], ranks: Ranks) throws {
    while !isComplete {
      let bits = min(Self.bitsAtOnce, UInt64.bitWidth - known)
      var counts = [[Int64]](
        repeating: Array(repeating: 0, count: prefixes.count << bits), count: keys.count)
      let (known, prefixes) = (UInt64(known), prefixes)
      counts.withUnsafeMutableBufferPointer { counts in
        keys.withUnsafeMutableBufferPointer { keys in
          // Each list has its own counts.
          nonisolated(unsafe) let (counts, keys) = (counts, keys)
          forEachBlock(of: keys.count, size: 1, threads: keys.count, leastBlocks: 1) { block, _ in
            let k = block.lowerBound
            Self.count(&keys[k], having: prefixes, known: known, bits: UInt64(bits), in: &counts[k])
          }
        }
      }
      var all = counts[0]
      for other in counts.dropFirst() { for k in all.indices { all[k] += other[k] } }
      take(try ranks.sum(all), bits: bits)
    }
  }

  /// Counts keys by their next bits, and forgets those that begin otherwise.
  private static func count(
    _ keys: inout [UInt64], having prefixes: [UInt64], known: UInt64, bits: UInt64,
    in counts: inout [Int64]
  ) {
    if known == UInt64(survey_bits) {
      // All were kept for their first bits.
      var rows = [UInt8](repeating: 0, count: 1 << Int(survey_bits))
      for (row, prefix) in prefixes.enumerated() { rows[Int(prefix)] = UInt8(row) }
      survey_count_next(keys.count, keys, rows, UInt32(bits), &counts)
      return
    }
    let kept = keys.withUnsafeMutableBufferPointer { keys in
      survey_count_digits(
        keys.count, keys.baseAddress, prefixes, prefixes.count, UInt32(known), UInt32(bits), &counts
      )
    }
    keys.removeLast(keys.count - kept)
  }
}
