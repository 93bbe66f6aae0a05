import HostSystem
import TestSupport
import Testing

@Suite struct MemoryLimitTests {
  /// Files of the system as Linux has them, in a folder of their own.
  private func limit(_ files: [String: String]) throws -> MemoryLimit {
    let root = try Scratch()
    for (name, text) in files { try root.write(text, to: name) }
    return MemoryLimit.limit(root: root.folder.path)
  }

  @Test func controlGroupsOfBothVersionsCount() throws {
    let free = try limit([:])
    #expect(free.bytes > 1 << 20 && free.source != "its control group")
    let own = try limit(["proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "123456\n"])
    #expect(own.bytes == 123_456 && own.source == "its control group")
    let second = "0::/a/b\n"
    #expect(
      try limit(["proc/self/cgroup": second, "sys/fs/cgroup/a/b/memory.max": "123456\n"]) == own)
    #expect(
      try limit([
        "proc/self/cgroup": second, "sys/fs/cgroup/a/b/memory.max": "max\n",
        "sys/fs/cgroup/a/memory.max": "123456\n", "sys/fs/cgroup/memory.max": "max\n",
      ]) == own)
    // Within a container the path leads nowhere, and the root is the container's.
    #expect(
      try limit(["proc/self/cgroup": second, "sys/fs/cgroup/memory.max": "123456\n"]) == own)
    let first = "12:cpu,cpuacct:/c\n7:memory:/a\n"
    #expect(
      try limit([
        "proc/self/cgroup": first, "sys/fs/cgroup/memory/a/memory.limit_in_bytes": "123456\n",
      ]) == own)
    #expect(
      try limit([
        "proc/self/cgroup": first,
        "sys/fs/cgroup/memory/a/memory.limit_in_bytes": "9223372036854771712\n",
      ]) == free)
    #expect(try limit(["proc/self/cgroup": "nonsense\n:::\n0::\n"]) == free)
  }

  @Test func refusalsSayWhatIsNeededAndWhatIsThere() throws {
    let limit = try limit([
      "proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "250000000\n",
    ])
    #expect(limit.refusal(of: 2.4e8) == nil)
    #expect(
      limit.refusal(of: 3.1e12)
        == "needs about 3.1 TB of memory, and its control group leaves this process 250 MB")
    #expect(limit.refusal(of: 1e300)?.contains("of memory") == true)
    #expect(limit.refusal(of: .infinity)?.contains("inf PB of memory") == true)
  }
}
