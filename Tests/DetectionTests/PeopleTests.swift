import Extraction
import Testing

@testable import Detection

@Suite("People in text")
struct PeopleInTextTests {
  let school: TestSchool

  init() throws { school = try TestSchool() }

  private func found(_ text: String, to: [String] = ["office@council.example"]) -> [String] {
    school.people(school.find(text, to: to))
  }

  @Test(
    "names of the records, however they are written",
    arguments: [
      "We met Aisha Khan today.", "We met Khan, Aisha today.", "aisha khan", "AISHA KHAN", "Aisha\nKhan", "Ａｉｓｈａ Khan",
    ])
  func full(_ text: String) { #expect(found(text) == ["Aisha Khan 7R"]) }

  @Test("preferred names, diacritics and possessives")
  func variants() {
    #expect(found("Tom Price’s bag") == ["Thomas Price 8C"])
    #expect(found("We saw Zoe OBrien Lukasz") == ["Zoë O'Brien-Łukasz 7C"])
    #expect(found("We saw Mr Banks") == ["William Banks"])
  }

  @Test("a first name alone needs support")
  func support() {
    #expect(found("Aisha was late.").isEmpty)
    #expect(found("Aisha of 7R was late.") == ["Aisha Khan 7R"])
    #expect(found("Aisha Khan was late. Aisha left early.") == ["Aisha Khan 7R", "Aisha Khan 7R"])
    #expect(found("Aisha was late.", to: ["nadia.khan@home.example"]) == ["Aisha Khan 7R"])
  }

  @Test("initials count beside the form")
  func initials() {
    #expect(found("AK in 7R was late.") == ["Aisha Khan 7R"])
    #expect(found("AK was late.").isEmpty)
    #expect(found("AK in 8C was late.").isEmpty)
  }

  @Test(
    "names that are ordinary words are words",
    arguments: [
      "grace young people show", "Grace and favour, Mark and Will", "We pray for grace.", "The young price of grace",
    ])
  func ordinary(_ text: String) { #expect(found(text).isEmpty) }

  @Test("two of one name stay ambiguous until something tells them apart")
  func ambiguous() throws {
    let open = try #require(school.find("Oliver Hart was late.").first)
    #expect(open.isAmbiguous)
    #expect(school.people([open]) == ["Oliver Hart 9B or Oliver Hart 7C"])
    #expect(found("Oliver Hart (7C) was late.") == ["Oliver Hart 7C"])
    #expect(found("Oliver Hart, born 2010-05-06, was late.") == ["Oliver Hart 9B"])
    #expect(found("Oliver Hart was late.", to: ["sonia.hart@home.example"]) == ["Oliver Hart 7C"])
  }

  @Test("people whom the records lack")
  func unrecorded() {
    #expect(found("We met Lucy Baker.") == ["Lucy Baker"])
    #expect(found("I brought my son Rufus along.") == ["Rufus"])
    #expect(found("We spoke of Mrs Akintola's daughter.") == ["Mrs Akintola's daughter"])
    #expect(found("Lucy Baker School is closed.").isEmpty)
  }

  @Test("correspondents are no data subjects")
  func correspondents() {
    #expect(
      found("Dear Mrs Khan,\n\nWe saw Aisha.\n\nRegards\nJane Patel", to: ["nadia.khan@home.example"]) == [
        "Aisha Khan 7R"
      ])
    let named = school.find([TestSchool.prose("Lucy Baker and I agree.")], names: ["Baker, Lucy"])
    #expect(named.isEmpty)
  }

  @Test("a pupil who gets the mail is still a data subject")
  func pupils() {
    #expect(found("Referred: Tom Price", to: ["tprice@pupils.oakfield.example"]) == ["Thomas Price 8C"])
  }

  @Test("the family named beside a first name tells who is meant")
  func family() {
    #expect(found("We took the card of Mrs Price for Tom.") == ["Gwen Price", "Thomas Price 8C"])
    #expect(found("AK in 7R and her mum Nadia came.") == ["Aisha Khan 7R", "Nadia Khan"])
  }

  @Test("a greeting to somebody else's parent shows that the letter goes astray")
  func astray() {
    let letter = "Dear Mrs Khan,\n\nAisha was in tears."
    #expect(found(letter, to: ["gwen.price@home.example"]) == ["Aisha Khan 7R"])
    #expect(found("Dear Mrs Price,\n\nAisha was in tears.", to: ["gwen.price@home.example"]).isEmpty)
  }

  @Test("display names are nobody's data, however many recipients there are")
  func displayNames() {
    let names = TestSchool.prose("Aisha Khan, Tom Price", .header, part: nil)
    let many = (0..<30).map { "parent\($0)@home.example" }
    #expect(school.people(school.find([names, TestSchool.prose("The hall is booked.")], to: many)).isEmpty)
  }

  @Test("part of a longer name is not that name")
  func longer() {
    #expect(found("We read Nadia K. Courson on banks.").isEmpty)
    #expect(found("The fair is on 8-10 May.").isEmpty)
  }
}
