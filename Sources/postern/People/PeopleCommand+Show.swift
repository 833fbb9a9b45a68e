import ArgumentParser
import Configuration
import Foundation
import Gateway
import People
import Quarantine

extension PeopleCommand {
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows what the records say of a person, for finding out why a message was stopped.",
      discussion: "It shows personal data: who asked and why goes on the audit trail first.")
    @OptionGroup var officer: OfficerOptions
    @Argument(help: ArgumentHelp("A name, an e-mail address or a UPN.", valueName: "person")) var person: String
    @Option(name: .long, help: "Why you ask; goes on the audit trail.") var reason: String

    /// More than these are only counted: nobody asks about a hundred people.
    private static let most = 20

    func run() throws {
      let settings = try officer.configuration.load()
      let records = try officer.records(settings)
      let store = try officer.store(settings, create: true)
      let people = records.people
      let found = people.search(person)
      // Sealed on the trail, as all that names somebody.
      try orExit(ExitStatus.unavailable) { () throws(QuarantineError) in
        try store.auditRecords(.personShown, by: officer.actor, reason: "\(person): \(reason)")
      }
      if person.contains("@") { contact(people) }
      guard !found.isEmpty else {
        say("postern: nobody in the records is meant by that: write a full name, an e-mail address or a UPN")
        throw ExitCode(ExitStatus.data)
      }
      for number in found.prefix(Self.most) { print(PersonReport(number, people).text) }
      if found.count > Self.most { print("\(found.count - Self.most) more people are meant by that.") }
      if let stale = records.age.warning(at: store.time) { say("warning: \(stale)") }
    }

    /// A partner's row, whether it names the address or its domain.
    private func contact(_ people: PeopleIndex) {
      if let partner = people.contact(for: person) {
        print("Partner: \(partner.organisation), by \(partner.addressOrDomain)")
        print("  kind         \(partner.kind)\(partner.isSafeguardingRoute ? ", verified safeguarding route" : "")")
        print("  may receive  \(partner.mayReceive.joined(separator: ", "))")
      }
      if let group = people.groupMembers(person) { print("Mailing list of \(group.members.count) addresses.") }
      if let owners = people.owners(ofSharedMailbox: person) {
        print("Shared mailbox of \(owners.joined(separator: ", ")).")
      }
    }
  }
}

/// What the records say of one person.
private struct PersonReport {
  let text: String

  init(_ number: PersonNumber, _ people: PeopleIndex) {
    guard let person = people.person(number) else {
      text = ""
      return
    }
    var lines = ["\(person.fullName)"]
    func line(_ name: String, _ value: String?) {
      if let value, !value.isEmpty {
        lines.append("  " + name.padding(toLength: 14, withPad: " ", startingAt: 0) + value)
      }
    }
    line("kind", person.kind.rawValue.replacingOccurrences(of: "_", with: " "))
    line("known as", person.preferredName)
    line("UPN", people.upn(of: number))
    line("born", people.dateOfBirth(of: number)?.description)
    line("form", person.form)
    line("year", person.year)
    line("school", person.school)
    line("role", person.role)
    line("department", person.departments.joined(separator: ", "))
    line("addresses", person.addresses.joined(separator: ", "))
    line("flags", people.flags(of: number).sorted().joined(separator: ", "))
    for relationship in people.relationships(of: number) {
      line("contact", Self.words(relationship, people.person(relationship.contact)))
    }
    for relationship in people.relationships(ofContact: number) {
      line("contact of", Self.words(relationship, people.person(relationship.pupil)))
    }
    text = lines.joined(separator: "\n")
  }

  private static func words(_ it: Relationship, _ other: Person?) -> String {
    var words = [other.map { $0.fullName.isEmpty ? $0.addresses.first ?? "?" : $0.fullName } ?? "?"]
    if let what = it.words { words.append(what) }
    if let answer = it.parentalResponsibility { words.append("parental responsibility: \(answer ? "yes" : "no")") }
    if let answer = it.livesWith { words.append("lives with: \(answer ? "yes" : "no")") }
    switch it.mayReceive {
    case .unsaid: break
    case .everything: words.append("may receive everything")
    case .nothing: words.append("may receive nothing")
    case .only(let categories): words.append("may receive \(categories.joined(separator: ", "))")
    }
    if it.noContact { words.append("NO CONTACT") }
    if it.withholdAddress { words.append("ADDRESS WITHHELD") }
    if let role = it.lookedAfterRole { words.append("looked-after: \(role)") }
    if let from = it.validFrom { words.append("from \(from)") }
    if let until = it.validUntil { words.append("until \(until)") }
    return words.joined(separator: ", ")
  }
}
