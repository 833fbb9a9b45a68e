import Foundation
public import Glibc

/// A process and all that it has started, theirs too, as /proc shows them at one moment.
public struct ProcessFamily: Sendable {
  public let members: [pid_t]

  public init(of roots: [pid_t]) {
    var parents: [pid_t: [pid_t]] = [:]
    for process in Self.numbers(in: "/proc") {
      guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
        let after = text.lastIndex(of: ")")
      else { continue }
      let words = text[text.index(after: after)...].split(separator: " ")
      if words.count > 1, let parent = pid_t(words[1]) { parents[parent, default: []].append(pid_t(process)) }
    }
    var found = roots
    var next = 0
    while next < found.count {
      found += parents[found[next]] ?? []
      next += 1
    }
    members = found
  }

  /// The proportional set of all of them, in bytes, which counts shared memory once.
  public var proportionalSet: Int {
    members.reduce(0) { total, process in
      let text = (try? String(contentsOfFile: "/proc/\(process)/smaps_rollup", encoding: .utf8)) ?? ""
      let line = text.split(separator: "\n").first { $0.hasPrefix("Pss:") }
      return total + (line.flatMap { Int($0.filter(\.isNumber)) } ?? 0) << 10
    }
  }

  /// Memory files that any of them has open, in bytes, each counted once, whether or not it is mapped.
  public var memoryFiles: Int {
    var sizes: [UInt64: Int] = [:]
    for process in members {
      for number in Self.numbers(in: "/proc/\(process)/fd") {
        let path = "/proc/\(process)/fd/\(number)"
        guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path),
          target.hasPrefix("/memfd:")
        else { continue }
        var status = stat()
        // stat(2): blocks are of 512 bytes.
        if stat(path, &status) == 0 { sizes[UInt64(status.st_ino)] = Int(status.st_blocks) * 512 }
      }
    }
    return sizes.values.reduce(0, +)
  }

  /// Open descriptors of all of them.
  public var descriptors: Int { members.reduce(0) { $0 + Self.numbers(in: "/proc/\($1)/fd").count } }

  /// Processor time that they have used so far, with their children that have ended, in milliseconds.
  public var processorTime: Double {
    let perSecond = Double(sysconf(Int32(_SC_CLK_TCK)))
    let ticks = members.reduce(0) { total, process in
      guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
        let after = text.lastIndex(of: ")")
      else { return total }
      // proc(5): utime, stime, cutime and cstime are fields 14 to 17; the first behind the name is field 3.
      let fields = text[text.index(after: after)...].split(separator: " ")
      return fields.count > 14 ? total + fields[11...14].reduce(0) { $0 + (Int($1) ?? 0) } : total
    }
    return Double(ticks) * 1_000 / perSecond
  }

  private static func numbers(in folder: String) -> [Int32] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).compactMap { Int32($0) }
  }
}
