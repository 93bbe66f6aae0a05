import Foundation
import Synchronization
import SystemPackage

/// A program that has been started, with the ends of the pipes to it.
struct RunningProgram {
  private let process: pid_t
  /// What it has not read yet, and where it reads.
  private var input: (rest: ArraySlice<UInt8>, pipe: Int32)?
  private var output: Int32?
  private var messages: Int32?

  /// One program is started at a time, so that none gets the ends of another's pipes.
  private static let starting = Mutex(())

  /// Starts a program.
  ///
  /// - Throws: ``ProgramError``.
  static func start(_ program: ExternalProgram) throws -> RunningProgram {
    try starting.withLock { _ in try RunningProgram(program) }
  }

  private init(_ program: ExternalProgram) throws {
    StandardStreams.fill()
    let file = try Self.file(of: program.name)
    // The ends that this program keeps, and those that the other gets.
    var (own, others): ([Int32], [Int32]) = ([], [])
    func pipe() throws -> (read: Int32, write: Int32) {
      var ends: [Int32] = [-1, -1]
      guard Foundation.pipe(&ends) == 0 else { throw Errno(rawValue: errno) }
      ends.forEach { _ = fcntl($0, F_SETFD, FD_CLOEXEC) }
      return (ends[0], ends[1])
    }
    defer { others.forEach { close($0) } }
    do {
      var input: Int32
      switch program.input {
      case .nothing:
        input = open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw Errno(rawValue: errno) }
        others.append(input)
      case .file(let descriptor): input = descriptor.rawValue
      case .text(let text):
        let ends = try pipe()
        input = ends.read
        others.append(ends.read)
        own.append(ends.write)
        self.input = (Array(text.utf8)[...], ends.write)
      }
      let output = try pipe()
      others.append(output.write)
      own.append(output.read)
      self.output = output.read
      var messages = program.messages?.rawValue
      if messages == nil {
        let ends = try pipe()
        others.append(ends.write)
        own.append(ends.read)
        self.messages = ends.read
        messages = ends.write
      }
      for end in own {
        guard fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK) == 0 else {
          throw Errno(rawValue: errno)
        }
      }
      process = try Self.spawn(file, program, streams: [input, output.write, messages!])
    } catch {
      own.forEach { close($0) }
      throw ProgramError.notStarted(
        program.name, error as? Errno ?? Errno(rawValue: EINVAL))
    }
  }

  // MARK: Starting

  /// The file of a program. Folders of PATH that are not said from the root are no places to look for programs:
  /// what they are depends on where one stands.
  private static func file(of name: String) throws -> String {
    if name.contains("/") { return name }
    let folders = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    for folder in folders.split(separator: ":") where folder.hasPrefix("/") {
      let path = "\(folder)/\(name)"
      var status = stat()
      if access(path, X_OK) == 0, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
        return path
      }
    }
    throw ProgramError.missing(name)
  }

  private static func spawn(_ file: String, _ program: ExternalProgram, streams: [Int32]) throws
    -> pid_t
  {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
      let closing = POSIX_SPAWN_CLOEXEC_DEFAULT
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
      let closing: Int32 = 0
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    for (number, stream) in streams.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, stream, Int32(number))
    }
    // Signals act as they do in a program that a shell starts.
    var (usual, none) = (sigset_t(), sigset_t())
    sigemptyset(&usual)
    sigemptyset(&none)
    for signal in [SIGPIPE, SIGXFSZ, SIGINT, SIGTERM] { sigaddset(&usual, signal) }
    posix_spawnattr_setsigdefault(&attributes, &usual)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(
      &attributes,
      Int16(Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK) | Int32(closing)))
    let variables = program.environment ?? ProcessInfo.processInfo.environment
    let arguments = ([program.name] + program.arguments).map { strdup($0) } + [nil]
    let environment = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (arguments + environment).forEach { free($0) } }
    var process: pid_t = 0
    let error = posix_spawn(&process, file, &actions, &attributes, arguments, environment)
    guard error == 0 else { throw Errno(rawValue: error) }
    return process
  }

  // MARK: Until it ends

  /// So much is kept of what the program says on stderr.
  private static let mostMessages = 1 << 16

  /// Gives the program its input, takes its output, and waits for its end.
  ///
  /// - Parameters:
  ///   - isStopped: asked ten times a second; if it says yes the program is asked to end, and ended after two
  ///     seconds.
  ///   - receive: gets what it writes to stdout.
  mutating func finish(
    isStopped: () -> Bool, receive: (UnsafeRawBufferPointer) throws -> Void
  ) throws -> ExternalProgram.Ending {
    var said: [UInt8] = []
    func hear(_ part: UnsafeRawBufferPointer) {
      said += part.prefix(max(Self.mostMessages - said.count, 0))
    }
    var status: Int32?
    defer {
      for end in [input?.pipe, output, messages] { if let end { close(end) } }
      if status == nil {
        kill(process, SIGKILL)
        _ = Self.end(of: process, waiting: true)
      }
    }
    var block = [UInt8](repeating: 0, count: 1 << 16)
    var timesAsked = 0
    var nextQuestion = ContinuousClock.now + .milliseconds(100)
    while input != nil || output != nil || messages != nil {
      wait()
      give()
      output = try take(output, &block, receive)
      messages = try take(messages, &block, hear)
      guard ContinuousClock.now >= nextQuestion else { continue }
      nextQuestion = ContinuousClock.now + .milliseconds(100)
      // What others still hold open, whom it started, is not waited for.
      status = Self.end(of: process, waiting: false)
      if status != nil { break }
      ask(isStopped(), &timesAsked)
    }
    // It may have closed what it writes to and go on.
    while status == nil {
      status = Self.end(of: process, waiting: timesAsked > 20)
      if status == nil {
        usleep(timesAsked == 0 ? 1000 : 20_000)
        if ContinuousClock.now >= nextQuestion {
          nextQuestion = ContinuousClock.now + .milliseconds(100)
          ask(isStopped(), &timesAsked)
        }
      }
    }
    output = try take(output, &block, atMost: .max, receive)
    messages = try take(messages, &block, atMost: .max, hear)
    let code = status! & 0x7F
    return ExternalProgram.Ending(
      status: code == 0 ? .exited((status! >> 8) & 0xFF) : .signalled(code),
      messages: String(decoding: said, as: UTF8.self))
  }

  /// Asks the program to end; one that has been asked for two seconds is ended.
  private func ask(_ isStopped: Bool, _ times: inout Int) {
    guard isStopped else { return }
    times += 1
    kill(process, times > 20 ? SIGKILL : SIGTERM)
  }

  /// Waits until there is something to give or to take, up to a tenth of a second.
  private func wait() {
    var events: [pollfd] = []
    if let input { events.append(pollfd(fd: input.pipe, events: Int16(POLLOUT), revents: 0)) }
    for end in [output, messages] {
      if let end { events.append(pollfd(fd: end, events: Int16(POLLIN), revents: 0)) }
    }
    poll(&events, nfds_t(events.count), 100)
  }

  /// Gives the program what it can take of its input.
  private mutating func give() {
    guard let (rest, pipe) = input else { return }
    let count = rest.withUnsafeBytes { write(pipe, $0.baseAddress, $0.count) }
    if count < 0, [EAGAIN, EINTR].contains(errno) { return }
    if count < 0 || count == rest.count {
      // It has got all, or wants no more.
      close(pipe)
      input = nil
    } else {
      input!.rest = rest.dropFirst(count)
    }
  }

  /// Takes what there is to be read, up to some parts: whoever writes without end is asked to stop in between.
  ///
  /// - Returns: the pipe, or nil if it has ended.
  private func take(
    _ pipe: Int32?, _ block: inout [UInt8], atMost parts: Int = 16,
    _ receive: (UnsafeRawBufferPointer) throws -> Void
  ) throws -> Int32? {
    guard let pipe else { return nil }
    for _ in 0..<parts {
      let count = block.withUnsafeMutableBytes { read(pipe, $0.baseAddress, $0.count) }
      if count > 0 {
        try block.withUnsafeBytes { try receive(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        continue
      }
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN { return pipe }
      close(pipe)
      return nil
    }
    return pipe
  }

  /// How the program ended, as the system says it; nil if it has not.
  private static func end(of process: pid_t, waiting: Bool) -> Int32? {
    var status: Int32 = 0
    while true {
      let found = waitpid(process, &status, waiting ? 0 : WNOHANG)
      if found == process { return status }
      if found == 0 { return nil }
      // Somebody else asked for its end before.
      if errno != EINTR { return 0xFF00 }
    }
  }
}
