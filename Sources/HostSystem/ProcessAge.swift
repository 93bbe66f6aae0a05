import DataFiles
import Foundation

/// How long this process has been there.
///
/// The system began it before its first line ran: libraries are loaded meanwhile.
///
/// - Returns: the time to a hundredth of a second, or nil if the system does not tell.
package func processAge() -> Duration? {
  #if os(Linux)
    // The name of the program, in brackets, may have blanks and brackets of its own.
    guard let text = try? InputFile.text("/proc/self/stat", atMost: 1 << 16),
      let end = text.lastIndex(of: ")")
    else { return nil }
    let fields = text[text.index(after: end)...].split(separator: " ")
    let ticksPerSecond = sysconf(Int32(_SC_CLK_TCK))
    var now = timespec()
    guard fields.count > 19, let start = Double(fields[19]), ticksPerSecond > 0,
      clock_gettime(CLOCK_BOOTTIME, &now) == 0
    else { return nil }
    let age = Double(now.tv_sec) + 1e-9 * Double(now.tv_nsec) - start / Double(ticksPerSecond)
  #else
    var process = kinfo_proc()
    var size = MemoryLayout<kinfo_proc>.stride
    var request = [CTL_KERN, KERN_PROC, KERN_PROC_PID, getpid()]
    guard sysctl(&request, UInt32(request.count), &process, &size, nil, 0) == 0 else { return nil }
    let start = process.kp_proc.p_starttime
    let age =
      Date().timeIntervalSince1970 - Double(start.tv_sec) - 1e-6 * Double(start.tv_usec)
  #endif
  return age >= 0 ? .seconds(age) : nil
}
