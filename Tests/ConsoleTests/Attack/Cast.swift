import Configuration
import Foundation
import Policy
import PosternKit
import Quarantine
import Spool

@testable import Console

/// Everybody who may have an account, each with what is theirs, as the policy's table of cabinets says.
struct Cast {
  var role: String
  var address: String
  var cabinets: Set<Cabinet> = []
  /// What they may do besides, by the path that does it.
  var acts: Set<String> = []

  private static let switching: Set<String> = ["/switch/ask", "/switch/confirm", "/switch/end"]
  private static let officer = switching.union(["/held/bulk", "/held/undo"])

  static let all = [
    Cast(
      role: "dsl", address: "c.draycott@oakfield.example", cabinets: [.childProtection], acts: officer),
    Cast(
      role: "deputy_dsl", address: "p.vaghela@oakfield.example", cabinets: [.childProtection], acts: officer),
    Cast(role: "senco", address: "a.pugh@oakfield.example", cabinets: [.sen], acts: officer),
    Cast(
      role: "headteacher", address: "j.amberley@oakfield.example",
      cabinets: [.childProtection, .financial, .health, .sen, .staffHR], acts: officer),
    Cast(role: "sbm", address: "l.marchbank@trust.example", cabinets: [.financial], acts: officer),
    Cast(role: "hr_lead", address: "o.sarpong@trust.example", cabinets: [.staffHR], acts: officer),
    Cast(role: "health_lead", address: "b.quaye@oakfield.example", cabinets: [.health], acts: officer),
    Cast(
      role: "compliance_officer", address: "y.castell@oakfield.example", cabinets: [.general],
      acts: officer.union(["/insight/investigate", "/audit/verify"])),
    // Decides where it is about the headteacher.
    Cast(role: "chair_of_governors", address: "h.pemberton@oakfield.example", acts: officer),
    Cast(role: "trust_chief_executive", address: "chief@trust.example", acts: officer),
    Cast(role: "data_protection_officer", address: "dpo@trust.example", acts: switching.union(["/audit/verify"])),
    Cast(role: "administrator", address: "it@oakfield.example", acts: switching),
    Cast(role: "auditor", address: "audit@trust.example", acts: ["/audit/verify"]),
    Cast(role: "checker", address: "checker@oakfield.example"),
    Cast(role: "sender", address: HeldMail.sender),
    Cast(role: "dsl of another school", address: "dsl@thornbeck.example", acts: officer),
  ]

  /// The sample school with somebody in each role, and a second school in its trust.
  static func school() throws -> TemporaryFolder {
    let folder = try TemporaryFolder("attacked-school")
    let source = ConsoleSite.path("examples/oakfield")
    for name in try FileManager.default.contentsOfDirectory(atPath: source) where name != "messages" {
      try FileManager.default.copyItem(atPath: source + "/" + name, toPath: folder.file(name))
    }
    var text = try String(contentsOfFile: source + "/postern.yaml", encoding: .utf8)
    text = text.replacing(
      "  controller: Oakfield Trust\n",
      with: """
          controller: Oakfield Trust
          schools:
            - {name: Oakfield, domains: [oakfield.example, pupils.oakfield.example, trust.example]}
            - {name: Thornbeck, domains: [thornbeck.example], officers: {dsl: [dsl@thornbeck.example]}}

        """
    ).replacing("trust.example]\n  contr", with: "trust.example, thornbeck.example]\n  contr")
    text = text.replacing(
      "officers:\n",
      with: """
        officers:
          trust_chief_executive: [chief@trust.example]
          data_protection_officer: [dpo@trust.example]
          administrator: [it@oakfield.example]
          auditor: [audit@trust.example]
          checker: [checker@oakfield.example]

        """)
    try FileManager.default.removeItem(atPath: folder.file("postern.yaml"))
    _ = try folder.write("postern.yaml", text: text)
    return folder
  }
}

/// One held message, and the words by which its content would be known anywhere.
struct Secret {
  var id: HeldID
  var cabinet: Cabinet
  var words: [String]
  /// Who may not even know that there is one (D17).
  var hiddenFrom: Set<String> = []
  /// Who decides in the place of those.
  var standIns: Set<String> = []

  static func hold(
    _ cabinet: Cabinet, in mail: HeldMail, about people: [String]? = nil, standIns: Set<String> = []
  ) throws -> Secret {
    let word = (people == nil ? "canary" : "hidden") + cabinet.rawValue.replacing("_", with: "")
    let id = try mail.hold(
      "Subject \(word)", cabinet,
      to: [("\(word).parent@families.example", .guardian), ("\(word).nurse@clinic.example", .professional)],
      about: people, from: "\(word).sender@oakfield.example", pupil: "Pupil \(word)")
    return Secret(
      id: id, cabinet: cabinet, words: ["Subject \(word)", "\(word).", "Pupil \(word)"], hiddenFrom: Set(people ?? []),
      standIns: standIns)
  }
}
