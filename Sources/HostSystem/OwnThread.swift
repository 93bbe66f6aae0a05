import Foundation
import SystemPackage

/// Does something that waits, on a thread made for it: those of tasks are few.
///
/// The thread has let go of the body, and of what that holds, before this returns.
///
/// - Throws: what the body throws; ``ProgramError`` if there can be no further thread.
func onOwnThread<Result>(_ body: @escaping () throws -> Result) async throws -> Result {
  try await withCheckedThrowingContinuation { continuation in
    let work = Unmanaged.passRetained(
      Work {
        nonisolated(unsafe) let result = Swift.Result(catching: body)
        return { continuation.resume(with: result) }
      })
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    defer { pthread_attr_destroy(&attributes) }
    let error = pthread_create(&thread, &attributes, begin, work.toOpaque())
    if error != 0 {
      work.release()
      continuation.resume(throwing: ProgramError.notStarted("a thread", Errno(rawValue: error)))
    }
  }
}

/// What a thread does, and how it says then that it is done.
private final class Work {
  let body: () -> (() -> Void)

  init(_ body: @escaping () -> (() -> Void)) { self.body = body }
}

#if canImport(Darwin)
  private func begin(_ work: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? { does(work) }
#else
  private func begin(_ work: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? { does(work!) }
#endif

private func does(_ work: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
  // A pipe whose other end is closed is an error here, not a signal.
  var signals = sigset_t()
  sigemptyset(&signals)
  sigaddset(&signals, SIGPIPE)
  pthread_sigmask(SIG_BLOCK, &signals, nil)
  let tell = Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body()
  tell()
  return nil
}
