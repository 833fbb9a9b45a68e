import ArgumentParser
import Configuration
import Foundation
import Gateway
import Glibc
import People
import PeopleStore
import Quarantine

extension PeopleCommand {
  struct NoContact: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "no-contact",
      abstract: "Enters that an adult must have no contact with a pupil; it holds at once.",
      discussion: """
        For an order of a court, or a decision of the school, that must not wait for the school's system and its export.
        It stands beside what the records say, over all imports, until it ends by --until or is lifted. A running filter
        takes it up within seconds.
        """)
    @OptionGroup var officer: OfficerOptions
    @Option(name: .long, help: "The pupil: a UPN, an e-mail address, or a full name that only one pupil has.")
    var pupil: String?
    @Option(name: .long, help: "The adult: an e-mail address, or a full name as the records have it.")
    var contact: String?
    @Option(name: .long, help: "The last day on which it holds, like 2027-03-31 (default: it does not end).")
    var until: String?
    @Option(name: .long, help: "By what order; goes on the audit trail.") var reason: String?
    @Option(name: .long, help: ArgumentHelp("Lift an order, by its number in the list.", valueName: "order"))
    var lift: String?
    @Flag(name: .long, help: "List the orders that were entered by hand; goes on the audit trail.") var list = false

    func validate() throws {
      guard [pupil != nil && contact != nil, lift != nil, list].count(where: { $0 }) == 1 else {
        throw ValidationError("Name --pupil and --contact, or use --lift or --list.")
      }
      guard list || reason?.isEmpty == false else {
        throw ValidationError("Say the --reason; it goes on the audit trail.")
      }
      if let until, CalendarDate(until) == nil {
        throw ValidationError("'\(until)' is no day: write it like 2027-03-31.")
      }
    }

    func run() throws {
      let settings = try officer.configuration.load()
      let records = RecordsStore(settings)
      let lock = try withRecords { () throws(RecordsError) in try records.lock() }
      defer { withExtendedLifetime(lock) {} }
      var entries = try withRecords { () throws(RecordsError) in try records.loadEntries() }
      let store = try officer.store(settings, create: true)
      if list {
        try audit(store, .personShown, "all orders against contact that were entered by hand")
        for order in entries.orders { print(order.line) }
        return
      }
      if let lift {
        guard let place = entries.orders.firstIndex(where: { $0.id == lift }) else {
          say("postern: there is no order '\(lift)': see 'postern people no-contact --list'")
          throw ExitCode(ExitStatus.data)
        }
        let order = entries.orders.remove(at: place)
        try audit(store, .contactAllowed, "\(order.line): \(reason ?? "")")
        try withRecords { () throws(RecordsError) in try records.save(entries) }
        return print("The order \(lift) is lifted.")
      }
      let order = try newOrder(settings, entries)
      entries.orders.append(order)
      try audit(store, .contactForbidden, "\(order.line): \(reason ?? "")")
      try withRecords { () throws(RecordsError) in try records.save(entries) }
      print("The order \(order.id) holds; a running filter takes it up within seconds.")
    }

    private func newOrder(_ settings: Settings, _ entries: RecordsStore.Entries) throws -> ContactOrder {
      let people = try officer.records(settings).people
      let child = try officer.person(pupil ?? "", in: people, kinds: [.pupil, .applicant, .formerPupil])
      let adult = (contact ?? "").trimmingCharacters(in: .whitespaces)
      let isAddress = adult.contains("@")
      var name = isAddress ? "" : adult
      if !isAddress {
        let known = people.relationships(of: child.number).compactMap { people.person($0.contact) }
        let meant = known.filter { people.search(adult).contains($0.number) }
        guard Set(meant.map(\.number)).count <= 1 else {
          say("postern: \(meant.count) of the pupil's contacts are meant by that: write an e-mail address")
          throw ExitCode(ExitStatus.data)
        }
        if let only = meant.first {
          name = only.fullName
        } else {
          say(
            "note: the records know no such contact of the pupil; the order holds for this name beside the pupil alone")
        }
      }
      let numbers = Set(entries.orders.map(\.id))
      let number = (1...).lazy.map { "N\($0)" }.first { !numbers.contains($0) } ?? "N0"
      return ContactOrder(
        id: number, upn: people.upn(of: child.number) ?? "", pupilName: child.fullName,
        dateOfBirth: people.dateOfBirth(of: child.number)?.description ?? "", contactName: name,
        email: isAddress ? adult.lowercased() : "", until: until ?? "", enteredAt: Int64(time(nil)))
    }

    private func audit(_ store: QuarantineStore, _ action: AuditAction, _ reason: String) throws {
      try orExit(ExitStatus.unavailable) { () throws(QuarantineError) in
        try store.auditRecords(action, by: officer.actor, reason: reason)
      }
    }
  }
}

extension ContactOrder {
  fileprivate var line: String {
    "\(id)  \(pupilName)\(upn.isEmpty ? "" : " (\(upn))")  no contact with \(contactName.isEmpty ? email : contactName)"
      + (until.isEmpty ? "" : "  until \(until)")
  }
}
