import Foundation
import PosternKit
import Testing

/// A school with a mistake in one file, and what a person is told.
struct Mistake: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let file: String
  let text: String
  let error: String

  static let all = [
    Mistake(
      testDescription: "a key of the configuration that nobody knows", file: "postern.yaml",
      text: "organisation: {name: O, domains: [o.example]}\npeeple: {}\n",
      error: "/postern.yaml:2:1: 'peeple' is not known here: did you mean 'people'?"),
    Mistake(
      testDescription: "a configuration that is no YAML", file: "postern.yaml", text: "organisation: [\n",
      error: "/postern.yaml:2:1: is not YAML: did not find expected node content"),
    Mistake(
      testDescription: "a mapped column that is none of ours", file: "postern.yaml",
      text:
        "organisation: {name: O, domains: [o.example]}\npeople:\n  pupils: pupils.csv\n  columns: {guardian_email: x}\nrules: rules\n",
      error: "/postern.yaml:4:29: 'guardian_email' is no column of ours: did you mean 'guardian1_email'?"),
    Mistake(
      testDescription: "a roster without a column that is needed", file: "pupils.csv", text: "upn,name\n1,A\n",
      error:
        "/pupils.csv:1:1: has no column 'legal_first'; its columns are upn, name: name the file's own column under people.columns, like legal_first: THEIR_NAME"
    ),
    Mistake(
      testDescription: "a rule with an unknown key", file: "rules/policy.yaml",
      text:
        "schema: 1\nrules:\n  - {id: a, title: T, why: W, clause: C, remedy: R, false_positives: F, mode: enforce, require: hold, when: {submission: direct}, wen: x}\n",
      error: "/rules/policy.yaml:3:131: 'wen' is not known here: did you mean 'when'?"),
    Mistake(
      testDescription: "a lexicon with an unknown key", file: "rules/categories/health.yaml",
      text: "category: health\ntitle: Health\ncolour: red\n",
      error: "/rules/categories/health.yaml:3:1: 'colour' is not known here"
    ),
    Mistake(
      testDescription: "a pattern that cannot be used", file: "rules/identifiers/nhs_number.yaml",
      text:
        "kind: nhs_number\ntitle: T\nwhy: W\nsource: S\npatterns:\n  - {id: nhs_number.a, regex: '(a', confidence: 0.5}\n",
      error: "/rules/identifiers/nhs_number.yaml:6:"),
    Mistake(
      testDescription: "a list of webmail domains with an address in it", file: "rules/private_mail_domains.txt",
      text: "webmail.example\na@b.example\n",
      error: "/rules/private_mail_domains.txt:2:1: 'a@b.example' is no domain: write one a line, like webmail.example"),
  ]
}

@Suite("postern rules check reads all that people wrote, and says what is wrong")
struct RulesCheckTests {
  @Test("with a summary when all is right")
  func right() throws {
    let outcome = try School().run("rules", "check")
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(outcome.output.contains("rules in ") && outcome.output.contains(" people in the records: all right"))
  }

  @Test("with warnings about the records, by file and line")
  func warnings() throws {
    let school = try School()
    try school.folder.write("pupils.csv", text: "legal_first,legal_last,date_of_birth\nAisha,Khan,2012-02-30\n")
    let outcome = try school.run("rules", "check")
    #expect(outcome.status == 0)
    #expect(
      outcome.errors.hasPrefix(
        "warning: \(school.folder.path)/pupils.csv:2: column C: date_of_birth is no day that exists"))
    #expect(!outcome.errors.contains("Khan"))
  }

  @Test("with a warning, by file and line, of a job or department that nobody of the staff has")
  func namedInVain() throws {
    let school = try School()
    try school.folder.write(
      "staff.csv",
      text:
        "first_name,last_name,role,email,department\nRuth,Ash,Head of Year,r.ash@oakfield.example,Pastoral;Science\n")
    let settings = try String(contentsOfFile: school.configuration, encoding: .utf8)
    let line = settings.split(separator: "\n", omittingEmptySubsequences: false).count
    try school.folder.write(
      "postern.yaml",
      text: settings + "\nfour_eyes: {checkers: {departments: [pastoral, Sciense], jobs: [head of year, Bursar]}}\n")
    let outcome = try school.run("rules", "check")
    #expect(outcome.status == 0)
    let place = "warning: \(school.configuration):\(line + 1): four_eyes: no member of staff has the"
    #expect(outcome.errors.contains("\(place) department 'Sciense' in the records: did you mean 'science'?"))
    #expect(outcome.errors.contains("\(place) job 'Bursar' in the records\n"))
    #expect(!outcome.errors.contains("'pastoral'") && !outcome.errors.contains("'head of year'"))
  }

  @Test("with file, line, column and a remedy, and status 78, as every other command does", arguments: Mistake.all)
  func wrong(_ mistake: Mistake) throws {
    let school = try School()
    try school.folder.write(mistake.file, text: mistake.text)
    let message = try school.message("m.eml", School.letter("Lunch."))
    for command in [["rules", "check"], ["check", message], ["detect"]] {
      let outcome = try Program.run(command + ["--config", school.configuration])
      #expect(outcome.status == 78, "\(command)")
      #expect(outcome.output.isEmpty)
      #expect(outcome.errors.contains(school.folder.path + mistake.error), "\(outcome.errors)")
    }
  }

  @Test("a configuration that is not there is named")
  func missing() throws {
    let outcome = try Program.run(["rules", "check", "--config", "/nowhere/postern.yaml"])
    #expect(outcome.status == 78)
    #expect(
      outcome.errors == "postern: /nowhere/postern.yaml: cannot be read: check that it exists and who may read it\n")
  }
}
