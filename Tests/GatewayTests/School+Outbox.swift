import Foundation
import Glibc
import PosternKit
import Testing

extension School {
  /// Holds a message, and says under which reference.
  func hold(_ mail: Mail, as client: Client? = nil) throws -> String {
    #expect(try send(mail, as: client).code == 250)
    return try #require(try newlyHeld().first).reference
  }

  /// What `postern held show` tells of a message.
  func shown(_ reference: String) throws -> Site.Held {
    let shown = try site.run(["held", "show", reference, "--json"])
    return try JSONDecoder().decode(Site.Held.self, from: Data(shown.output.utf8))
  }

  /// What Postfix handed over, as an officer is shown it: one who holds its cabinet, else by breaking the glass.
  func content(of reference: String) throws -> String {
    for officer in ["c.draycott", "a.pugh", "y.castell"] {
      let shown = try site.run(
        ["held", "show", reference, "--content", "--reason", "test", "--by", "\(officer)@oakfield.example"])
      if shown.status == 0 { return shown.output }
    }
    let shown = try site.run(["held", "show", reference, "--content", "--break-glass", "--reason", "test"])
    #expect(shown.status == 0, "\(shown.errors)")
    return shown.output
  }

  /// Waits until a message has come into a state.
  func wait(for reference: String, toBe state: String) throws {
    for _ in 0..<1_200 {
      if try shown(reference).state == state { return }
      usleep(50_000)
    }
    Issue.record("\(reference) is \(try shown(reference).state), not \(state)\n\(site.log)")
  }

  /// Starts `postern held release` and does not wait for it.
  /// - Parameter port: of the service that it is to use; nil for the real one.
  func startRelease(_ reference: String, port: UInt16? = nil) throws -> ChildProcess {
    var configuration = site.configuration
    if let port {
      let text = try String(contentsOfFile: configuration, encoding: .utf8)
      let name = "relay-\(port).yaml"
      let own = "reinject: {port: \(site.postfix.reinjectionPort),"
      try #require(text.contains(own))
      configuration = try site.folder.write(
        name, text: text.replacing(own, with: "reinject: {port: \(port),"))
    }
    return try ChildProcess(
      site.postern, ["held", "release", reference, "--reason", "checked", "--config", configuration])
  }

  /// Rows of the database of held mail, each column as text.
  func rows(_ query: String) throws -> [[String]] {
    try site.rows(query)
  }

  /// Waits until the supervisor has started another filter.
  func waitUntilServed() throws {
    try until { try send(Mail(to: ["w.birch@oakfield.example"])).code == 250 }
  }

  /// Starts the filter anew, as after a crash of the machine's service.
  func restartFilter() throws {
    site.stopFilter()
    try site.startFilter()
  }

  /// Lets Postfix refuse a recipient, or nobody, from here on.
  func refuse(_ address: String? = nil, with reply: String = "") throws {
    var settings = site.postfix.settings
    settings.mainLines = postfix
    if let address {
      settings.mainLines.append(
        "smtpd_sender_restrictions = check_recipient_access inline:{{\(address) = \(reply)}}")
    }
    site.postfix.stop()
    try site.postfix.reload(settings)
    try site.postfix.start()
  }
}

extension ReceivedMessage {
  /// The rebuilt trace line of the first arrival, unfolded, and all that stands below it.
  func asReleased() -> (trace: String, rest: [UInt8]) {
    let below = withoutTrace(of: "mail.oakfield.example")
    var end = 0
    while let line = below[end...].firstIndex(of: 0x0A) {
      end = line + 1
      guard end < below.count, below[end] == 0x20 || below[end] == 0x09 else { break }
    }
    let field = String(decoding: below[..<end], as: UTF8.self)
    return (field.replacing("\r\n\t", with: " ").trimmingCharacters(in: .newlines), Array(below[end...]))
  }
}

extension School {
  /// The filter itself, a child of the supervisor.
  func filterProcess() throws -> pid_t? {
    for name in try FileManager.default.contentsOfDirectory(atPath: "/proc") {
      guard let process = pid_t(name),
        let status = try? String(contentsOfFile: "/proc/\(name)/stat", encoding: .utf8),
        let end = status.lastIndex(of: ")"),
        status[end...].split(separator: " ").dropFirst(2).first == "\(site.filterProcess)"[...],
        let command = try? String(contentsOfFile: "/proc/\(name)/cmdline", encoding: .utf8), command.contains("--serve")
      else { continue }
      return process
    }
    return nil
  }
}
