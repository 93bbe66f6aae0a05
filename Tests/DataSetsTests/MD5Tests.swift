import DataSets
import Testing

@Suite struct MD5Tests {
  /// RFC 1321, appendix A.5.
  @Test(arguments: [
    ("", "d41d8cd98f00b204e9800998ecf8427e"), ("a", "0cc175b9c0f1b6a831c399e269772661"),
    ("abc", "900150983cd24fb0d6963f7d28e17f72"),
    ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
    ("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"),
    (
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
      "d174ab98d277d9f5a5611c2c9f419d9f"
    ),
    (
      "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
      "57edf4a22be3c955ac49da2e2107b67a"
    ),
  ])
  func referencesAgree(_ text: String, _ digest: String) {
    var md5 = MD5()
    md5.update(Array(text.utf8))
    #expect(md5.hexadecimal() == digest)
  }

  /// Lengths around those at which padding needs another block, in parts of every size that matters.
  @Test(arguments: [1, 3, 63, 64, 65, 100_000])
  func partsDoNotMatter(_ size: Int) throws {
    for (length, digest) in try References.read().digests {
      let message = (0..<Int(length)!).map { UInt8(truncatingIfNeeded: $0) }
      var md5 = MD5()
      for start in stride(from: 0, to: message.count, by: size) {
        md5.update(Array(message[start..<min(start + size, message.count)]))
      }
      #expect(md5.hexadecimal() == digest, "\(length)")
    }
  }
}
