import Detection
import History
import Inspection

extension SenderCondition {
  func fits(_ sender: SenderFacts) -> Bool {
    (kinds.isEmpty || kinds.contains(sender.kind)) && (fromDiffers == nil || fromDiffers == sender.fromDiffers)
  }
}

extension RecipientCondition {
  func fits(_ recipient: RecipientView) -> Bool {
    let audience = recipient.audience
    if !kinds.isEmpty, !kinds.contains(audience.kind) { return false }
    if !reaches.isEmpty, !audience.reaches(reaches) { return false }
    if !privateOf.isEmpty, audience.privateOwner.map(privateOf.contains) != true { return false }
    if !mayOpen.isSubset(of: audience.opens) { return false }
    if let members, (audience.members?.count ?? 0) < members { return false }
    return agrees(isInternal, audience.isInternal)
      && agrees(isSender, recipient.isSender)
      && agrees(isKnown, !audience.people.isEmpty || audience.grant != nil)
      && agrees(hasSafeguardingRoute, audience.hasSafeguardingRoute)
      && agrees(resemblesKnown, audience.resembles != nil)
      && agrees(isProtectedChannel, audience.isProtectedChannel)
      && agrees(isList, audience.members != nil)
      && agrees(isRecorded, !audience.people.isEmpty)
      && agrees(isFirst, audience.isFirst)
      && agrees(isNewToSchool, audience.isFirst && audience.past?.isKnownToSchool == false)
      && agrees(joinsThread, audience.joinsThread)
      && (nearUsual.isEmpty || !nearUsual.isDisjoint(with: audience.nearUsual))
      && agrees(hadLockedFile, audience.hadLockedFile)
      && agrees(takesBreachReports, audience.takesBreachReports)
  }

  private func agrees(_ wanted: Bool?, _ fact: Bool) -> Bool { wanted == nil || wanted == fact }
}

extension Audience {
  /// A verified one: a look-alike never is (D15).
  public var hasSafeguardingRoute: Bool { grant?.safeguardingRoute == true && resembles == nil }
}

extension VisibleCondition {
  func fits(_ families: Families) -> Bool {
    if let atLeast, families.count < atLeast { return false }
    return areApart == nil || areApart == families.parentsAreApart
  }
}

extension AttachmentCondition {
  func fits(_ part: PartSummary) -> Bool {
    if let isUnreadable, isUnreadable != (part.unreadable != nil) { return false }
    if !unreadableKinds.isEmpty, part.unreadableKind.map(unreadableKinds.contains) != true { return false }
    if let isMismatch, isMismatch != part.isMismatch { return false }
    if let isAttachment, isAttachment != part.isAttachment { return false }
    if !protection.isEmpty, !protection.contains(part.protection) { return false }
    if !types.isEmpty, !types.contains(where: { Self.matches(part.type, $0) }) { return false }
    return !exceptTypes.contains { Self.matches(part.type, $0) }
  }

  private static func matches(_ type: String, _ pattern: String) -> Bool {
    pattern.hasSuffix("/*") ? type.hasPrefix(pattern.dropLast()) : type == pattern
  }
}

extension FindingCondition {
  /// Whether a subject counts, seen from this recipient. `category` is nil where nothing is asked about grants.
  func concerns(_ subject: Int, _ category: Detection.Category?, _ recipient: RecipientView) -> Bool {
    if let isGranted, let category, recipient.isGranted(category, about: subject) != isGranted { return false }
    switch about {
    case nil, .anyone: return true
    case .nobody: return false
    case .own: return recipient.own.contains(subject)
    case .others: return recipient.isOthers(subject)
    case .sender: return recipient.sender == subject
    case .noContact: return recipient.noContact.contains(subject)
    case .withheld: return recipient.withheld.contains(subject)
    case .guarded: return recipient.guarded.contains(subject)
    }
  }

  /// The same for a finding with all its subjects. Where one of several is meant and nobody knows which, it is others'
  /// only when none of them is the recipient's own.
  func concerns(
    _ subjects: [Int], isAmbiguous: Bool, _ category: Detection.Category?, _ recipient: RecipientView
  ) -> Bool {
    if subjects.isEmpty { return concernsNobody(category, recipient) }
    let concerned = { concerns($0, category, recipient) }
    return isAmbiguous && about == .others ? subjects.allSatisfy(concerned) : subjects.contains(where: concerned)
  }

  /// Whether a finding that is about nobody counts.
  func concernsNobody(_ category: Detection.Category?, _ recipient: RecipientView) -> Bool {
    guard about == nil || about == .nobody else { return false }
    guard let isGranted, let category else { return true }
    return recipient.isGranted(category) == isGranted
  }
}

extension FindingTable.Selection {
  /// Whether findings about enough people concern this recipient.
  func holds(_ condition: FindingCondition, _ recipient: RecipientView) -> Bool {
    guard !findings.isEmpty else { return false }
    if hasUnlinked, condition.people == 1, !condition.isBeyondBulk,
      buckets.contains(where: { $0.hasUnlinked && condition.concernsNobody($0.category, recipient) })
    {
      return true
    }
    var wanted = condition.people
    if condition.isBeyondBulk {
      guard let bulk = recipient.audience.grant?.bulk else { return false }
      wanted = max(wanted, bulk + 1)
    }
    var seen: Set<Int> = []
    var groups = 0
    for bucket in buckets {
      for subject in bucket.subjects where condition.concerns(subject, bucket.category, recipient) {
        if wanted == 1 { return true }
        seen.insert(subject)
        if seen.count + groups >= wanted { return true }
      }
      for group in bucket.groups {
        if condition.concerns(group, isAmbiguous: true, bucket.category, recipient) { groups += 1 }
        if seen.count + groups >= wanted { return true }
      }
    }
    return false
  }
}
