import Testing

@testable import Configuration

@Suite("Who may check a colleague's addresses")
struct FourEyesTests {
  private func read(_ text: String) throws -> FourEyes {
    var map = try YAMLFile.parse("four_eyes: {\(text)}\n", file: "postern.yaml")
    return try FourEyes.read(map.optional("four_eyes"))
  }

  @Test("needs no word: the checkers of 'officers', after 15 minutes the officers of the message")
  func defaults() throws {
    #expect(try FourEyes.read(nil) == FourEyes())
    #expect(FourEyes().checkers.roles == [.checker] && FourEyes().deputies == .init())
    #expect(FourEyes().escalateAfter == 900)
  }

  @Test("are named by role, by job or by address, as are those who stand in for them")
  func named() throws {
    let fourEyes = try read(
      """
      checkers: {roles: [sbm, checker], jobs: [Head of Year], addresses: [Office@oakfield.example]},
      deputies: [deputy@oakfield.example], escalate_after: 30 min
      """)
    #expect(
      fourEyes.checkers
        == .init(roles: [.sbm, .checker], jobs: ["Head of Year"], addresses: ["office@oakfield.example"]))
    #expect(fourEyes.deputies == .init(addresses: ["deputy@oakfield.example"]))
    #expect(fourEyes.escalateAfter == 1_800)
    #expect(try read("escalate_after: 1 h").escalateAfter == 3_600)
    #expect(try read("escalate_after: 90 s").escalateAfter == 90)
  }

  @Test("are named by department, too, each with its place, since only the records know whether there is one")
  func departments() throws {
    let fourEyes = try read("checkers: {departments: [Pastoral, Office]}, deputies: {jobs: [SBM]}")
    #expect(fourEyes.checkers == .init(departments: ["Pastoral", "Office"]))
    #expect(fourEyes.named.map(\.name) == ["Pastoral", "Office", "SBM"])
    #expect(fourEyes.named.map(\.kind) == [.department, .department, .job])
    #expect(fourEyes.named.allSatisfy { $0.file == "postern.yaml" && $0.line == 1 })
  }

  @Test(
    "are refused where they cannot be meant, with line and column",
    arguments: [
      ("checkers: {roles: [chequer]}", ":1:32: 'chequer' is not known here: did you mean 'checker'?"),
      ("checkers: {roles: [sender]}", ":1:32: everybody is a sender: name another role"),
      ("checkers: {}", ":1:23: nobody is named here: add roles, jobs, departments or addresses"),
      (
        "deputies: [office]",
        ":1:24: 'office' is no address: write name@school.example, or use roles, jobs or departments"
      ),
      ("checkers: {departments: [\"\"]}", ":1:38: a department needs a name"),
      ("checkers: {department: [science]}", ":1:24: 'department' is not known here: did you mean 'departments'?"),
      ("escalate_after: soon", ":1:29: 'soon' is no length of time: write it like 90 s, 15 min or 1 h"),
      ("escalate_after: 15", ":1:29: '15' is no length of time: write it like 90 s, 15 min or 1 h"),
      ("escalate_after: 10 s", ":1:29: '10 s' is out of bounds: from 1 min to 40 h"),
    ])
  func refused(_ text: String, _ end: String) {
    let error = #expect(throws: ConfigurationError.self) { try read(text) }
    #expect(error?.description == "postern.yaml" + end, "\(error?.description ?? "")")
  }
}
