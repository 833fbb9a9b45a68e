import Foundation
import PosternKit

/// An invented school in a folder of its own: records, the rules that ship with three categories for these tests, and
/// messages.
final class School {
  let folder: TemporaryFolder
  var configuration: String { folder.file("postern.yaml") }

  static let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  init(settings: String = "") throws {
    folder = try TemporaryFolder("school", mode: 0o755)
    try folder.write(
      "pupils.csv",
      text: """
        upn,legal_first,legal_last,date_of_birth,form,year,guardian1_name,guardian1_email,email
        A944400126001,Aisha,Khan,2012-09-03,7R,7,Nadia Khan,nadia.khan@home.example,akhan@pupils.oakfield.example
        B944400126002,Thomas,Price,2011-02-01,8C,8,Gwen Price,gwen.price@home.example,
        C944400126003,Oliver,Hart,2010-05-06,9B,9,Paul Hart,paul.hart@home.example,
        D944400126004,Oliver,Hart,2012-07-08,7C,7,Sonia Hart,sonia.hart@home.example,
        """)
    try folder.write(
      "staff.csv",
      text: """
        title,first_name,last_name,role,email,private_email
        Mrs,Jane,Patel,SENCO,jpatel@oakfield.example,jane@home.example
        Mr,William,Banks,headteacher,wbanks@oakfield.example,
        """)
    try folder.write(
      "contacts.csv",
      text: """
        name,organisation,email_or_domain,kind,may_receive,bulk,safeguarding_route
        Front door,Northmere,mash@northmere.example,professional,safeguarding;health,20,yes
        """)
    try folder.write("groups.csv", text: "address,member\nstaff@oakfield.example,jpatel@oakfield.example\n")
    try folder.write(
      "postern.yaml",
      text: """
        organisation: {name: Oakfield Academy, domains: [oakfield.example, pupils.oakfield.example]}
        people: {pupils: pupils.csv, staff: staff.csv, contacts: contacts.csv, groups: groups.csv}
        rules: rules
        \(settings)

        """)
    let rules = folder.file("rules")
    try FileManager.default.createDirectory(atPath: rules, withIntermediateDirectories: true)
    for item in try FileManager.default.contentsOfDirectory(atPath: Self.checkout + "/rules")
    where item != "categories" && item != "examples" {
      try FileManager.default.copyItem(atPath: Self.checkout + "/rules/" + item, toPath: rules + "/" + item)
    }
    try FileManager.default.createDirectory(atPath: rules + "/categories", withIntermediateDirectories: true)
    for (category, word) in [("health", "epilepsy"), ("sen", "dyslexia"), ("safeguarding", "neglect")] {
      try folder.write(
        "rules/categories/\(category).yaml",
        text: """
          category: \(category)
          title: \(category)
          terms:
            - {id: \(category).\(word), grade: serious, confidence: 0.9, words: [\(word)]}

          """)
    }
  }

  /// Writes a message.
  /// - Returns: its path.
  func message(_ name: String, _ text: String) throws -> String {
    try folder.write(name, text: text.replacingOccurrences(of: "\n", with: "\r\n"))
  }

  static func letter(_ body: String, to: String = "someone@elsewhere.example", subject: String = "Monday") -> String {
    """
    From: Jane Patel <jpatel@oakfield.example>
    To: \(to)
    Subject: \(subject)
    MIME-Version: 1.0
    Content-Type: text/plain; charset=utf-8
    Content-Transfer-Encoding: 8bit

    \(body)

    """
  }

  func run(_ arguments: String..., input: String = "", here: String = "/") throws -> Program.Outcome {
    try Program.run(arguments + ["--config", configuration], input: input, here: here)
  }

  /// One request of `check --batch`.
  static func request(
    _ id: String, _ path: String, from: String = "jpatel@oakfield.example", to: String...
  ) throws -> String {
    try request(id, path, from: from, to: to)
  }

  static func request(
    _ id: String, _ path: String, from: String = "jpatel@oakfield.example", to: [String]
  ) throws -> String {
    let request: [String: Any] = ["id": id, "message": path, "envelope_from": from, "envelope_to": to]
    return String(decoding: try JSONSerialization.data(withJSONObject: request), as: UTF8.self) + "\n"
  }

  /// Everything in the folder, with size and time of change.
  func listing() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted().map { path in
      let facts = try FileManager.default.attributesOfItem(atPath: folder.file(path))
      return "\(path) \(facts[.size] ?? 0) \(facts[.modificationDate] ?? 0)"
    }
  }
}
