import Extraction
import Testing

@testable import Detection

/// Whom a form, a letter or a remark means, where no name stands right beside the words.
@Suite("Who is meant")
struct WhoIsMeantTests {
  let school: TestSchool

  init() throws { school = try TestSchool() }

  private func found(_ text: String, to: [String] = ["office@council.example"]) -> [String] {
    school.categories(school.find(text, to: to))
  }

  @Test("a form is about whoever its field names, on all its lines")
  func fields() {
    #expect(
      found("Referral\n\nPupil: Aisha Khan\n\nWhat we saw in the hall before lunch on Monday.\n\nReason: epilepsy.")
        == ["health.epilepsy: Aisha Khan 7R (field)"])
    #expect(
      found(
        "Children: Aisha Khan (03/09/2012) and Tom Price\n\nThe meeting was long, and all agreed.\n\nReason: epilepsy.")
        == ["health.epilepsy: Aisha Khan 7R, Thomas Price 8C (field)"])
  }

  @Test("whoever wrote a form is not its subject")
  func authors() {
    #expect(school.people(school.find("Investigating officer: Jane Patel\n\nA report on the hall.")).isEmpty)
    #expect(
      school.people(school.find("Before we all hear it from the Echo: William Banks is leaving.")) == ["William Banks"])
  }

  @Test("a payslip is about whoever it names, though it is sent to him")
  func readers() {
    let payslip = "Employee: William Banks\n\nEpilepsy allowance."
    #expect(found(payslip, to: ["wbanks@oakfield.example"]) == ["health.epilepsy: William Banks (heading)"])
  }

  @Test(
    "a colleague who only has to do with a matter is not whom it is about",
    arguments: [
      "Please speak to Mr Banks about epilepsy.", "Mr Banks gave the epilepsy medicine.",
      "Following Mr Banks's letter the epilepsy plan is ready.", "Epilepsy plans: Mr Banks",
    ])
  func agents(_ text: String) { #expect(found(text).allSatisfy { $0.contains("nobody") }) }

  @Test("a colleague's own illness is theirs")
  func colleagues() { #expect(found("Mr Banks has epilepsy.") == ["health.epilepsy: William Banks (sentence)"]) }

  @Test("\"you\" is whoever the letter greets, when it went to somebody else")
  func greeting() {
    #expect(
      found("Dear Mr Banks,\n\nWe are sorry that you have epilepsy.") == ["health.epilepsy: William Banks (greeting)"])
    #expect(
      found("Dear Mr Banks,\n\nWe are sorry that you have epilepsy.", to: ["wbanks@oakfield.example"])
        == ["health.epilepsy: nobody"])
  }

  @Test("a form beside a first name outranks the reader's own child")
  func otherChild() {
    #expect(
      found("Oliver (9B) has epilepsy.", to: ["sonia.hart@home.example"])
        == ["health.epilepsy: Oliver Hart 9B (sentence)"])
    #expect(
      found("Oliver has epilepsy.", to: ["sonia.hart@home.example"]) == ["health.epilepsy: Oliver Hart 7C (sentence)"])
    // The form is somebody else's.
    #expect(
      found("Oliver, whom his friends in 9B like, has epilepsy.", to: ["sonia.hart@home.example"])
        == ["health.epilepsy: Oliver Hart 7C (sentence)"])
  }

  @Test("in a letter to one child's parent that names no child, he and she are that child")
  func reader() {
    let text = "Thank you for your call. He has epilepsy, and we will see him on Monday."
    #expect(found(text, to: ["paul.hart@home.example"]) == ["health.epilepsy: Oliver Hart 9B (reader)"])
    #expect(found(text, to: ["office@council.example"]) == ["health.epilepsy: nobody"])
    #expect(found(text + " Tom Price was there.", to: ["paul.hart@home.example"]).allSatisfy { !$0.contains("Hart") })
  }

  @Test("somebody's child by first name is the child of the records, else as written")
  func children() {
    #expect(
      found("Helen Young rang about her daughter Grace, who has epilepsy.")
        == ["health.epilepsy: Grace Young 7R (sentence)"])
    #expect(
      found("Helen Young rang about her son Oliver, who has epilepsy.") == ["health.epilepsy: Oliver (sentence)"])
  }

  @Test("one wrong letter in a long surname is a slip, in a short one another name")
  func slips() {
    for name in ["Rajesh Chakrabory", "Rajesh Chakrabborty", "Rajesh Chakrabotry", "Rajesh Chakraborti"] {
      #expect(school.people(school.find("We met \(name) today.")) == ["Rajesh Chakraborty"])
    }
    #expect(school.people(school.find("We met William Binks today.")).isEmpty)
    #expect(school.people(school.find("We met Rajesh Chakkrabory today.")).isEmpty)
  }

  @Test("a first name in a book's title, or before another surname, is nobody's")
  func titles() {
    #expect(found("Grace's Worry (epilepsy) is a new book.").allSatisfy { $0.contains("nobody") })
    #expect(!found("Grace Maddox has epilepsy.").contains { $0.contains("Young") })
  }

  @Test("a name before the bracket that a term stands in owns it, not one before a bracket of its own")
  func brackets() {
    #expect(
      found("Aisha Khan saw Tom Price (8C), who has a twin, and Aisha Khan has epilepsy.").allSatisfy {
        $0.contains("Aisha")
      })
  }

  @Test("words of a link suppose nothing")
  func links() {
    #expect(found("The list is at https://any.example/if about epilepsy") == ["health.epilepsy: nobody"])
  }

  @Test("a first row that names somebody of the records is no heading")
  func headless() {
    let table = Table(rows: [["Aisha Khan", "epilepsy"], ["Tom Price", "epilepsy"]], headingRow: 0)
    let findings = school.find([
      ExtractedText(place: Place(part: 1, words: "attachment old.csv"), kind: .visible, content: .table(table))
    ])
    #expect(
      school.categories(findings) == ["health.epilepsy: Aisha Khan 7R (row)", "health.epilepsy: Thomas Price 8C (row)"])
  }
}
