import Foundation

/// A server on this machine that answers requests for known paths, one after another.
final class HTTPServer: Sendable {
  enum Answer: Sendable {
    /// The whole body.
    case whole([UInt8])
    /// Less of the body than was announced, then the end.
    case truncated([UInt8], announced: Int)
    /// The body without its length, as old servers send it.
    case unannounced([UInt8])
    /// The body, and then nothing more, without an end.
    case stalled([UInt8], announced: Int)
  }

  private let socket: Int32
  /// The port, one that was free.
  let port: UInt16

  /// - Parameter answers: by path, such as `/file`; other paths are answered with 404.
  init(_ answers: [String: Answer]) throws {
    #if canImport(Glibc)
      let kind = Int32(SOCK_STREAM.rawValue)
    #else
      let kind = SOCK_STREAM
    #endif
    let listener = Foundation.socket(AF_INET, kind, 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(listener, pointer, length) == 0 && listen(listener, 16) == 0
          && getsockname(listener, pointer, &length) == 0
      }
    }
    guard isListening else { throw CocoaError(.fileReadUnknown) }
    socket = listener
    port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread {
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        Self.answer(connection, answers)
      }
    }
  }

  deinit {
    shutdown(socket, Int32(SHUT_RDWR))
    close(socket)
  }

  var address: String { "http://127.0.0.1:\(port)/" }

  private static func answer(_ connection: Int32, _ answers: [String: Answer]) {
    var request = [UInt8](repeating: 0, count: 4096)
    var count = 0
    while count < request.count, !request[..<count].ends(with: "\r\n\r\n") {
      let received = recv(connection, &request[count], request.count - count, 0)
      guard received > 0 else { break }
      count += received
    }
    let path = String(decoding: request[..<count], as: UTF8.self).split(separator: " ").dropFirst()
      .first
    func send(_ bytes: [UInt8]) {
      #if canImport(Glibc)
        _ = Foundation.send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
      #else
        _ = Foundation.send(connection, bytes, bytes.count, 0)
      #endif
    }
    func sendHead(_ status: String, length: Int?) {
      let lines =
        ["HTTP/1.0 \(status)"] + (length.map { ["Content-Length: \($0)"] } ?? []) + ["", ""]
      send(Array(lines.joined(separator: "\r\n").utf8))
    }
    switch path.flatMap({ answers[String($0)] }) {
    case .whole(let body):
      sendHead("200 OK", length: body.count)
      send(body)
    case .truncated(let body, let announced):
      sendHead("200 OK", length: announced)
      send(body)
    case .unannounced(let body):
      sendHead("200 OK", length: nil)
      send(body)
    case .stalled(let body, let announced):
      sendHead("200 OK", length: announced)
      send(body)
      // Until the client goes away.
      _ = recv(connection, &request[0], 1, 0)
    case nil:
      sendHead("404 Not Found", length: 0)
    }
    close(connection)
  }
}

extension ArraySlice<UInt8> {
  fileprivate func ends(with text: String) -> Bool {
    suffix(text.utf8.count).elementsEqual(text.utf8)
  }
}
