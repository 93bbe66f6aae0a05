/// Where the rows of a trace go.
package protocol TraceSink {
  /// Appends the rows of one time.
  ///
  /// - Parameters:
  ///   - time: the time.
  ///   - seconds: the same in seconds, if the trace has these.
  ///   - blocks: how many synapses each block of values is about, in order.
  ///   - columns: how many values each synapse has.
  ///   - values: block by block; within a block column by column, synapse by synapse.
  mutating func write(
    time: Double, seconds: Double?, blocks: [Int], columns: Int, values: [Double]) throws
  /// Ends the trace.
  func commit() throws
  /// Sees to it that what was written is not lost.
  ///
  /// - Returns: how many bytes these are.
  func synchronise() throws -> Int
}
