import HostSystem
import Testing

@Suite struct PrintableTextTests {
  /// No character is left that a terminal obeys; all others stay.
  @Test func everyByte() {
    for value in 0..<0x100 as Range<UInt32> {
      let character = String(UnicodeScalar(value)!)
      let text = "a\(character)b".printable
      let isControl = value < 0x20 || (0x7F..<0xA0).contains(value)
      #expect((text == "a\(character)b") == !isControl, "\(value)")
      #expect(text.unicodeScalars.count == 3)
    }
    #expect("a\nb\u{1B}[31m\u{7F}ü𝄞".printable == "a␊b␛[31m␡ü𝄞")
  }
}
