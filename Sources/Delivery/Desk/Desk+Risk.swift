import Configuration
public import Policy
public import Quarantine

/// "A child is at risk now" (D15): nothing stands between a school and the people who protect children, and so no second
/// officer and no grace time either.
extension Desk {
  /// What would go at once: the message to the professionals among its recipients. Nobody else gets it. No password
  /// stands between them and it either.
  /// - Throws: `nobodyLeft` where there is none of them.
  public func riskPlan(_ id: HeldID, by reader: Reader) throws(DeskError) -> ReleasePlan {
    let (seen, message) = try endable(id, by: reader)
    let taken = Set(seen.detail.outcome?.taken ?? [])
    let professionals = Set(
      message.facts.recipients.filter { $0.kind == AudienceKind.professional.rawValue }.map(\.address)
    ).subtracting(taken)
    guard !professionals.isEmpty else { throw .nobodyLeft(id) }
    return try plan(ReleaseChoice(recipients: professionals, isInClear: true), for: [id], by: reader)
  }

  /// Sends it as was shown, and tells the designated safeguarding lead and the deputy, but for those who may not know.
  /// - Parameter digest: of the plan that was shown.
  public func releaseAtRisk(_ id: HeldID, approved digest: [UInt8], by reader: Reader) throws(DeskError) {
    let plan = try riskPlan(id, by: reader)
    guard plan.digest == digest else { throw .changed(id) }
    let seen = try look(at: id, as: reader)
    let officers = book.settings.officers(ofSchool: seen.access.school)
    let protectors = Set([.dsl, .deputyDSL].flatMap { officers.addresses(in: $0) }).filter {
      book.addresses(ofPersonAt: $0).isDisjoint(with: seen.access.hiddenFrom.union(reader.addresses))
    }
    try acting(on: id) { () throws(QuarantineError) in
      _ = try store.queueRelease(orders(plan), by: reader.address, reason: "a child is at risk now", grace: 0)
    }
    do {
      try store.queue(
        protectors.sorted().map { officer in
          try writer.draft(
            writer.childAtRisk(id, by: reader.address, to: officer), purpose: "risk \(id) \(officer)")
        }, about: id)
    } catch let error as QuarantineError {
      throw .delivery(.store(error))
    } catch {
      throw .delivery(.reinjection(.unreadable("\(error)")))
    }
  }
}
