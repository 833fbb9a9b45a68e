import Foundation
import PosternKit
import Spool

/// Plays sample messages on a site, and looks where each copy went.
final class Stage {
  private let site: Site
  private var known: Set<String> = []

  /// - Parameter school: the folder of the sample school.
  init(school: String) throws {
    site = try Site(
      programs: (CommandLine.arguments[0] as NSString).deletingLastPathComponent, school: school,
      settings: "console: {senders: {link_days: 20}}")
  }

  /// Sends one sample message over SMTP, as its sender's mail program would.
  func play(_ sample: SampleMessage) throws -> Outcome {
    let reply = try site.send(sample.message, from: sample.sender, to: sample.recipients, login: sample.login)
    try site.postfix.waitForEmptyQueue()

    var fates: [String: Outcome.Fate] = [:]
    var addressesHidden = false
    for received in site.nextHop.messages where received.header("Message-ID") == sample.header("Message-ID") {
      for recipient in received.envelope.recipients { fates[recipient.address] = .delivered }
      if received.header("To") != sample.header("To") { addressesHidden = true }
    }
    for held in try site.held() where known.insert(held.reference).inserted {
      for address in held.recipients where fates[address] == nil { fates[address] = .held }
    }
    for address in sample.recipients where fates[address] == nil {
      fates[address] = reply.isPermanent ? .refused : .lost
    }
    let verdict = try check(sample)
    return Outcome(
      sample: sample, fates: fates, addressesHidden: addressesHidden, rule: verdict.rule,
      why: verdict.explanation.first ?? "", reply: "\(reply)")
  }

  private struct Verdict: Decodable {
    var rule: String?
    var explanation: [String]
  }

  private func check(_ sample: SampleMessage) throws -> Verdict {
    let answer = try site.run(
      ["check", "--json", sample.path, "--from", sample.login ?? sample.sender, "--to"] + sample.recipients)
    return try JSONDecoder().decode(Verdict.self, from: Data(answer.output.utf8))
  }

  /// How to go on by hand.
  var invitation: String {
    """

    It is still running. Send one of your own:
      swaks --server 127.0.0.1:\(site.postfix.port) --from teacher@oakfield.example --to someone@elsewhere.example \\
        --header "Subject: A try" --body "The EHCP review for my son Oliver Hart is on Tuesday."
    See what is held, what is known of it, and let it go:
      \(site.postern) held list --config \(site.configuration)
      \(site.postern) held show REFERENCE --config \(site.configuration)
      \(site.postern) held release REFERENCE --reason "checked" --config \(site.configuration)
    What would happen to a file?
      \(site.postern) check --config \(site.configuration) --from teacher@oakfield.example --to someone@elsewhere.example FILE.eml
    Is the installation as it should be? Postfix's lines are in \(site.postfix.configuration).
      \(site.postern) doctor --config \(site.configuration)
    Delivered mail is in \(site.folder.file("delivered")), Postern's log in \(site.folder.file("postern.log")).
    Ctrl-C ends it and leaves nothing behind.
    """
  }

  /// The links of notices that came to their senders, with whom each came to; the first ones.
  var links: [(to: String, url: String)] {
    let start = "http://127.0.0.1:\(site.sendersPort)/"
    var found: [(to: String, url: String)] = []
    for notice in site.nextHop.messages where found.count < 3 {
      let text = String(decoding: notice.data, as: UTF8.self)
      guard let place = text.range(of: start) else { continue }
      let to = notice.envelope.recipients.first?.address ?? ""
      found.append((to, start + text[place.upperBound...].prefix { !$0.isWhitespace }))
    }
    return found
  }

  /// Starts the console, and lets some of the school's people into it.
  func openConsole() throws -> StageConsole { try StageConsole(site, held: known.count, links: links) }

  /// Ends every process and removes every file.
  func takeDown() { site.stop() }
}
