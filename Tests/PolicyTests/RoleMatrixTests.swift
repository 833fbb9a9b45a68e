import Configuration
import Detection
import Foundation
import Testing

@testable import Policy

/// A role matrix with something wrong in it, and the error that a person gets.
struct BadMatrix: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let old: String
  let new: String
  let error: String

  static let all = [
    BadMatrix(
      testDescription: "a misspelt category", old: "governor: [identifiers", new: "governor: [identifeirs",
      error: "'identifeirs' is not known here: did you mean 'identifiers'?"),
    BadMatrix(
      testDescription: "an allowance that is none", old: "staff: everything", new: "staff: all",
      error: "'all' is not known here: use everything, by_contact or a list of categories"),
    BadMatrix(
      testDescription: "an audience left out", old: "  unknown: []\n", new: "", error: "the key 'unknown' is missing"),
    BadMatrix(
      testDescription: "an audience that does not exist", old: "  unknown: []\n", new: "  unknown: []\n  parents: []\n",
      error: "'parents' is not known here"),
    BadMatrix(
      testDescription: "a role that does not exist", old: "open_to: [senco,", new: "open_to: [sendco,",
      error: "'sendco' is not known here: did you mean 'senco'?"),
    BadMatrix(
      testDescription: "a cabinet that nobody may open", old: "open_to: [compliance_officer]", new: "open_to: []",
      error: "somebody has to be able to open this cabinet: name a role"),
    BadMatrix(
      testDescription: "a category in two cabinets", old: "categories: [sen]", new: "categories: [sen, health]",
      error: "'health' belongs to the cabinet health already: it can be in one only"),
    BadMatrix(
      testDescription: "somebody in their own place", old: "dsl: [headteacher]", new: "dsl: [dsl]",
      error: "nobody decides in their own place: name another role"),
    BadMatrix(
      testDescription: "another schema", old: "schema: 1", new: "schema: 7",
      error: "this Postern reads schema 1: write 'schema: 1'"),
  ]
}

@Suite("The role matrix")
struct RoleMatrixTests {
  @Test("that is wrong is refused with its place and a remedy", arguments: BadMatrix.all)
  func refused(_ bad: BadMatrix) throws {
    let text = School.access.replacing(bad.old, with: bad.new, maxReplacements: 1)
    try #require(text != School.access)
    let error = try #require(throws: ConfigurationError.self) { try RoleMatrix.parse(text, file: "access.yaml") }
    #expect(error.description.hasPrefix("access.yaml"))
    #expect(error.description.contains(bad.error))
  }

  @Test("lets a colleague have what the staff list, a governor or a family may not")
  func audiences() throws {
    let matrix = try RoleMatrix.parse(School.access, file: "access.yaml")
    #expect(matrix.permits(.allegation, to: School.colleague))
    #expect(!matrix.permits(.allegation, to: School.list(.staff)))
    #expect(matrix.permits(.sen, to: School.list(.staff)))
    #expect(!matrix.permits(.sen, to: School.governor))
    #expect(!matrix.permits(.sen, to: School.guardian(School.aisha)))
    #expect(matrix.permits(.sen, to: School.partner(.sen)))
    #expect(!matrix.permits(.health, to: School.partner(.sen)))
  }

  @Test("gives a list what all of its members may have, and one that cannot be opened nothing")
  func lists() throws {
    let matrix = try RoleMatrix.parse(School.access, file: "access.yaml")
    #expect(!matrix.permits(.sen, to: School.list(.staff, .pupil)))
    #expect(!matrix.permits(.sen, to: School.list(.staff, isComplete: false)))
    #expect(matrix.permits(.allegation, to: School.list(.staff, count: 1)))
  }

  @Test("is heeded by the rules: what a school lets its governors have is not asked about")
  func rules() throws {
    let access = School.access.replacing("governor: [identifiers", with: "governor: [sen, identifiers")
    let policy = try String(contentsOfFile: School.rulesFolder + "/policy.yaml", encoding: .utf8)
    let facts = MessageFacts.to(School.governor).with(.sen, about: School.aisha)
    let before = try RuleSet.parse(policy, file: "policy.yaml", access: School.access)
    let after = try RuleSet.parse(policy, file: "policy.yaml", access: access)
    #expect(before.decide(facts).action == .hold)
    #expect(after.decide(facts).action == .deliver)
    #expect(before.version != after.version)
  }

  @Test("says whose held mail it is")
  func cabinets() throws {
    let access = School.access.replacing("categories: [sen]", with: "categories: [sen, ethnicity]")
    let policy = try String(contentsOfFile: School.rulesFolder + "/policy.yaml", encoding: .utf8)
    let facts = MessageFacts.to(School.stranger).with(.ethnicity, about: School.aisha)
    #expect(try RuleSet.parse(policy, file: "p", access: School.access).decide(facts).cabinets == [.general])
    #expect(try RuleSet.parse(policy, file: "p", access: access).decide(facts).cabinets == [.sen])
  }

  @Test("leaves a file in the cabinet that it was held for, whatever else is said of it the second time")
  func knownFile() throws {
    let policy = try String(contentsOfFile: School.rulesFolder + "/policy.yaml", encoding: .utf8)
    let rules = try RuleSet.parse(policy, file: "p", access: School.access)
    let facts = MessageFacts.to(School.stranger).with(.allegation, about: School.head)
    #expect(rules.decide(facts).cabinets == [.staffHR])
    let secret = facts.passing(on: KnownFile(cabinets: [.childProtection]))
    #expect(rules.decide(secret).cabinets == [.childProtection])
    #expect(rules.decide(facts.passing(on: KnownFile(cabinets: [.sen]))).cabinets == [.sen, .staffHR])
  }

  @Test("gives each cabinet the people in the roles that may open it")
  func officers() throws {
    let matrix = try RoleMatrix.parse(School.access, file: "access.yaml")
    let officers = Settings.Officers(
      byCabinet: ["health": ["nurse@oakfield.example"]],
      byRole: [
        .headteacher: ["Head@oakfield.example"], .dsl: ["dsl@oakfield.example"],
        .chairOfGovernors: ["chair@oakfield.example"],
      ]
    ).filled(by: matrix)
    #expect(officers.addresses(of: .health) == ["nurse@oakfield.example", "head@oakfield.example"])
    #expect(officers.addresses(of: .childProtection) == ["dsl@oakfield.example", "head@oakfield.example"])
    #expect(officers.addresses(of: .general) == [])
    #expect(officers.standIns["head@oakfield.example"] == ["chair@oakfield.example"])
    #expect(officers.standIns["dsl@oakfield.example"] == ["head@oakfield.example"])
  }
}
