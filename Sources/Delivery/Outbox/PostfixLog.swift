import Foundation
import Glibc

/// Reads Postfix's log for one queue id: the file at hand, and the one before it.
struct PostfixLog {
  private let path: String

  init(_ path: String) { self.path = path }

  /// - Parameters:
  ///   - since: when the receipt was recorded, in Unix seconds. One that lies ahead of `now` is of before the clock was set
  ///     back: then no line is too old, and their order alone tells one message from another of the same id.
  ///   - now: in Unix seconds.
  func fate(of queueID: String, since: Int64, now: Int64 = Int64(time(nil))) -> PostfixTrace.Fate {
    let since = since > now ? 0 : since
    var reading = Reading(queueID: queueID, since: since)
    var read = 0
    for path in [path + ".1", path] {
      guard let file = fopen(path, "re") else { continue }
      defer { fclose(file) }
      read += 1
      var status = stat()
      if fstat(fileno(file), &status) == 0, status.st_mtim.tv_sec < since { continue }
      var line: UnsafeMutablePointer<CChar>?
      var capacity = 0
      defer { free(line) }
      while getline(&line, &capacity, file) > 0, let line { reading.take(line) }
    }
    guard read > 0 else { return .unknown("\(path) cannot be read") }
    return reading.fate ?? .unknown("\(path) says nothing of \(queueID)")
  }
}

/// What the lines so far tell. Words are those of Postfix's smtpd, cleanup, qmgr and master.
private struct Reading {
  private let mark: String
  private let since: Int64
  private(set) var fate: PostfixTrace.Fate?
  /// "smtpd[123]", whose session the message came by.
  private var session: String?

  init(queueID: String, since: Int64) {
    mark = ": \(queueID): "
    self.since = since
  }

  mutating func take(_ line: UnsafePointer<CChar>) {
    if strstr(line, mark) != nil {
      if strstr(line, "\(mark)client=") != nil {
        // Ids are used again: what was said before is of another message.
        fate = .underWay
        session = Self.session(String(cString: line))
      } else if strstr(line, "(queue active)") != nil || strstr(line, "discard:") != nil {
        // Only a message that is whole and on the disk gets to the queue manager; a discarded one was taken as well.
        if let time = LogLineTime(String(cString: line)[...]), time.seconds >= since - 1 { fate = .taken }
      }
      return
    }
    guard fate == .underWay, let session else { return }
    let number = session.drop { $0 != "[" }.dropFirst().dropLast()
    if strstr(line, "/\(session): disconnect from ") != nil || strstr(line, "/\(session): connect from ") != nil
      || strstr(line, "/master[") != nil
        && (strstr(line, "daemon started") != nil || strstr(line, " pid \(number) ") != nil)
    {
      fate = .absent
    }
  }

  private static func session(_ line: String) -> String? {
    guard let start = line.range(of: "/smtpd["), let end = line[start.upperBound...].firstIndex(of: "]") else {
      return nil
    }
    return String(line[line.index(after: start.lowerBound)...end])
  }
}
