import Extraction
import Foundation
import People

@testable import Configuration
@testable import Detection

/// An invented school, its rules, and a detector for them.
struct TestSchool {
  let index: PeopleIndex
  let detector: Detector

  static let pupils = """
    upn,legal_first,legal_last,preferred_name,date_of_birth,form,year,guardian1_name,guardian1_email,guardian2_name,guardian2_email,email
    A123456789012,Aisha,Khan,,2012-09-03,7R,7,Nadia Khan,nadia.khan@home.example,,,akhan@pupils.oakfield.example
    B123456789012,Thomas,Price,Tom,2011-02-01,8C,8,Gwen Price,gwen.price@home.example,,,tprice@pupils.oakfield.example
    C123456789012,Grace,Young,,2012-01-05,7R,7,Helen Young,helen.young@home.example,,,
    D123456789012,Oliver,Hart,,2010-05-06,9B,9,Paul Hart,paul.hart@home.example,,,
    E123456789012,Oliver,Hart,,2012-07-08,7C,7,Sonia Hart,sonia.hart@home.example,,,
    F123456789012,Zoë,O'Brien-Łukasz,,2012-03-04,7C,7,Marta Łukasz,marta@home.example,,,
    """
  static let staff = """
    title,first_name,last_name,role,email
    Mrs,Jane,Patel,SENCO,jpatel@oakfield.example
    Mr,William,Banks,teacher,wbanks@oakfield.example
    Mr,Rajesh,Chakraborty,teacher,rchakraborty@oakfield.example
    """

  init(_ rules: RuleFolder? = nil) throws { try self.init(patterns: (rules ?? RuleFolder.usual()).compile()) }

  /// - Parameter more: rows of pupils, beside the few that stand here.
  init(patterns: PatternDatabase, more: [String] = []) throws {
    let folder = NSTemporaryDirectory() + "school-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var files = Settings.PeopleFiles()
    files.pupils = folder + "/pupils.csv"
    files.staff = folder + "/staff.csv"
    let pupils = ([Self.pupils] + more).joined(separator: "\n")
    try pupils.write(toFile: folder + "/pupils.csv", atomically: true, encoding: .utf8)
    try Self.staff.write(toFile: folder + "/staff.csv", atomically: true, encoding: .utf8)
    index = try PeopleIndex.build(
      files: files, organisation: Settings.Organisation(name: "Oakfield", domains: ["oakfield.example"], schools: []))
    try "Oliver\nImogen\nLucy\nGrace\n".write(toFile: folder + "/first_names.txt", atomically: true, encoding: .utf8)
    try "Baker\nHart\n".write(toFile: folder + "/surnames.txt", atomically: true, encoding: .utf8)
    let table = try PeopleTable(index.table(gazetteer: Gazetteer.load(folder: folder)))
    detector = Detector(patterns: patterns, people: table)
  }

  static func prose(_ text: String, _ kind: TextKind = .visible, part: Int? = 0) -> ExtractedText {
    ExtractedText(place: Place(part: part, words: "message"), kind: kind, content: .prose(text))
  }

  func find(
    _ texts: [ExtractedText], from: String = "jpatel@oakfield.example", to: [String] = ["office@council.example"],
    names: [String] = []
  ) -> [Finding] {
    detector.detect(texts, correspondents: Correspondents(sender: from, recipients: to, displayNames: names))
  }

  func find(_ text: String, to: [String] = ["office@council.example"]) -> [Finding] { find([Self.prose(text)], to: to) }

  func name(_ subject: DataSubject) -> String {
    switch subject {
    case .named(let name): name
    case .recorded(let number): index.person(number).map { $0.fullName + ($0.form.map { " " + $0 } ?? "") } ?? "?"
    }
  }

  /// "health.epilepsy: Aisha Khan 7R (sentence)" for each category finding.
  func categories(_ findings: [Finding]) -> [String] {
    findings.compactMap { finding in
      guard case .category = finding.what else { return nil }
      let names = finding.subjects.map(name).joined(separator: ", ")
      return
        "\(finding.evidence.recogniser): \(names.isEmpty ? "nobody" : names)\(finding.evidence.link.map { " (\($0))" } ?? "")"
    }
  }

  func people(_ findings: [Finding]) -> [String] {
    findings.filter { $0.what == .person }.map { $0.subjects.map(name).joined(separator: " or ") }
  }

  func identifiers(_ findings: [Finding]) -> [String] {
    findings.compactMap { finding in
      guard case .identifier(let kind, let value) = finding.what else { return nil }
      let names = finding.subjects.map(name).joined(separator: ", ")
      return "\(kind.rawValue) \(value): \(names.isEmpty ? "nobody" : names)"
    }
  }
}
