public import Configuration
public import Quarantine

/// Opens breach records, and writes to those who look after the register.
public struct BreachLetters: Sendable {
  private let store: QuarantineStore
  private let writer: NoticeWriter
  private let organisation: Settings.Organisation
  /// The compliance officers and the data protection officers, lower case.
  private let keepers: [String]
  private let standIns: [String: [String]]
  /// Everybody who is an officer, or stands in for one: who may ask for a record.
  public let officers: [String]

  public init(_ settings: Settings, store: QuarantineStore, writer: NoticeWriter) {
    self.store = store
    self.writer = writer
    organisation = settings.organisation
    let compliance = settings.officers.addresses(of: .general)
    let protection = settings.officers.byRole[.dataProtectionOfficer, default: []].map { $0.lowercased() }
    keepers = compliance + protection.filter { !compliance.contains($0) }
    standIns = settings.officers.standIns
    officers = settings.allOfficers.everybody
  }

  /// The record and its letters are stored together; none goes to whom it may not be known (D17), nor to who opens it.
  /// School and controller are filled in where the record does not say them.
  /// - Parameter actor: who opens it; "filter" where it opens by itself.
  /// - Returns: nil where this message opened one already.
  public func open(_ record: BreachRecord, by actor: String = "filter") throws(QuarantineError) -> BreachID? {
    var record = record
    var initial = record.initial ?? [:]
    let school =
      initial[.school] ?? organisation.school(of: record.sender.isEmpty ? record.reportedBy ?? "" : record.sender)
    initial[.school] = school
    initial[.controller] = initial[.controller] ?? organisation.controller(ofSchool: school)
    record.initial = initial
    let final = record
    return try store.openBreach(final, by: actor) { id in
      try told(of: final).filter { $0 != actor.lowercased() }.map { officer in
        try writer.draft(writer.breachOpened(final, id, to: officer), purpose: "breach \(id) \(officer)")
      }
    }
  }

  /// Writes the warnings that are due of the 72 hours; to be called often.
  /// - Returns: how many letters were put into the outbox.
  public func warnOfDeadlines() throws(DeliveryError) -> Int {
    do {
      var count = 0
      for (breach, hours) in try store.breachesToWarnOf() {
        guard let clock = breach.clock else { continue }
        let letters = try told(of: breach.record).map { officer in
          // With its start: a clock that was corrected warns anew.
          try writer.draft(
            writer.breachDeadline(breach, clock, at: store.time, to: officer),
            purpose: "breach clock \(breach.id) \(clock.start) \(hours) \(officer)")
        }
        if try store.warn(breach.id, of: hours, letters) { count += letters.count }
      }
      return count
    } catch let error as QuarantineError {
      throw .store(error)
    } catch {
      throw .reinjection(.unreadable("\(error)"))
    }
  }

  /// Where it may be known to none of those who look after the register, those who decide in their place are told.
  func told(of record: BreachRecord) -> [String] {
    let barred = Set(record.hiddenFrom ?? [])
    let left = keepers.filter { !barred.contains($0) }
    guard left.isEmpty else { return left }
    return Set(keepers.flatMap { standIns[$0] ?? [] }).subtracting(barred).sorted()
  }
}
