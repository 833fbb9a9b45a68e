import Inspection
import Testing

@testable import Policy

@Suite("What a message must have for a rule to be asked about")
struct NeedsTests {
  private let finding = Condition.finding(FindingCondition(), slot: 0)
  private let unreadable = Condition.attachment(AttachmentCondition(isUnreadable: true))

  @Test("is all that each of several conditions needs, and of alternatives only what all of them need")
  func combined() {
    #expect(Condition.all([finding, unreadable]).needs == [.findings, .unreadableParts])
    #expect(Condition.any([finding, unreadable]).needs == [])
    #expect(Condition.any([finding, .all([unreadable, finding])]).needs == .findings)
    #expect(Condition.any([]).needs == [])
    #expect(Condition.all([.any([finding, unreadable]), .retraction(true)]).needs == .retraction)
  }

  @Test("is nothing where something is to be missing")
  func negated() {
    #expect(Condition.not(finding).needs == [])
    #expect(
      Condition.all([.not(unreadable), .bareSecret(false), .retraction(false), .records(isStale: false)]).needs == [])
    #expect(Condition.attachment(AttachmentCondition(isUnreadable: false, isAttachment: false)).needs == [])
    #expect(Condition.attachment(AttachmentCondition(exceptTypes: ["image/*"])).needs == [])
  }
}
