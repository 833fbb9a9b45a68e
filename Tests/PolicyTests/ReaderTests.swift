import Configuration
import Foundation
import Testing

@testable import Policy

@Suite("Who may see and end held mail")
struct ReaderTests {
  private let book: AccessBook

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "readers-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "postern.yaml")
    try Self.trust.write(to: file, atomically: true, encoding: .utf8)
    book = AccessBook(
      try Settings.load(file.path), matrix: try RoleMatrix.parse(School.access, file: "access.yaml"))
  }

  private static let trust = """
    organisation:
      name: Wold Trust
      domains: [wold.example]
      schools:
        - name: Oakfield
          domains: [oakfield.example]
          officers:
            headteacher: [head@oakfield.example]
            dsl: [dsl@oakfield.example]
            senco: [senco@oakfield.example]
            sbm: [sbm@oakfield.example]
            checker: [checker@oakfield.example]
            administrator: [it@oakfield.example]
        - name: Ashdown
          domains: [ashdown.example]
          nation: wales
          officers:
            headteacher: [head@ashdown.example]
            senco: [senco@ashdown.example]
    officers:
      compliance_officer: [dco@wold.example]
      chair_of_governors: [chair@wold.example]
      data_protection_officer: [dpo@wold.example]
      auditor: [auditor@wold.example]
    """

  private func message(
    _ cabinets: Cabinet..., school: String? = "Oakfield", from sender: String = "teacher@oakfield.example",
    about subjects: Set<String> = [], to recipients: Set<String> = [], conduct: Bool = false,
    releaser: Releaser = .officer
  ) -> MessageAccess {
    MessageAccess(
      cabinets: cabinets, school: school, senders: [sender], hiddenFrom: conduct ? subjects.union(recipients) : [],
      subjects: subjects, releaser: releaser, concernsConduct: conduct)
  }

  private func sight(_ message: MessageAccess, _ address: String) -> Sight {
    book.sight(of: message, for: book.reader(address))
  }

  @Test(
    "a cabinet is open to its holders, masked for other officers of the school, and nothing to everybody else",
    arguments: [
      ("senco@oakfield.example", Sight.full), ("HEAD@oakfield.example", .full), ("dsl@oakfield.example", .masked),
      ("sbm@oakfield.example", .masked), ("dco@wold.example", .masked), ("checker@oakfield.example", .nothing),
      ("it@oakfield.example", .nothing), ("dpo@wold.example", .nothing), ("auditor@wold.example", .nothing),
      ("chair@wold.example", .nothing), ("teacher@oakfield.example", .nothing),
      ("senco@ashdown.example", .nothing), ("head@ashdown.example", .nothing),
    ])
  func sights(_ address: String, _ expected: Sight) {
    #expect(sight(message(.sen), address) == expected)
    #expect(book.mayRead(message(.sen), book.reader(address)) == (expected == .full))
    #expect(book.mayRelease(message(.sen), book.reader(address)) == (expected == .full))
  }

  @Test("what is of the trust itself is its own officers', not a school's")
  func trust() {
    let own = message(.general, school: nil, from: "clerk@wold.example")
    #expect(sight(own, "dco@wold.example") == .full)
    #expect(sight(own, "head@oakfield.example") == .nothing)
    #expect(sight(message(.general, school: "Ashdown"), "dco@wold.example") == .full)
  }

  @Test("child protection governs alone")
  func governing() {
    let mixed = message(.childProtection, .sen)
    #expect(sight(mixed, "senco@oakfield.example") == .masked)
    #expect(sight(mixed, "dsl@oakfield.example") == .full)
    #expect(!book.mayDelete(mixed, book.reader("dsl@oakfield.example")))
    #expect(book.mayDelete(message(.sen), book.reader("senco@oakfield.example")))
  }

  @Test("whom it is about, who gets it and who sent it see nothing of it, and somebody stands in")
  func hidden() {
    let about = message(.childProtection, about: ["head@oakfield.example"], conduct: true)
    #expect(sight(about, "head@oakfield.example") == .nothing)
    #expect(!book.mayBreakGlass(for: about, book.reader("head@oakfield.example")))
    #expect(sight(about, "dsl@oakfield.example") == .full)
    #expect(sight(about, "chair@wold.example") == .full, "in the headteacher's place")
    #expect(book.deciders(on: about) == ["chair@wold.example", "dsl@oakfield.example"])
    let to = message(.childProtection, to: ["dsl@oakfield.example"], conduct: true)
    #expect(sight(to, "dsl@oakfield.example") == .nothing && sight(to, "head@oakfield.example") == .full)
    let from = message(.childProtection, from: "dsl@oakfield.example", conduct: true)
    #expect(sight(from, "dsl@oakfield.example") == .nothing, "its sender has a page of their own")
    // Of what concerns nobody's conduct a recipient may know.
    #expect(sight(message(.sen, to: ["senco@oakfield.example"]), "senco@oakfield.example") == .full)
  }

  @Test("nobody ends a hold of their own where another is asked")
  func own() {
    let senco = book.reader("senco@oakfield.example")
    #expect(!book.mayRelease(message(.sen, from: "senco@oakfield.example"), senco))
    #expect(book.mayRelease(message(.sen, from: "senco@oakfield.example", releaser: .sender), senco))
    #expect(book.mayRead(message(.sen, from: "senco@oakfield.example"), senco))
  }

  @Test("a colleague who is asked sees that message alone, and ends its hold where a colleague is what is asked for")
  func asked() {
    let checker = book.reader("checker@oakfield.example")
    #expect(book.mayRead(message(.sen), checker, isAsked: true))
    #expect(!book.mayRelease(message(.sen), checker, isAsked: true))
    #expect(book.mayRelease(message(.sen, releaser: .colleague), checker, isAsked: true))
    let own = message(.sen, from: "checker@oakfield.example", releaser: .colleague)
    #expect(!book.mayRelease(own, checker, isAsked: true))
    let about = message(.childProtection, about: ["checker@oakfield.example"], conduct: true)
    #expect(!book.mayRead(about, checker, isAsked: true))
  }

  @Test(
    "officers of the school may break the glass; administrator, auditor, data protection officer and others not")
  func glass() {
    for (address, may) in [
      ("dsl@oakfield.example", true), ("it@oakfield.example", false), ("senco@oakfield.example", false),
      ("dpo@wold.example", false), ("auditor@wold.example", false), ("checker@oakfield.example", false),
      ("head@ashdown.example", false), ("teacher@oakfield.example", false),
    ] { #expect(book.mayBreakGlass(for: message(.sen), book.reader(address)) == may, "\(address)") }
    var dsl = book.reader("dsl@oakfield.example")
    dsl.opened = [.init(cabinet: .sen, school: "Oakfield")]
    #expect(book.mayRead(message(.sen), dsl))
    #expect(!book.mayRead(message(.sen, school: "Ashdown"), dsl))
    #expect(!book.mayRead(message(.health), dsl))
    #expect(!book.mayDelete(message(.sen), dsl), "nothing is destroyed by broken glass")
    dsl.opened = [.init(cabinet: .childProtection, school: "Oakfield")]
    #expect(!book.mayRead(message(.childProtection, about: ["dsl@oakfield.example"], conduct: true), dsl))
  }

  @Test("two people are asked for where the matrix says so and an officer decides")
  func twoPeople() throws {
    #expect(!book.needsTwoPeople(message(.childProtection)))
    let strict = AccessBook(
      book.settings,
      matrix: try RoleMatrix.parse(
        School.access.replacing("two_people: []", with: "two_people: [child_protection]", maxReplacements: 1),
        file: "access.yaml"))
    #expect(strict.needsTwoPeople(message(.childProtection)))
    #expect(!strict.needsTwoPeople(message(.childProtection, releaser: .sender)))
    #expect(!strict.needsTwoPeople(message(.sen)))
  }

  @Test("roles have the words of each nation")
  func words() {
    let organisation = book.settings.organisation
    let words = [Nation.england, .wales, .scotland, .northernIreland].map { book.matrix.label(.senco, in: $0) }
    #expect(
      words == [
        "SENCO", "Additional learning needs co-ordinator (ALNCo)", "Support for learning lead",
        "Learning support co-ordinator",
      ])
    #expect(book.matrix.label(.dsl, in: organisation.nation(ofSchool: "Ashdown")) == "Designated safeguarding person")
    #expect(book.matrix.label(.headteacher, in: .wales) == "Headteacher")
  }
}
