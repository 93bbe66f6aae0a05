import DataFiles
import SystemPackage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How much memory this process may still take: the least of what the machine, its control group (a container, a
/// batch job) and its own limits leave it.
///
/// What is larger than that is refused before it is allocated, since an allocation that fails ends the process.
package struct MemoryLimit: Sendable, Equatable {
  /// The bytes.
  package let bytes: Int
  /// Who sets the limit, for messages.
  package let source: String

  /// The limit of this process now.
  package static var current: MemoryLimit { limit(root: "") }

  /// The same with the files of the system below another folder than `/`.
  package static func limit(root: String) -> MemoryLimit {
    var limits = [physical(), ofControlGroup(root: root)].compactMap(\.self)
    for (limit, name, taken) in [
      (own(RLIMIT_AS), "ulimit -v", taken("VmSize", root: root)),
      (own(RLIMIT_DATA), "ulimit -d", taken("VmData", root: root)),
    ] {
      if let limit { limits.append(MemoryLimit(bytes: max(limit - taken, 0), source: name)) }
    }
    return limits.min { $0.bytes < $1.bytes } ?? MemoryLimit(bytes: .max, source: "nothing")
  }

  #if canImport(Glibc)
    private typealias Resource = __rlimit_resource
  #else
    private typealias Resource = Int32
  #endif

  /// One of the process's own limits, if it has it.
  private static func own(_ resource: Resource) -> Int? {
    var limit = rlimit()
    #if canImport(Glibc)
      let status = getrlimit(__rlimit_resource_t(resource.rawValue), &limit)
    #else
      let status = getrlimit(resource, &limit)
    #endif
    return status == 0 && limit.rlim_cur < UInt64(Int.max) ? Int(limit.rlim_cur) : nil
  }

  private static func physical() -> MemoryLimit? {
    let (pages, size) = (sysconf(Int32(_SC_PHYS_PAGES)), sysconf(Int32(_SC_PAGESIZE)))
    guard pages > 0, size > 0 else { return nil }
    return MemoryLimit(bytes: pages * size, source: "this machine")
  }

  /// What this process has taken already of what a limit counts, by its name in `/proc/self/status`.
  private static func taken(_ name: String, root: String) -> Int {
    let line = lines(of: "\(root)/proc/self/status").first { $0.hasPrefix("\(name):") }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first
      .flatMap { Int($0) }.map { $0 << 10 } ?? 0
  }

  /// The least limit of this process's control group and all that it is in, of both versions of these groups.
  private static func ofControlGroup(root: String) -> MemoryLimit? {
    var files: [String] = []
    for line in lines(of: "\(root)/proc/self/cgroup") {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      let mount: String
      let name: String
      if fields[0] == "0" {
        (mount, name) = ("\(root)/sys/fs/cgroup", "memory.max")
      } else if fields[1].split(separator: ",").contains("memory") {
        (mount, name) = ("\(root)/sys/fs/cgroup/memory", "memory.limit_in_bytes")
      } else {
        continue
      }
      // Within a container the groups above it are not to be seen, and its own is the root.
      var path = fields[2].split(separator: "/")
      while true {
        files.append(([mount] + path.map(String.init) + [name]).joined(separator: "/"))
        if path.popLast() == nil { break }
      }
    }
    let limits = files.compactMap { file in lines(of: file).first.flatMap { Int($0) } }
    return limits.min().map { MemoryLimit(bytes: $0, source: "its control group") }
  }

  private static func lines(of path: String) -> [Substring] {
    ((try? InputFile.text(path, atMost: 1 << 16)) ?? "").split(separator: "\n")
  }
}

extension MemoryLimit {
  /// Whether so many bytes are more than there may be, in words; nil if they are not.
  package func refusal(of needed: Double) -> String? {
    guard needed > Double(bytes) else { return nil }
    return "needs about \(Self.text(needed)) of memory, and \(source) leaves this process"
      + " \(Self.text(Double(bytes)))"
  }

  /// A size for people.
  package static func text(_ bytes: Double) -> String {
    let units = ["bytes", "kB", "MB", "GB", "TB", "PB"]
    var (value, unit) = (bytes, 0)
    while value >= 1000, unit + 1 < units.count {
      (value, unit) = (value / 1000, unit + 1)
    }
    let rounded = value < 10 ? (10 * value).rounded() / 10 : value.rounded()
    return rounded < 1e15 && rounded == rounded.rounded()
      ? "\(Int(rounded)) \(units[unit])" : "\(rounded) \(units[unit])"
  }
}
