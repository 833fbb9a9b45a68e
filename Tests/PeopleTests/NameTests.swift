import Configuration
import Testing

@testable import People

/// A way to write a name, and who is meant.
struct Written: Sendable, CustomTestStringConvertible {
  let text: String
  let found: [String]
  var testDescription: String { text }

  init(_ text: String, _ found: String...) {
    self.text = text
    self.found = found
  }
}

@Suite("A person is known by every usual way of writing the name")
struct NameTests {
  private static let pupils = """
    upn,legal_first,legal_last,preferred_name,date_of_birth,form,year,guardian1_name,guardian1_email
    A123456789012,Aisha,Khan,,2012-09-03,7R,Year 7,Mrs Nadia Khan,nadia@home.example
    B123456789012,Thomas William,Price,Tomo,2011-02-01,8C,8,Gwen Price,gwen@home.example
    C123456789012,Zoë,O'Brien-Łukasz,,2012-03-04,7C,7,,
    D123456789012,Oliver,Hart,,2010-05-06,9B,9,,
    E123456789012,Oliver,Hart,,2012-07-08,7C,7,,
    F123456789012,José María,van der Berg,,2012-07-09,Badger,R,,
    G123456789012,Grace,O’Neill,,2012-07-10,7C,7,,
    H123456789012,Ноа,Иванов,,2012-07-11,7C,7,,
    """
  private static let staff = """
    title,first_name,last_name,role,email
    Mrs,Jane,Patel,SENCO,jpatel@oakfield.example
    Mr,William,Banks,teacher,wbanks@oakfield.example
    Dr,Sam,Osei,headteacher,sosei@oakfield.example
    """
  private let reader: Reader

  init() throws { reader = try Reader(Records.index(pupils: Self.pupils, staff: Self.staff)) }

  private static let ways = [
    // Order and case
    Written("Aisha Khan", "full: Aisha Khan"), Written("Khan, Aisha", "full: Aisha Khan"),
    Written("KHAN Aisha", "full: Aisha Khan"), Written("aisha khan", "full: Aisha Khan"),
    Written("AISHA KHAN", "full: Aisha Khan"), Written("Aisha\n  Khan", "full: Aisha Khan"),
    Written("Aisha Khan's", "full: Aisha Khan"), Written("Aisha\u{A0}Khan’s", "full: Aisha Khan"),
    Written("Ａｉｓｈａ Ｋｈａｎ", "full: Aisha Khan"),
    // Middle names
    Written("Thomas William Price", "full: Thomas William Price"),
    Written("Thomas Price", "full: Thomas William Price"),
    Written("Thomas W. Price", "full: Thomas William Price"), Written("Price, Thomas W", "full: Thomas William Price"),
    // Preferred names, short forms
    Written("Tomo Price", "preferred: Thomas William Price"), Written("Tom Price", "shortForm: Thomas William Price"),
    Written("Tommy Price", "shortForm: Thomas William Price"), Written("Tomo", "preferredFirst: Thomas William Price"),
    Written("Bill Banks", "shortForm: William Banks"),
    Written("Olly Hart", "shortForm: Oliver Hart", "shortForm: Oliver Hart"),
    // Initials
    Written("A Khan", "initialSurname: Aisha Khan"), Written("A. Khan", "initialSurname: Aisha Khan"),
    Written("Khan A", "initialSurname: Aisha Khan"), Written("Khan, A.", "initialSurname: Aisha Khan"),
    Written("Aisha K", "firstInitial: Aisha Khan"), Written("Aisha K.", "firstInitial: Aisha Khan"),
    Written("Tom P", "firstInitial: Thomas William Price"), Written("AK", "initials: Aisha Khan"),
    Written("A.K.", "initials: Aisha Khan"),
    // Accents, apostrophes, hyphens, double surnames
    Written("Zoe O'Brien-Lukasz", "full: Zoë O'Brien-Łukasz"),
    Written("ZOË O’BRIEN‑ŁUKASZ", "full: Zoë O'Brien-Łukasz"),
    Written("Zoe\u{308} OBrien Lukasz", "full: Zoë O'Brien-Łukasz"), Written("Zoe O'Brien", "full: Zoë O'Brien-Łukasz"),
    Written("Zoë Łukasz", "full: Zoë O'Brien-Łukasz"), Written("O'Brien-Lukasz, Zoe", "full: Zoë O'Brien-Łukasz"),
    Written("Grace ONeill", "full: Grace O’Neill"), Written("Grace O Neill", "full: Grace O’Neill"),
    Written("Grace O`Neill", "full: Grace O’Neill"), Written("Grace O'Neill", "full: Grace O’Neill"),
    Written("Jose Maria van der Berg", "full: José María van der Berg"),
    Written("JOSÉ VAN DER BERG", "full: José María van der Berg"),
    Written("Jose Berg", "full: José María van der Berg"),
    Written("Ноа Иванов", "full: Ноа Иванов"), Written("НОА ИВАНОВ", "full: Ноа Иванов"),
    // Titles: staff and guardians
    Written("Mrs Patel", "titleSurname: Jane Patel"), Written("Miss Patel", "titleSurname: Jane Patel"),
    Written("Mr. Banks", "titleSurname: William Banks"), Written("Dr Osei", "titleSurname: Sam Osei"),
    Written("Ms Osei", "titleSurname: Sam Osei"), Written("Mr Patel", "surname: Jane Patel"),
    Written("Ms Price", "titleSurname: Gwen Price"),
    // One name alone points at all who bear it
    Written("Aisha", "first: Aisha Khan"), Written("Oliver Hart", "full: Oliver Hart", "full: Oliver Hart"),
    Written("Hart", "surname: Oliver Hart", "surname: Oliver Hart"),
    Written("Khan", "surname: Aisha Khan", "surname: Nadia Khan"),
    // Nobody
    Written("Aishah Kahn"), Written("khaki"), Written("The lunch is at one."),
  ]

  @Test("written so", arguments: ways)
  func written(_ way: Written) { #expect(reader.read(way.text) == way.found) }

  @Test("in the middle of a text, several times, and nobody between")
  func inText() {
    #expect(
      reader.read("Please move Aisha Khan and, if you can, Tom Price; Aisha agreed with Mrs Patel.")
        == [
          "full: Aisha Khan", "shortForm: Thomas William Price", "first: Aisha Khan", "titleSurname: Jane Patel",
        ])
  }

  @Test("by UPN, day of birth and address, in any case")
  func otherWays() throws {
    let table = reader.table
    let zoe = try reader.index.number("Zoë O'Brien-Łukasz")
    #expect(Array("c123456789012".utf8).withUnsafeBytes(table.person(withUPN:)) == zoe)
    #expect(Array("X123456789012".utf8).withUnsafeBytes(table.person(withUPN:)) == nil)
    let born = try day("03/09/2012")
    #expect(try table.people(bornOn: born) == [reader.index.number("Aisha Khan")])
    let hash = Array("NADIA@Home.example".utf8).withUnsafeBytes(table.hash(address:))
    #expect(try table.people(atAddressHash: hash) == [reader.index.number("Nadia Khan")])
  }

  @Test("forms and years are the same however they are spaced and cased")
  func forms() throws {
    let table = reader.table
    func hash(_ form: String) -> UInt64 { Array(form.utf8).withUnsafeBytes(table.hash(form:)) }
    let aisha = try reader.index.number("Aisha Khan")
    for form in ["7R", "7r", "7 R", "7-r"] { #expect(hash(form) == table.formHash(of: aisha)) }
    #expect(table.isForm(hash("badger")) && !table.isForm(hash("7X")))
    #expect(table.yearHash(of: aisha) == hash("7"))
    #expect(table.yearHash(of: try reader.index.number("Jane Patel")) == 0)
  }

  @Test("names that are ordinary words are known as such, and so are common names of strangers")
  func words() throws {
    let folder = try TemporaryNames(first: "Imogen\n# not one\n", last: "Baker\n")
    let table = try Reader(reader.index, gazetteer: folder.gazetteer()).table
    func hash(_ word: String) -> UInt64 { Array(word.utf8).withUnsafeBytes { table.hash(0..<$0.count, of: $0) } }
    for word in ["grace", "will", "young", "may"] { #expect(table.isOrdinaryWord(hash(word))) }
    for word in ["aisha", "khan"] { #expect(!table.isOrdinaryWord(hash(word))) }
    #expect(table.isCommonFirstName(hash("imogen")) && !table.isCommonFirstName(hash("baker")))
    #expect(table.isCommonSurname(hash("baker")) && !table.isCommonSurname(hash("not")))
    for title in ["mr", "mrs", "dr", "mx"] { #expect(table.isTitle(hash(title))) }
    #expect(!table.isTitle(hash("patel")))
  }
}
