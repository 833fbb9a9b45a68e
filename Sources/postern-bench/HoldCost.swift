import Foundation
import PosternKit

/// What holding a message costs beside the disk: the time from the final dot to the reply with the state on the disk of
/// the temporary folder, and with the state in memory, where fsync costs nothing and all else is the same.
struct HoldCost {
  /// Of one site, in milliseconds, sorted.
  private struct Times {
    var held: [Double]
    var passed: [Double]
  }

  private let onDisk: Times
  private let inMemory: Times

  /// - Parameter size: of a message, in bytes, roughly.
  init(messages: Int, size: Int) throws {
    onDisk = try Self.measure(inMemory: false, messages, size)
    inMemory = try Self.measure(inMemory: true, messages, size)
  }

  var summary: String {
    let all = [onDisk.held, inMemory.held, inMemory.passed].map { times in (p(times, 0.5), p(times, 0.95)) }
    return String(
      format: """
        holding, one at a time, %d messages, from the final dot to the reply (p50, p95):
          on disk %.1f ms, %.1f ms; beyond its fsyncs %.1f ms, %.1f ms; the same message, let pass, %.1f ms, %.1f ms
        """, onDisk.held.count, all[0].0, all[0].1, all[1].0, all[1].1, all[2].0, all[2].1)
  }

  private func p(_ sorted: [Double], _ share: Double) -> Double {
    sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
  }

  private static func measure(inMemory: Bool, _ messages: Int, _ size: Int) throws -> Times {
    let disk = try TemporaryFolder("postern-bench-disk", inMemory: inMemory)
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

        """)
    let site = try Site(
      programs: (CommandLine.arguments[0] as NSString).deletingLastPathComponent, school: school.path)
    defer { site.stop() }
    let mail = SampleMail(size: size)
    let times = { (isHeld: Bool, numbers: Range<Int>) -> [Double] in
      try numbers.map { try send(mail.message($0), number: $0, isHeld: isHeld, to: site.postfix.port) }
    }
    // Warms up, and lets the few letters go that one sender gets in an hour.
    _ = try times(true, 0..<20)
    _ = try times(false, 0..<20)
    sleep(2)
    let result = Times(
      held: try times(true, 20..<20 + messages).sorted(), passed: try times(false, 20..<20 + messages).sorted())
    let held = try site.run(["held", "list", "--json"]).output.split(separator: "\n").count
    guard held == messages + 20 else {
      throw BenchError(description: "\(held) messages are held, and not \(messages + 20)")
    }
    return result
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
}
