import Foundation
import PosternKit

/// What holding a message costs beside the disk: the time from the final dot to the reply, less what the same filter
/// spends in fsync for it, on the disk of the temporary folder.
struct HoldCost {
  /// Means, in milliseconds.
  private let held, passed, synced: Double
  private let messages: Int

  /// The fsyncs of those threads alone that hold mail: letters are written and sent on others.
  private static let holding = "/content/"

  /// - Parameter size: of a message, in bytes, roughly.
  init(messages: Int, size: Int) throws {
    let disk = try TemporaryFolder("postern-bench-disk", inMemory: false)
    let school = try TemporaryFolder("postern-bench-school")
    try school.write(
      "pupils.csv",
      text: """
        legal_first,legal_last,date_of_birth,form,year,guardian1_name,guardian1_email
        Priya,Begum,2013-02-10,8A,8,Nasreen Begum,nasreen.begum@families.example

        """)
    try school.write(
      "postern.yaml",
      text: """
        organisation: {name: Oakfield Academy, domains: [oakfield.example]}
        people: {pupils: pupils.csv}
        keys: \(disk.file("keys"))
        state: \(disk.file("state"))
        log: warning

        """)
    let site = try Site(
      programs: (CommandLine.arguments[0] as NSString).deletingLastPathComponent, school: school.path)
    defer { site.stop() }
    guard let filter = ProcessTable(supervisor: site.filterProcess).filter else {
      throw BenchError(description: "the filter has ended")
    }
    let clean = SampleMail(size: size)
    let times = { (isHeld: Bool, numbers: Range<Int>) -> [Double] in
      try numbers.map { number in
        try Self.send(clean.message(number), number: number, isHeld: isHeld, to: site.postfix.port)
      }
    }
    _ = try times(true, 0..<20)
    _ = try times(false, 0..<20)
    passed = Self.mean(try times(false, 20..<20 + messages))
    let trace = disk.file("trace")
    let strace = try ChildProcess(
      SyncTrouble.program,
      ["-f", "-y", "-T", "--seccomp-bpf", "-o", trace, "-e", "trace=fsync,fdatasync", "-p", "\(filter)"])
    // strace tells nobody when it has attached; a held message of which it has seen the fsync does.
    var next = 20
    while !((try? String(contentsOfFile: trace, encoding: .utf8))?.contains(Self.holding) ?? false) {
      guard strace.isRunning, next < 200 else { throw BenchError(description: "strace cannot attach to the filter") }
      _ = try times(true, next..<next + 1)
      next += 1
    }
    let before = Self.syncTime(try String(contentsOfFile: trace, encoding: .utf8))
    held = Self.mean(try times(true, next..<next + messages))
    strace.signal(2)
    _ = try strace.wait()
    synced = (Self.syncTime(try String(contentsOfFile: trace, encoding: .utf8)) - before) / Double(messages)
    self.messages = messages
  }

  var summary: String {
    String(
      format: """
        holding (means of %d messages, one at a time): %.1f ms from the final dot to the reply, of which %.1f ms in fsync;
          beyond its fsyncs %.1f ms, of which %.1f ms the same message takes that is let pass
        """, messages, held, synced, held - synced, passed)
  }

  /// - Returns: the milliseconds from the final dot to the reply.
  private static func send(_ message: [UInt8], number: Int, isHeld: Bool, to port: UInt16) throws -> Double {
    let client = try SMTPClient(port: port)
    defer { client.quit() }
    try client.hello()
    let replies = try client.pipeline([
      "MAIL FROM:<teacher@oakfield.example>", "RCPT TO:<someone@elsewhere.example>", "DATA",
    ])
    guard replies.allSatisfy(\.isPositive) else { throw BenchError(description: "\(replies)") }
    let held = "Priya Begum was diagnosed with epilepsy and takes sodium valproate. This is number \(number).\r\n"
    // The Message-ID must be another each time, or it would be the same message again.
    let text = String(decoding: message, as: UTF8.self)
      .replacing("Message-ID: <", with: "Message-ID: <\(isHeld ? "held" : "passed")-\(number)-")
    try client.write(Array((text + (isHeld ? held : "")).utf8))
    let began = ContinuousClock.now
    try client.write(Array(".\r\n".utf8))
    let reply = try client.readReply()
    guard reply.isPositive else { throw BenchError(description: "\(reply)") }
    return (ContinuousClock.now - began) / .milliseconds(1)
  }

  /// The milliseconds in fsync and fdatasync of all threads that have written held content.
  private static func syncTime(_ trace: String) -> Double {
    let lines = trace.split(separator: "\n")
    let threads = Set(lines.filter { $0.contains(holding) }.compactMap { $0.split(separator: " ").first })
    return lines.reduce(0) { sum, line in
      guard let thread = line.split(separator: " ").first, threads.contains(thread), line.hasSuffix(">"),
        let open = line.lastIndex(of: "<"), let seconds = Double(line[line.index(after: open)...].dropLast())
      else { return sum }
      return sum + seconds * 1_000
    }
  }

  private static func mean(_ times: [Double]) -> Double { times.reduce(0, +) / Double(max(times.count, 1)) }
}
