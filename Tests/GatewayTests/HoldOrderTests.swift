import Foundation
import Glibc
import PosternKit
import Testing

extension ThroughTrouble {
  @Suite("Accepted means safe", .serialized, .school)
  struct HoldOrderTests {
    let school: School
    init() throws { school = try #require(RunningSchool.current) }

    @Test("content, its folder, its key and its row are on the disk, in this order, before Postfix is told")
    func order() throws {
      // What is made once, and the outbox's own writes, must not stand between.
      try school.settle()
      let filter = try #require(try school.filterProcess())
      let file = school.site.folder.file("trace")
      let strace = try ChildProcess(
        "/usr/bin/strace",
        [
          "-f", "-y", "-o", file, "-e", "trace=fsync,fdatasync,write,writev,sendto,sendmsg,unlink", "-p", "\(filter)",
        ])
      try until { try !strace.isRunning || isTraced(filter) }
      let isAttached = try strace.isRunning && isTraced(filter)
      try #require(
        isAttached, "strace cannot attach to the filter: this test needs ptrace (in a container: --cap-add SYS_PTRACE)")

      let reference = try school.hold(.toBeHeld(from: "order@oakfield.example"))
      strace.signal(SIGINT)
      _ = try strace.wait()
      let calls = Trace(try String(contentsOfFile: file, encoding: .utf8))
      let content = try calls.done("fsync", "/content/\(reference).sealed>")
      let folder = try calls.done("fsync", "/content>", after: content)
      let keys = try calls.done("sync", "/keys.db>", after: folder)
      let row = try calls.done("sync", "/quarantine.db-wal>", after: keys)
      // SMFIR_DISCARD, a packet of one byte: Postfix takes the message from its client and drops its own copy.
      let reply = try calls.begun("\\0\\0\\0\\1d", after: 0)
      #expect(row < reply)
    }

    private func isTraced(_ process: pid_t) throws -> Bool {
      let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
      return status.contains("TracerPid:") && !status.contains("TracerPid:\t0\n")
    }
  }
}

/// What strace wrote of all threads: a call may begin on one line and end on another.
private struct Trace {
  private struct Call {
    var text: String
    var begins: Int
    var ends: Int
  }
  private var calls: [Call] = []

  init(_ text: String) {
    var open: [Substring: Int] = [:]
    for (number, line) in text.split(separator: "\n").enumerated() {
      let words = line.split(separator: " ", maxSplits: 1)
      guard words.count == 2 else { continue }
      if words[1].contains(" resumed>"), let begun = open.removeValue(forKey: words[0]) {
        calls[begun].text += words[1]
        calls[begun].ends = number
        continue
      }
      if words[1].hasSuffix("<unfinished ...>") { open[words[0]] = calls.count }
      calls.append(Call(text: String(words[1]), begins: number, ends: number))
    }
    // What never came back was not done.
    for index in open.values { calls[index].ends = .max }
  }

  /// The line on which the first such call that begins after another line has come back with success.
  func done(_ name: String, _ path: String, after line: Int = -1) throws -> Int {
    let call = calls.first {
      $0.begins > line && $0.text.prefix { $0 != "(" }.contains(name) && $0.text.contains(path)
        && $0.text.hasSuffix("= 0")
    }
    return try #require(call, "no \(name) of \(path) after line \(line)").ends
  }

  func begun(_ bytes: String, after line: Int) throws -> Int {
    try #require(calls.first { $0.begins > line && $0.text.contains(bytes) }, "no call with \(bytes)").begins
  }
}
