import ArgumentParser
import Configuration
import Gateway
import People
import PeopleStore
import Quarantine

extension PeopleCommand {
  struct Forget: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Erases one person from the imported records, and keeps them out of later imports.",
      discussion: """
        The key that sealed the records before is destroyed, so that no copy of them can be read. To keep the person out
        only a keyed hash stays, from which nobody can tell who it was; --let-back drops all of these, and the next import
        then brings back whoever the school's systems still export. Postern does not recognise a person who was erased:
        take out those who have gone, not those whom it is to protect.
        """)
    @OptionGroup var officer: OfficerOptions
    @Argument(help: ArgumentHelp("A name, an e-mail address or a UPN.", valueName: "person")) var person: String?
    @Option(name: .long, help: "Why; goes on the audit trail.") var reason: String
    @Flag(name: .long, help: "Even though an order against contact names the person.") var force = false
    @Flag(name: .customLong("let-back"), help: "Let everybody who was forgotten come back with the next import.")
    var letBack = false

    func validate() throws {
      guard letBack != (person != nil) else { throw ValidationError("Name the person, or use --let-back.") }
    }

    func run() throws {
      let settings = try officer.configuration.load()
      let records = RecordsStore(settings)
      let lock = try withRecords { () throws(RecordsError) in try records.lock() }
      defer { withExtendedLifetime(lock) {} }
      var entries = try withRecords { () throws(RecordsError) in try records.loadEntries() }
      let store = try officer.store(settings, create: true)
      guard let text = person else {
        let count = records.allowAll(in: &entries)
        try withRecords { () throws(RecordsError) in try records.save(entries) }
        try audit(store, "all who were forgotten may come back: \(reason)")
        return print("Nobody is kept out any more (\(count) hashes dropped).")
      }
      guard var stored = try withRecords({ () throws(RecordsError) in try records.load() }) else {
        say("postern: nothing was imported: the filter reads the files under 'people:', so take the person out there")
        throw ExitCode(ExitStatus.data)
      }
      let people = try officer.records(settings).people
      let found = try officer.person(text, in: people)
      let isBarred = (people.relationships(ofContact: found.number) + people.relationships(of: found.number))
        .contains { $0.noContact }
      guard !isBarred || force else {
        say("postern: an order against contact names this person, and would be lost: use --force if that is meant")
        throw ExitCode(ExitStatus.refused)
      }
      let keys = stored.roster.keys(
        ofPersonNamed: found.fullName, at: found.addresses, upn: people.upn(of: found.number))
      guard !keys.isEmpty else {
        say("postern: this person is known by an order that was entered by hand alone: lift that")
        throw ExitCode(ExitStatus.data)
      }
      entries.orders.removeAll { $0.isAbout(found, upn: people.upn(of: found.number)) }
      try withRecords { () throws(RecordsError) in
        try records.remember(keys, in: &entries)
        try records.save(entries)
        stored.roster = stored.roster.without(try records.forgetting(entries))
        try records.save(stored)
      }
      // Without the name, which is to be gone: the line tells that and why.
      try audit(store, "a \(found.kind.rawValue): \(reason)")
      print("The person is erased, and kept out of later imports.")
    }

    private func audit(_ store: QuarantineStore, _ reason: String) throws {
      try orExit(ExitStatus.unavailable) { () throws(QuarantineError) in
        try store.auditRecords(.personForgotten, by: officer.actor, reason: reason)
      }
    }
  }
}

extension ContactOrder {
  fileprivate func isAbout(_ person: Person, upn: String?) -> Bool {
    if let upn, self.upn.uppercased() == upn { return true }
    return person.addresses.contains(email.lowercased()) || pupilName == person.fullName
      || contactName == person.fullName
  }
}
