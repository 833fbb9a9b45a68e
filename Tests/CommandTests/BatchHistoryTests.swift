import Foundation
import PosternKit
import Testing

@Suite("What a batch remembers")
struct BatchHistoryTests {
  private let school: School
  private let usual = "priya.kaur@clinic.example"
  private let slip = "priya.kaul@clinic.example"

  init() throws {
    school = try School()
    try school.folder.write(
      "contacts.csv",
      text: """
        name,organisation,email_or_domain,kind,may_receive,bulk,safeguarding_route
        ,Clinic,clinic.example,professional,health;personal_basic,20,no
        """)
  }

  private func rules(_ messages: [(to: String, text: String)]) throws -> [[String]] {
    var input = ""
    for (number, message) in messages.enumerated() {
      let path = try school.message("\(number).eml", School.letter(message.text, to: message.to))
      input += try School.request("\(number)", path, to: message.to)
    }
    let outcome = try school.run("check", "--batch", input: input)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    return try outcome.objects().map { $0["rules"] as? [String] ?? [] }
  }

  @Test(
    "what would be delivered counts as sent for those after it, what would be held does not, and nothing is written")
  func within() throws {
    let (plain, grave) = ("Lunch is at one.", "Aisha Khan has epilepsy.")
    let before = try school.listing()
    let rules = try rules([(usual, plain), (slip, grave), (usual, plain), (slip, grave), (usual, grave), (slip, plain)])
    #expect(rules.map { $0.contains("strangers.near-usual") } == [false, false, false, true, false, false])
    // The slip's last message was delivered: from here on it would be known.
    #expect(try school.listing().filter { !$0.contains(".eml") } == before)
  }

  @Test("is gone with it")
  func gone() throws {
    let (plain, grave) = ("Lunch is at one.", "Aisha Khan has epilepsy.")
    #expect(try rules([(usual, plain), (usual, plain), (slip, grave)])[2].contains("strangers.near-usual"))
    #expect(try !rules([(slip, grave)])[0].contains("strangers.near-usual"))
  }
}
