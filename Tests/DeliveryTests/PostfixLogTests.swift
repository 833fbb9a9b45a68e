import Glibc
import PosternKit
import Testing

@testable import Delivery

@Suite("What Postfix's log tells of a queue id")
struct PostfixLogTests {
  /// 25 November 2026, 20:45:00 UTC.
  private let since: Int64 = 1_795_639_500
  private let id = "4GxYz31Kq"

  /// Lines as of `seconds` after `since`, in the form that names the year.
  /// - Parameter ahead: by so many seconds the receipt lies ahead of the clock that is asked now.
  private func fate(
    _ lines: [(seconds: Int, text: String)], before: String? = nil, ahead: Int64 = -60
  ) throws -> PostfixTrace.Fate {
    let folder = try TemporaryFolder("log")
    let text = lines.map { second, text in
      "2026-11-25T20:\(45 + second / 60):\(second % 60 < 10 ? "0" : "")\(second % 60).250000+00:00 mail \(text)\n"
    }
    let path = try folder.write("maillog", text: text.joined())
    if let before { try folder.write("maillog.1", text: before) }
    return PostfixLog(path).fate(of: id, since: since, now: since - ahead)
  }

  private var client: String { "postfix/reinjection/smtpd[71]: \(id): client=localhost[127.0.0.1]" }
  private var message: String { "postfix/cleanup[72]: \(id): message-id=<a@oakfield.example>" }
  private var active: String { "postfix/qmgr[70]: \(id): from=<a@b.example>, size=9, nrcpt=1 (queue active)" }
  private let over = "postfix/reinjection/smtpd[71]: disconnect from localhost[127.0.0.1] ehlo=1 mail=1 commands=2"

  @Test("what the queue manager has seen was taken, whatever came after")
  func taken() throws {
    #expect(try fate([(0, client), (0, message), (1, active)]) == .taken)
    #expect(try fate([(0, client), (1, active), (1, over), (2, "postfix/qmgr[70]: \(id): removed")]) == .taken)
    #expect(try fate([(0, client), (1, "postfix/cleanup[72]: \(id): milter-discard: END-OF-MESSAGE")]) == .taken)
  }

  @Test("what was not queued when its session ended will never be")
  func absent() throws {
    #expect(try fate([(0, client), (0, message), (3, over)]) == .absent)
    #expect(try fate([(0, client), (9, "postfix/master[1]: daemon started -- version 3.7.11")]) == .absent)
    let killed = "postfix/master[1]: warning: process /usr/lib/postfix/sbin/smtpd pid 71 killed by signal 9"
    #expect(try fate([(0, client), (3, killed)]) == .absent)
  }

  @Test("while its session goes on nothing is sure: the end of another's is not its end")
  func underWay() throws {
    #expect(try fate([(0, client), (0, message)]) == .underWay)
    let other = over.replacing("smtpd[71]", with: "smtpd[7]").replacing("reinjection/", with: "")
    let killed = "postfix/master[1]: warning: process /usr/lib/postfix/sbin/smtpd pid 171 killed by signal 9"
    #expect(try fate([(0, client), (1, other), (2, killed)]) == .underWay)
  }

  @Test("what was said of an earlier message with the same id is not said of this one")
  func usedAgain() throws {
    #expect(try fate([(0, client), (1, active), (5, client)]) == .underWay)
    let earlier = "Nov 24 09:00:00 mail \(client)\nNov 24 09:00:01 mail \(active)\n"
    #expect(try fate([(0, client)], before: earlier) == .underWay)
    #expect(try fate([(0, "postfix/pickup[2]: nothing")], before: earlier) != .taken)
  }

  @Test("a receipt of a time still to come, since the clock was set back, is told by the order of the lines")
  func clockSetBack() throws {
    #expect(try fate([(0, client), (1, active)], ahead: 90_000) == .taken)
    #expect(try fate([(0, client), (0, message), (3, over)], ahead: 90_000) == .absent)
    #expect(try fate([(0, client), (0, message)], ahead: 90_000) == .underWay)
    #expect(try fate([(0, client), (1, active), (5, client), (6, over)], ahead: 90_000) == .absent)
  }

  @Test("a log that is not there, or knows nothing of it, tells nothing")
  func unknown() throws {
    #expect(PostfixLog("/nowhere/maillog").fate(of: id, since: since) == .unknown("/nowhere/maillog cannot be read"))
    guard case .unknown = try fate([(0, over)]) else { return #expect(Bool(false)) }
  }

  @Test("times are read in both forms, over the turn of the year too")
  func times() {
    func read(_ line: String) -> Int64? { LogLineTime(line[...], now: since)?.seconds }
    #expect(read("2026-11-25T20:45:00.000001+00:00 mail x") == since)
    #expect(read("2026-11-25T21:45:00+01:00 mail x") == since)
    #expect(read("2026-11-25T15:45:00-05:00 mail x") == since)
    #expect(read("2026-11-25T20:45:00Z mail x") == since)
    var parts = tm()
    var time = time_t(since)
    localtime_r(&time, &parts)
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let clock = "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
    #expect(read("Nov \(parts.tm_mday) \(clock) mail x") == since)
    // In November a line of December is one of last year.
    let december = LogLineTime("Dec 31 23:59:59 mail x"[...], now: since)?.seconds ?? .max
    #expect(december < since && december > since - 366 * 86_400)
    #expect(read("2026-11-25T20:45:00+9223372036854775807:00 x") == nil)
    for bad in ["", "x", "Foo 25 20:45:00 mail", "Nov 25 20:45 mail", "2026-11-25 20:45:00 x"] {
      #expect(read(bad) == nil, "\(bad)")
    }
  }
}
