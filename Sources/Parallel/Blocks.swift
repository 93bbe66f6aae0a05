import Dispatch

/// Calls `body` for consecutive blocks that cover `0..<count`, on up to `threads` threads.
///
/// Where the blocks begin does not depend on the number of threads, nor does the order within a
/// thread: what each block computes by itself is the same for every number of threads. Too few blocks
/// stay on one thread.
///
/// - Parameters:
///   - count: the number of elements.
///   - size: that of each block but the last.
///   - threads: the number of threads allowed.
///   - leastBlocks: how many blocks a thread is worth starting for: that takes some microseconds.
///   - body: told of a block and of the thread, counted from 0, for scratch memory of its own.
package func forEachBlock(
  of count: Int, size: Int, threads: Int, leastBlocks: Int = 8,
  _ body: (_ block: Range<Int>, _ thread: Int) -> Void
) {
  let blocks = (count + size - 1) / size
  let threads = max(1, min(threads, blocks / leastBlocks))
  guard threads > 1 else {
    for block in 0..<blocks { body((block * size)..<min((block + 1) * size, count), 0) }
    return
  }
  withoutActuallyEscaping(body) { body in
    // Blocks are disjoint; what the body does beside them is up to the caller.
    nonisolated(unsafe) let body = body
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      for block in (thread * blocks / threads)..<((thread + 1) * blocks / threads) {
        body((block * size)..<min((block + 1) * size, count), thread)
      }
    }
  }
}
