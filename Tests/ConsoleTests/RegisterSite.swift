import Configuration
import Foundation
import PosternKit
import Quarantine

/// A site with a breach register, and those who have to do with it.
final class RegisterSite {
  let mail: HeldMail
  var site: ConsoleSite { mail.console }
  var store: QuarantineStore { mail.store }

  /// Looks after the register: the compliance officer.
  static let officer = HeldMail.officer
  /// Looks after it, too, and opens no cabinet.
  static let dpo = "d.privacy@trust.example"
  static let teacher = "g.young@oakfield.example"
  static let otherTeacher = "t.khan@oakfield.example"
  /// Decides in the compliance officer's place.
  static let head = HeldMail.head
  static let report = "/breaches/report"

  /// - Parameter dpo: names a data protection officer.
  init(dpo: Bool = false) throws {
    mail = try HeldMail()
    guard dpo else { return }
    let path = site.site.configuration
    let text = try String(contentsOfFile: path, encoding: .utf8)
      .replacing("officers:\n", with: "officers:\n  data_protection_officer: [\(Self.dpo)]\n")
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    site.site.stopConsole()
    _ = try site.site.startConsole()
  }

  func stop() { mail.stop() }

  func signedIn(_ address: String) throws -> WebClient { try site.signedIn(address) }

  /// - Parameter known: so many hours and a half ago, so that no hour ends while a test looks.
  func open(
    _ values: [BreachField: String] = [:], known: Int64 = 1, hiddenFrom: [String] = [], by reporter: String = officer
  ) throws -> BreachID {
    var initial: [BreachField: String] = [
      .what: "A list went to all parents.", .how: "emailed_to_wrong_recipient",
      .known: "\(store.time - known * 3_600 - 1_800)", .controller: "Oakfield Trust", .school: "Oakfield Academy",
      .people: "pupil: Alma Brambleby\npupil: Zeb Quillfeather\nguardian: Una Quillfeather",
    ]
    initial.merge(values) { $1 }
    let record = BreachRecord(
      cause: .officerEntry, hiddenFrom: hiddenFrom, reportedBy: reporter, initial: initial)
    guard let id = try store.openBreach(record, by: reporter, letters: { _ in [] }) else {
      throw SiteError(description: "no record was opened")
    }
    return id
  }

  /// What a member of staff types.
  static let typed: [(String, String)] = [
    ("how", "bcc_not_used"), ("what", "I put all parents of 9B into Cc."), ("happened", "25/11/2025 09:30"),
    ("known", ""), ("people", "pupil: Alma Brambleby"), ("people_count", "28"), ("recipients", "28 parents"),
    ("measures", "I have asked them to delete it."),
  ]

  /// Goes all the way of the form.
  /// - Returns: the page that was sent last, and its answer.
  func send(
    _ client: WebClient, _ fields: [(String, String)] = typed
  ) throws -> (page: FormPage, answer: WebClient.Answer) {
    let form = try FormPage(client, Self.report)
    let check = FormPage(client, try form.send(Self.report + "/check", fields))
    return (check, try check.send(Self.report))
  }
}

extension WebClient.Answer {
  /// The reference of the record to which it leads.
  var record: BreachID? {
    self["location"].flatMap { $0.split(separator: "?").first?.split(separator: "/").last }
      .flatMap { BreachID(String($0)) }
  }
}
