import GradientDrives
import TestSupport
import Testing

@Suite struct CSVTableTests {
  /// The rows that are read are those that were written, in whatever order, past blank lines, and with every
  /// ending of the last line.
  @Test func rowsAreReadInAnyOrder() throws {
    let scratch = try Scratch()
    for seed in 0..<40 {
      var random = SeededRandom(seed: seed)
      let count = 1 + Int(random.next() % 400)
      let rows = (0..<count).map { k in
        k % 3 == 2 ? [1.0, -2.5] : [random.normal(), random.normal()]
      }
      var text = "time,g0,g1\n"
      for (k, row) in rows.enumerated() {
        if random.next() % 5 == 0 { text += "\n" }
        text += "\(k),\(row[0]),\(row[1])"
        if k + 1 < count || random.next() % 2 == 0 {
          text += random.next() % 4 == 0 ? "\r\n" : "\n"
        }
      }
      let table = try CSVTable(path: try scratch.write(text, to: "g.csv"))
      #expect(table.rowCount == count)
      var reader = try table.makeReader()
      for _ in 0..<200 {
        let row = Int(random.next() % UInt64(count))
        let next = min(row + Int(random.next() % 70), count - 1)
        try reader.prepare(row == next ? [row] : [row, next])
        for row in [row, next] {
          var values = [0.0, 0]
          var span = values.mutableSpan
          reader.values(row: row, signals: 0..<2, into: &span)
          #expect(values == rows[row], "seed \(seed), row \(row)")
          #expect(
            table.repeatsPrevious(row: row) == (row > 0 && rows[row] == rows[row - 1]))
        }
      }
    }
  }

  /// A number is a column where there is one of that name, and the distance of rows where there is none.
  @Test func numbersNameColumnsFirst() throws {
    let scratch = try Scratch()
    let path = try scratch.write("5,0\n0,1\n1,2\n2,5\n", to: "g.csv")
    let named = try CSVTable(path: path, columns: SignalColumns(time: "5"))
    #expect((0..<3).map(named.time(ofRow:)) == [0, 1, 2] && named.labels == ["0"])
    let distance = try CSVTable(path: path, columns: SignalColumns(time: "5.0"))
    #expect((0..<3).map(distance.time(ofRow:)) == [0, 5, 10] && distance.labels == ["5", "0"])
    #expect(!named.timesAreComputed && distance.timesAreComputed)
  }

  /// Columns that are not asked for may hold anything, and rows are found again beyond them.
  @Test func otherColumnsAreLeftAlone() throws {
    let scratch = try Scratch()
    var text = "\u{FEFF}\tindex\tcondition\tb\tTime\ta\n"
    for row in 0..<200 {
      text += "\(row)\t7\t\"x\t\"\"\(row)\"\"\"\t\(2 * row)\t\(Double(row) / 4)\t\"-\(row)\"\r\n"
    }
    let path = try scratch.write(text, to: "g.tsv")
    let table = try CSVTable(path: path, columns: SignalColumns(signals: ["a", "b"]))
    #expect(table.labels == ["a", "b"] && table.rowCount == 200 && table.time(ofRow: 9) == 2.25)
    let distance = try CSVTable(
      path: path, columns: SignalColumns(time: "0.5", signals: ["a", "b"]))
    #expect(distance.time(ofRow: 9) == 4.5)
    var reader = try table.makeReader()
    for row in [199, 0, 70, 71, 3] {
      try reader.prepare([row])
      var values = [0.0, 0]
      var span = values.mutableSpan
      reader.values(row: row, signals: 0..<2, into: &span)
      #expect(values == [-Double(row), 2 * Double(row)], "row \(row)")
    }
  }
}
