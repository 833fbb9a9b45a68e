import Detection
import Extraction
import Inspection
import People

extension CheckAnswer {
  /// One finding in words, with what made it: enough to tune a rule by.
  public struct Ground: Encodable, Hashable, Sendable {
    /// A category, the kind of an identifier, or "person".
    public var what: String
    /// Whom it is about; several where it is about several, or nobody knows which.
    public var about: [String]
    /// The id of the pattern or term, or what matched a name.
    public var recogniser: String
    /// How a category was tied to its subject: sentence, row, heading, …
    public var link: String?
    /// "message", "attachment Letter.docx", with the cell in a table.
    public var place: String
    /// In code points of that place's text, end exclusive.
    public var start, end: Int
    /// From 0 to 1.
    public var confidence: Double

    init(_ finding: Finding, in inspection: Inspection, people: PeopleIndex) {
      what =
        switch finding.what {
        case .category(let category, let grade): "\(category.rawValue) (\(grade.rawValue))"
        case .identifier(let kind, _): kind.rawValue
        case .person: "person"
        }
      about = finding.subjects.compactMap { people.name(of: $0) }
      recogniser = finding.evidence.recogniser
      link = finding.evidence.link
      let text =
        inspection.texts.indices.contains(finding.text) ? inspection.texts[finding.text].place.words : "message"
      place = text + (finding.cell.map { ", \($0)" } ?? "")
      (start, end) = (finding.range.lowerBound, finding.range.upperBound)
      confidence = finding.confidence
    }

    /// "health (serious), about Aisha Khan: health.epilepsy by sentence, 0.93, message 120-128".
    public var words: String {
      let whom = about.isEmpty ? "about nobody" : "about " + about.joined(separator: " or ")
      let tie = link.map { " by \($0)" } ?? ""
      return "\(what), \(whom): \(recogniser)\(tie), \((confidence * 100).rounded() / 100), \(place) \(start)-\(end)"
    }
  }
}
