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

/// How many elements a block of a population has, but for the last.
package let blockSize = 1024

/// Looks at consecutive blocks that cover `0..<count`, on up to `threads` threads, and gives what each thread found.
///
/// Whoever merges what the threads found must get the same however the blocks were shared out: maxima, whole numbers,
/// an ``ExactSum``.
///
/// - Parameters:
///   - count: the number of elements.
///   - threads: the number of threads allowed.
///   - start: what each thread begins with.
///   - body: takes a block in.
/// - Returns: at least one.
package func reduceBlocks<Found>(
  of count: Int, threads: Int, from start: Found,
  _ body: (_ block: Range<Int>, _ found: inout Found) -> Void
) -> [Found] {
  var found = Array(repeating: start, count: max(1, threads))
  found.withUnsafeMutableBufferPointer { found in
    // Each thread has a place of its own.
    nonisolated(unsafe) let found = found
    forEachBlock(of: count, size: blockSize, threads: threads) { block, thread in
      body(block, &found[thread])
    }
  }
  return found
}
