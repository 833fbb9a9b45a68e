import Configuration
import Foundation

@testable import Detection

/// A folder of rules made for a test, and removed with it.
final class RuleFolder {
  let path = NSTemporaryDirectory() + "rules-" + UUID().uuidString

  init(categories: [String: String] = [:], identifiers: [String: String] = [:]) throws {
    for (folder, files) in [("categories", categories), ("identifiers", identifiers)] {
      try FileManager.default.createDirectory(atPath: path + "/" + folder, withIntermediateDirectories: true)
      for (name, text) in files {
        try text.write(toFile: "\(path)/\(folder)/\(name).yaml", atomically: true, encoding: .utf8)
      }
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func compile() throws -> PatternDatabase { try PatternDatabase.compile(rulesFolder: path) }

  /// The error that the folder is refused with, without the temporary path.
  func refusal() -> String? {
    do {
      _ = try compile()
      return nil
    } catch { return String(describing: error).replacing(path + "/", with: "") }
  }

  static let health = """
    category: health
    title: Health conditions and treatment
    why: They are special category data.
    source: 'policy.txt, "Sensitive personal data"'
    terms:
      - id: health.epilepsy
        grade: serious
        confidence: 0.9
        words: [epilepsy, "epileptic seizure*", asthma, anxiety]
      - id: health.allergy
        grade: ordinary
        confidence: 0.9
        words: [allerg*]
      - id: health.physiotherapy
        grade: ordinary
        confidence: 0.8
        patterns: ['ph?ysiotherap\\w+']
      - id: health.diagnosis
        grade: serious
        confidence: 0.8
        words: [diagnosis]
        needs: [pupil, child, doctor]
        unless: [first aid training]
    exclude:
      - health and safety
      - asthma friendly school
    headings: [medical, "medical needs"]
    """

  static let sen = """
    category: sen
    title: Special educational needs
    terms:
      - {id: sen.sen, grade: ordinary, confidence: 0.8, words: [SEN], case: exact}
      - {id: sen.ehcp, grade: serious, confidence: 0.9, words: [ehcp, "education health care plan*", autism]}
    exclude: [SEN coffee morning]
    headings: [sen status]
    """

  static let safeguarding = """
    category: safeguarding
    title: Safeguarding
    terms:
      - {id: safeguarding.concern, grade: serious, confidence: 0.9, words: ["safeguarding concern*", "social worker", "child protection plan"]}
      - {id: safeguarding.word, grade: serious, confidence: 0.7, words: [safeguarding]}
    """

  static let nhs = """
    kind: nhs_number
    title: NHS number
    source: NHS Data Dictionary
    patterns:
      - id: nhs_number.grouped
        regex: '[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}'
        boundary: digit
        validator: nhs_modulus_11
        confidence: 0.3
        context: [nhs, "nhs number"]
        context_confidence: 0.97
    excludes: ['order number']
    report_at: 0.5
    """

  static let password = """
    kind: password
    title: Password
    patterns:
      - id: password.is
        regex: 'password(?: is|:) ?(\\S{4,40})'
        boundary: none
        confidence: 0.9
        value_group: 1
    """

  static let upn = """
    kind: upn
    title: Unique pupil number
    patterns:
      - {id: upn.plain, regex: '[A-Z][0-9]{11}[0-9A-Z]', confidence: 0.9}
    """

  static let birth = """
    kind: date_of_birth
    title: Date of birth
    patterns:
      - {id: date_of_birth.iso, regex: '(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}', boundary: digit, confidence: 0.2, context: [dob, born, "date of birth"], context_confidence: 0.95}
    """

  static func usual() throws -> RuleFolder {
    try RuleFolder(
      categories: ["health": health, "sen": sen, "safeguarding": safeguarding],
      identifiers: ["nhs_number": nhs, "password": password, "upn": upn, "date_of_birth": birth])
  }
}
