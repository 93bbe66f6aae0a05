import Parallel
import Synchronization
import Testing

@Suite struct BlocksTests {
  /// Every element is in one block, and no block hangs on the number of threads.
  @Test(arguments: [0, 1, 7, 8, 9, 1000, 1024])
  func blocksCoverEverythingOnce(_ count: Int) {
    var first: Set<Range<Int>>?
    for threads in [1, 2, 3, 16] {
      let seen = Mutex<[Range<Int>]>([])
      forEachBlock(of: count, size: 8, threads: threads, leastBlocks: 1) { block, thread in
        #expect((0..<threads).contains(thread))
        seen.withLock { $0.append(block) }
      }
      let blocks = seen.withLock { $0 }
      #expect(blocks.flatMap(Array.init).sorted() == Array(0..<count))
      #expect(first == nil || first == Set(blocks))
      first = Set(blocks)
    }
  }

  /// A thread is started for as many blocks only.
  @Test func fewBlocksStayOnOneThread() {
    var threads: Set<Int> = []
    forEachBlock(of: 15, size: 1, threads: 8) { _, thread in threads.insert(thread) }
    #expect(threads == [0])
  }
}
