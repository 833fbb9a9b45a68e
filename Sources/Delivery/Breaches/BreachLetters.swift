public import Configuration
public import Quarantine

/// Opens breach records, and writes to those who look after the register.
public struct BreachLetters: Sendable {
  private let store: QuarantineStore
  private let writer: NoticeWriter
  private let settings: Settings
  /// Everybody who is an officer, or stands in for one: who may ask for a record.
  public let officers: [String]

  public init(_ settings: Settings, store: QuarantineStore, writer: NoticeWriter) {
    self.store = store
    self.writer = writer
    self.settings = settings
    officers = settings.allOfficers.everybody
  }

  /// The record and its letters are stored together; none goes to whom it may not be known (D17), nor to who opens it.
  /// School and controller are filled in where the record does not say them.
  /// - Parameter actor: who opens it; "filter" where it opens by itself.
  /// - Returns: nil where this message opened one already.
  public func open(_ record: BreachRecord, by actor: String = "filter") throws(QuarantineError) -> BreachID? {
    var record = record
    var initial = record.initial ?? [:]
    let whose = record.sender.isEmpty ? record.reportedBy ?? "" : record.sender
    let school = initial[.school] ?? settings.organisation.schoolName(of: whose)
    initial[.school] = school
    initial[.controller] = initial[.controller] ?? settings.organisation.controller(ofSchool: school)
    record.initial = initial
    let final = record
    return try store.openBreach(final, by: actor) { id in
      try told(of: final, in: school).filter { $0 != actor.lowercased() }.map { officer in
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
        let letters = try told(of: breach.record, in: breach.account[.school]).map { officer in
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

  /// The compliance officers and the data protection officers of a school and of the whole organisation. Where it may be
  /// known to none of them, those who decide in their place are told.
  func told(of record: BreachRecord, in school: String?) -> [String] {
    let barred = Set(record.hiddenFrom ?? [])
    let officers = settings.officers(ofSchool: school)
    let compliance = officers.addresses(of: .general)
    let keepers = compliance + officers.addresses(in: .dataProtectionOfficer).filter { !compliance.contains($0) }
    let left = keepers.filter { !barred.contains($0) }
    guard left.isEmpty else { return left }
    return Set(keepers.flatMap { officers.standIns[$0] ?? [] }.map { $0.lowercased() }).subtracting(barred).sorted()
  }
}
