import Parallel

/// Does something with every part of some numbers, of which none needs another: in parts of a size that pays, on some threads.
@inline(__always)
func forEachPart(of count: Int, threads: Int, _ body: (Range<Int>) -> Void) {
  // Some tens of microseconds at the speed of memory.
  forEachBlock(of: count, size: 1 << 16, threads: threads, leastBlocks: 1) { part, _ in body(part) }
}
