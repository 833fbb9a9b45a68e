import Foundation
import PosternKit
import Testing

@Suite("postern people")
struct PeopleCommandTests {
  @Test("imports what the configuration names, and then every command knows people by that alone")
  func imported() throws {
    let school = try School()
    let it = try school.run("people", "import")
    #expect(it.status == 0 && it.output.contains("pupils: 0 before, 4 added, 0 changed, 0 gone"), "\(it.errors)")
    // The names of the exports are not needed any more.
    for name in ["pupils.csv", "staff.csv"] { try FileManager.default.removeItem(atPath: school.folder.file(name)) }
    let found = try school.run("detect", input: #"{"id": "1", "text": "Thomas Price was ill."}"# + "\n")
    #expect(found.output.contains(#""name":"Thomas Price""#), "\(found.output)\(found.errors)")
    let shown = try school.run("people", "show", "Price, Thomas", "--reason", "test")
    #expect(shown.status == 0 && shown.output.contains("B944400126002") && shown.output.contains("Gwen Price"))
  }

  @Test("check says what would change and leaves no trace; --list names people and is audited")
  func check() throws {
    let school = try School()
    let before = try school.listing()
    let it = try school.run("people", "check")
    #expect(it.status == 0 && it.output.contains("4 added") && !it.output.contains("Aisha"))
    #expect(try school.listing() == before)
    let list = try school.run("people", "check", "--list")
    #expect(list.output.contains("added    pupils  Aisha Khan (7R)"))
    #expect(try school.run("audit", "list").output.contains("person shown"))
  }

  @Test("a wrong export ends with 65, a wrong plan with 78, missing keys with 77, each with its place")
  func exits() throws {
    let school = try School()
    #expect(try school.run("people", "import").status == 0)
    let pupils = try String(contentsOfFile: school.folder.file("pupils.csv"), encoding: .utf8)
    try school.folder.write("pupils.csv", text: "A,B\n1,2\n")
    let export = try school.run("people", "import")
    #expect(export.status == 65 && export.errors.contains("pupils.csv:1:1: has no column 'legal_first'"))
    let text = try String(contentsOfFile: school.configuration, encoding: .utf8)
    try school.folder.write("schools.yaml", text: "schools: [{name: A, system: simms, pupils: pupils.csv}]\n")
    try text.replacingOccurrences(of: "people: {", with: "people: {import: schools.yaml, ").write(
      toFile: school.configuration, atomically: true, encoding: .utf8)
    let plan = try school.run("people", "import")
    #expect(plan.status == 78 && plan.errors.contains("schools.yaml:1:29: 'simms' is not known here"), "\(plan.errors)")
    try text.write(toFile: school.configuration, atomically: true, encoding: .utf8)
    try school.folder.write("pupils.csv", text: pupils)
    try FileManager.default.moveItem(atPath: school.folder.file("keys"), toPath: school.folder.file("elsewhere"))
    #expect(try school.run("people", "import").status == 77)
    #expect(try school.run("rules", "check").status == 78)
  }

  @Test("forget erases and keeps out, but never an order against contact by accident")
  func forget() throws {
    let school = try School()
    #expect(try school.run("people", "forget", "Thomas Price", "--reason", "r").status == 65)
    #expect(try school.run("people", "import").status == 0)
    let order = try school.run(
      "people", "no-contact", "--pupil", "Aisha Khan", "--contact", "nadia.khan@home.example", "--reason", "court")
    #expect(order.status == 0, "\(order.errors)")
    for name in ["nadia.khan@home.example", "Aisha Khan"] {
      #expect(try school.run("people", "forget", name, "--reason", "r").status == 75)
    }
    #expect(try school.run("people", "forget", "Oliver Hart", "--reason", "r").errors.contains("2 people are meant"))
    #expect(try school.run("people", "forget", "Thomas Price", "--reason", "asked for it").status == 0)
    #expect(try school.run("people", "show", "Thomas Price", "--reason", "r").status == 65)
    #expect(try school.run("people", "import").status == 0)
    #expect(try school.run("people", "show", "Thomas Price", "--reason", "r").status == 65)
    let trail = try school.run("audit", "list").output
    #expect(trail.contains("person forgotten") && trail.contains("a pupil: asked for it"))
    #expect(try school.run("people", "forget", "--let-back", "--reason", "r").status == 0)
    #expect(try school.run("people", "import").status == 0)
    #expect(try school.run("people", "show", "Thomas Price", "--reason", "r").status == 0)
  }

  @Test("an order against contact stands beside CSV files, too, and needs a pupil who is meant alone")
  func orders() throws {
    let school = try School()
    let both = try school.run(
      "people", "no-contact", "--pupil", "Oliver Hart", "--contact", "paul.hart@home.example", "--reason", "court")
    #expect(both.status == 65 && both.errors.contains("2 people are meant by that"))
    let order = try school.run(
      "people", "no-contact", "--pupil", "C944400126003", "--contact", "Paul Hart", "--until", "2099-12-31",
      "--reason", "court")
    #expect(order.status == 0, "\(order.errors)")
    let shown = try school.run("people", "show", "paul.hart@home.example", "--reason", "r").output
    #expect(shown.contains("NO CONTACT") && shown.contains("until 2099-12-31"))
    #expect(
      try school.run("people", "no-contact", "--pupil", "C944400126003", "--contact", "Paul Hart").status == 64)
  }
}
