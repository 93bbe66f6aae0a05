import Foundation
import HostSystem
import TestSupport
import Testing

/// Programs that are started get what they are given, and nothing else.
@Suite struct ExternalProgramTests {
  private final class Output {
    var bytes: [UInt8] = []
    var text: String { String(decoding: bytes, as: UTF8.self) }
  }

  private func run(
    _ name: String, _ arguments: [String], input: ExternalProgram.Input = .nothing,
    environment: [String: String]? = nil
  ) async throws -> (ending: ExternalProgram.Ending, output: String) {
    let output = Output()
    let ending = try await ExternalProgram(
      name, arguments, environment: environment, input: input
    ).run(receive: { output.bytes += $0 })
    return (ending, output.text)
  }

  /// Every byte that an argument can have, and what shells would read as commands.
  @Test func argumentsArriveAsTheyAre() async throws {
    let bytes = (1...0xFF).map { String(UnicodeScalar(UInt8($0))) }
    let arguments =
      bytes + ["", "$(touch ran)", "`touch ran`", "; touch ran", "a b", "ü𝄞\u{301}", "-x"]
    let (ending, output) = try await run("printf", ["%s\\0"] + arguments)
    #expect(ending.isSuccess && ending.messages.isEmpty)
    #expect(
      output.split(separator: "\0", omittingEmptySubsequences: false).dropLast().map(String.init)
        == arguments)
  }

  /// More than pipes hold, in both directions at the same time.
  @Test func muchGoesThrough() async throws {
    let text = String(repeating: "0123456789abcde\n", count: 200_000)
    let (ending, output) = try await run("cat", [], input: .text(text))
    #expect(ending.isSuccess && output == text)
  }

  @Test func whatIsNotReadDoesNoHarm() async throws {
    let text = String(repeating: "0123456789abcde\n", count: 200_000)
    #expect(try await run("true", [], input: .text(text)).ending.isSuccess)
  }

  @Test func endingsAreTold() async throws {
    let failed = try await run("sh", ["-c", "echo out; echo why >&2; exit 3"])
    #expect(failed.ending.status == .exited(3))
    #expect(failed.ending.messages == "why\n" && failed.output == "out\n")
    let killed = try await run("sh", ["-c", "kill -9 $$"])
    #expect(killed.ending.status == .signalled(9))
  }

  @Test func missingProgramsAreNamed() async throws {
    let error = await #expect(throws: ProgramError.self) { try await run("no-such-program", []) }
    #expect(
      error?.description
        == "no-such-program is not installed; get it with: apt-get install no-such-program, or brew install"
        + " no-such-program")
  }

  /// What lies where one stands is not taken for a program of the system.
  @Test func variablesAreThoseGiven() async throws {
    let (_, output) = try await run("env", [], environment: ["ONLY": "this one"])
    #expect(output == "ONLY=this one\n")
  }

  /// A child of the program that lives on keeps the pipe open; it is not waited for.
  @Test func onlyTheProgramIsWaitedFor() async throws {
    let start = ContinuousClock.now
    // Longer than other tests can keep this one from going on.
    let (ending, output) = try await run("sh", ["-c", "sleep 900 & echo done $!"])
    #expect(ContinuousClock.now - start < .seconds(900))
    let words = output.split(whereSeparator: \.isWhitespace)
    #expect(ending.isSuccess && words.count == 2 && words.first == "done")
    let child = try #require(words.last.flatMap { pid_t($0) })
    #expect(kill(child, SIGKILL) == 0)
  }

  /// Otherwise it would go on for ever.
  @Test func interruptionsEndIt() async throws {
    let ending = try await ExternalProgram("sh", ["-c", "trap '' TERM; while :; do sleep 1; done"])
      .run(isInterrupted: { true })
    #expect(ending.status == .signalled(9))
  }

  @Test func cancelledTasksEndIt() async throws {
    let task = Task { try await ExternalProgram("sleep", ["60"]).run() }
    task.cancel()
    #expect(try await task.value.status == .signalled(15))
  }

  @Test func whoReceivesMayHaveEnough() async throws {
    struct Enough: Error {}
    await #expect(throws: Enough.self) {
      _ = try await ExternalProgram("yes", []).run(receive: { _ in throw Enough() })
    }
  }

  /// Locks and files that are open here are not passed on.
  @Test func filesStayHere() async throws {
    let scratch = try Scratch()
    let file = try AtomicFile(path: scratch.path("f"))
    let (_, output) = try await run("sh", ["-c", "ls -l /proc/self/fd || true"])
    #expect(!output.contains(".partial"))
    file.discard()
  }
}
