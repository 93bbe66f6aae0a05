import DataFiles
import Results
import SystemPackage

/// Rows of an array whose numbers are drawn together: all of them, or of a trace those of one time.
struct ArrayPart {
  let array: NPYFile
  let rows: Range<Int>
  /// What it is called.
  let name: String

  /// The whole array; of one that a run recorded, with its times beside it, the first time, one in the middle and the last,
  /// or those that are nearest to some.
  ///
  /// - Parameters:
  ///   - path: the array.
  ///   - name: what it is called.
  ///   - isAlone: whether its times are names enough.
  ///   - times: which are wanted; nil for three.
  /// - Throws: `DataFileError` if the array is wrong or empty, or has no times.
  static func parts(of path: String, name: String, isAlone: Bool, at times: [Double]?) throws
    -> [ArrayPart]
  {
    let array = try NPYFile(path: path)
    guard array.rowCount * array.rowLength > 0 else {
      throw DataFileError(file: path, line: nil, "the array is empty, expected numbers to draw")
    }
    guard let recorded = try recordedTimes(beside: array) else {
      guard times == nil else {
        throw DataFileError(
          file: path, line: nil,
          "--times: found no time.npy of as many rows beside it, expected the array of a trace")
      }
      return [ArrayPart(array: array, rows: 0..<array.rowCount, name: name)]
    }
    let last = recorded.count - 1
    let rows = times.map { $0.map { nearest(to: $0, in: recorded) } } ?? [0, last / 2, last]
    if let times, let second = rows.indices.first(where: { rows[..<$0].contains(rows[$0]) }) {
      let first = rows.firstIndex(of: rows[second])!
      throw DataFileError(
        file: path, line: nil,
        "--times: found \(times[first].shortText) and \(times[second].shortText), to both of which the recorded time"
          + " \(recorded[rows[first]].shortText) is nearest; expected each to have one of its own")
    }
    return rows.reduce(into: [Int]()) { if !$0.contains($1) { $0.append($1) } }.map { row in
      let time = "t = \(shortDescription(recorded[row]))"
      return ArrayPart(
        array: array, rows: row..<(row + 1), name: isAlone ? time : "\(name), \(time)")
    }
  }

  /// The times of the rows of a trace's array; nil if it is none.
  private static func recordedTimes(beside array: NPYFile) throws -> [Double]? {
    let path = FilePath(array.path).beside("time.npy")
    guard array.shape.count == 2, InputFile.size(path) != nil else { return nil }
    let times = try NPYFile(path: path)
    guard times.shape == [array.rowCount] else { return nil }
    var values = [Double](repeating: 0, count: times.rowCount)
    try times.makeReader().read(rows: 0..<times.rowCount, into: &values)
    return values
  }

  /// The row of the time that is nearest.
  private static func nearest(to time: Double, in recorded: [Double]) -> Int {
    recorded.indices.min { (recorded[$0] - time).magnitude < (recorded[$1] - time).magnitude }!
  }
}
