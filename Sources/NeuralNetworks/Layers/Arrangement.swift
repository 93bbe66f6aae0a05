import CKernels
import Parallel

/// How the numbers of a batch stand: in tiles of some examples, and in a tile number by number, those of the tile's examples
/// side by side.
///
/// With one lane that is example by example. With more a loop over the examples of a tile takes whole registers, whatever
/// the shape of a layer: maps stand so. The last tile may have idle lanes: errors are 0 there, and whatever else stands
/// there has no meaning, but is finite if the rest is.
public struct Arrangement: Sendable, Equatable {
  /// How many examples a tile has.
  public let lanes: Int

  /// Example by example.
  public static let rows = Arrangement(lanes: 1)
  /// Sixteen examples side by side.
  public static let lanes = Arrangement(lanes: EXAMPLE_LANES)

  /// How many tiles some examples take.
  public func tiles(for count: Int) -> Int { (count + lanes - 1) / lanes }

  /// For how many examples there must be room: whole tiles.
  public func places(for count: Int) -> Int { tiles(for: count) * lanes }
}

/// What the kernel of a layer makes room for.
public struct KernelRoom {
  /// The largest number of examples at a time.
  public var capacity: Int
  /// How they stand.
  public var arrangement: Arrangement
  /// How many threads may work. Results must not depend on it.
  public var threads: Int
  /// What of a batch these examples are: sums over examples go part by part.
  public var share: BatchShare

  /// Room for some examples, by default all of a batch in one part.
  public init(
    capacity: Int, arrangement: Arrangement = .rows, threads: Int = 1,
    share: BatchShare = BatchShare()
  ) {
    self.capacity = capacity
    self.arrangement = arrangement
    self.threads = threads
    self.share = share
  }

  /// For how many examples there must be room: whole tiles.
  public var places: Int { arrangement.places(for: capacity) }
}

extension KernelRoom {
  /// Does something with every tile of some examples, on some threads.
  func forEachTile(of count: Int, _ body: (_ tile: Int) -> Void) {
    forEachBlock(of: arrangement.tiles(for: count), size: 1, threads: threads, leastBlocks: 1) {
      tiles, _ in body(tiles.lowerBound)
    }
  }
}
