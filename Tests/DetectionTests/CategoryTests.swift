import Extraction
import Testing

@testable import Detection

@Suite("Categories and whom they are about")
struct CategoryTests {
  let school: TestSchool

  init() throws { school = try TestSchool() }

  private func found(_ text: String) -> [String] { school.categories(school.find(text)) }

  @Test("a term counts without a person, and is then about nobody")
  func alone() {
    #expect(found("A talk on epilepsy for parents.") == ["health.epilepsy: nobody"])
    #expect(found("Epileptic\n seizures, explained") == ["health.epilepsy: nobody"])
    #expect(found("The physiotherapist came") == ["health.physiotherapy: nobody"])
  }

  @Test(
    "whole words only, and acronyms only as written",
    arguments: ["They were sent home", "sen", "nonepilepsy", "epilepsylike", "Sen"])
  func words(_ text: String) { #expect(found(text).isEmpty) }

  @Test(
    "ordinary school life is left out",
    arguments: ["Health and safety of asthma friendly school", "Come to the SEN coffee morning"])
  func excluded(_ text: String) { #expect(found(text).isEmpty) }

  @Test("a term that needs company counts only with it, and not beside what cancels it")
  func needs() {
    #expect(found("The diagnosis came.").isEmpty)
    #expect(found("The child. The diagnosis came.").isEmpty)
    #expect(found("The doctor gave a diagnosis.").count == 1)
    #expect(found("The doctor gave a diagnosis after first aid training.").isEmpty)
  }

  @Test("links by sentence, to the name that it belongs to")
  func sentence() {
    #expect(found("Aisha Khan has asthma.") == ["health.epilepsy: Aisha Khan 7R (sentence)"])
    #expect(
      found("Aisha Khan sits beside Tom Price, who has epilepsy.") == ["health.epilepsy: Thomas Price 8C (sentence)"])
    #expect(found("Tom Price heard of Aisha Khan's epilepsy.") == ["health.epilepsy: Aisha Khan 7R (sentence)"])
    #expect(
      found("Aisha Khan and Tom Price both have asthma.") == [
        "health.epilepsy: Aisha Khan 7R, Thomas Price 8C (sentence)"
      ])
    #expect(found("Aisha Khan is well but Tom Price has asthma.") == ["health.epilepsy: Thomas Price 8C (sentence)"])
    #expect(found("Mrs Patel reviewed the EHCP of Aisha Khan.") == ["sen.ehcp: Aisha Khan 7R (sentence)"])
  }

  @Test("links by pronoun, paragraph and heading")
  func further() {
    #expect(found("Aisha Khan was away. She has asthma.") == ["health.epilepsy: Aisha Khan 7R (pronoun)"])
    #expect(found("Aisha Khan was away. The cause is asthma.") == ["health.epilepsy: Aisha Khan 7R (paragraph)"])
    #expect(found("Name: Aisha Khan\nForm: 7R\nCondition: asthma") == ["health.epilepsy: Aisha Khan 7R (paragraph)"])
    let list = "Pupils who were referred for anxiety support:\n\n- Aisha Khan\n- Tom Price\n"
    #expect(found(list) == ["health.epilepsy: Aisha Khan 7R, Thomas Price 8C (heading)"])
    #expect(found("Notes on Aisha Khan:\n\n- asthma\n- late again\n") == ["health.epilepsy: Aisha Khan 7R (heading)"])
  }

  @Test("links the subject line and a file name to the message")
  func subjectLine() {
    let subject = [TestSchool.prose("Aisha Khan", .subject, part: nil), TestSchool.prose("The asthma plan is due.")]
    #expect(school.categories(school.find(subject)) == ["health.epilepsy: Aisha Khan 7R (subject)"])
    let turned = [TestSchool.prose("Asthma plan", .subject, part: nil), TestSchool.prose("For Aisha Khan, as agreed.")]
    #expect(school.categories(school.find(turned)) == ["health.epilepsy: Aisha Khan 7R (subject)"])
    let file = [TestSchool.prose("Aisha_Khan_EHCP.docx", .fileName)]
    #expect(school.categories(school.find(file)) == ["sen.ehcp: Aisha Khan 7R (sentence)"])
  }

  @Test(
    "what is denied or only supposed is dropped",
    arguments: [
      "There are no safeguarding concerns about Aisha Khan.", "Aisha Khan has no known allergies.",
      "Aisha Khan does not have asthma.",
      "If a child has asthma, bring an inhaler.", "Does your child have any allergies?",
      "Aisha Khan left. If a child has asthma, tell us.",
    ])
  func denied(_ text: String) { #expect(found(text).isEmpty) }

  @Test("what is supposed of somebody named still tells")
  func supposed() {
    #expect(found("Tell us if Aisha Khan has an asthma attack.").count == 1)
    #expect(found("Aisha Khan is not here because of her asthma.").count == 1)
  }

  @Test("the only child of the guardian who is written to is 'your son'")
  func yours() {
    let findings = school.find("Dear Mrs Price,\n\nYour son has asthma.", to: ["gwen.price@home.example"])
    #expect(school.categories(findings) == ["health.epilepsy: Thomas Price 8C (sentence)"])
  }

  @Test("greetings, signatures and disclaimers make no finding, and hide none")
  func letters() {
    #expect(found("Dear Mrs Patel,\n\nSee you.\n\nKind regards\nJane Patel\nSEN Department").isEmpty)
    let hidden = "See you.\n\nKind regards\nJane Patel\nAisha Khan: asthma"
    #expect(found(hidden) == ["health.epilepsy: Aisha Khan 7R (sentence)"])
  }

  @Test("quoted text is judged, too")
  func quoted() {
    #expect(found("Thanks.\n\n> Aisha Khan has\n> asthma.") == ["health.epilepsy: Aisha Khan 7R (sentence)"])
  }

  @Test("letters spaced out or borrowed from Cyrillic are read as they look")
  func disguised() {
    let spaced = school.find("Aisha Khan has e p i l e p s y now.")
    #expect(school.categories(spaced) == ["health.epilepsy: Aisha Khan 7R (sentence)"])
    #expect(spaced.first { $0.what == .category(.health, .serious) }?.range == 15..<30)
    #expect(found("Aisha Khan has аsthmа.") == ["health.epilepsy: Aisha Khan 7R (sentence)"])
  }

  @Test("offsets count code points of the text as written")
  func offsets() throws {
    let finding = try #require(
      school.find("🙂 Zoë’s ﬁle: ＥＰＩＬＥＰＳＹ!").first { $0.evidence.recogniser == "health.epilepsy" })
    #expect(finding.range == 13..<21)
  }
}
