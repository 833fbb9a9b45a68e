import Detection
public import Foundation
public import Inspection
public import People

/// What `postern detect` says of one text, in the shape of the command contract: offsets in Unicode code points, end
/// exclusive.
public struct DetectAnswer: Encodable, Sendable {
  struct Identifier: Encodable {
    var kind: String
    var value: String
    var start: Int
    var end: Int
    var confidence: Double
  }
  struct PersonFound: Encodable {
    var name: String
    var start: Int
    var end: Int
    var confidence: Double
  }
  struct CategoryFound: Encodable {
    var category: String
    /// The person's name; null when it is about nobody who can be identified.
    var about: String?
    var start: Int
    var end: Int
    var confidence: Double
  }

  var id: String
  var identifiers: [Identifier] = []
  var people: [PersonFound] = []
  var categories: [CategoryFound] = []
  /// Why the text could not be read in full; null when it was.
  var failure: String?

  public init(id: String, _ inspection: Inspection, people index: PeopleIndex) {
    self.id = id
    func name(_ subject: DataSubject) -> String? {
      switch subject {
      case .recorded(let number): index.person(number)?.fullName
      case .named(let name): name
      }
    }
    for finding in inspection.findings {
      let (start, end, confidence) = (finding.range.lowerBound, finding.range.upperBound, finding.confidence)
      switch finding.what {
      case .identifier(let kind, let value):
        identifiers.append(
          Identifier(kind: kind.rawValue, value: value, start: start, end: end, confidence: confidence))
      case .person:
        for name in finding.subjects.compactMap(name) {
          people.append(PersonFound(name: name, start: start, end: end, confidence: confidence))
        }
      case .category(let category, _):
        let about: [String?] = finding.subjects.isEmpty ? [nil] : finding.subjects.map(name)
        for name in about {
          categories.append(
            CategoryFound(category: category.rawValue, about: name, start: start, end: end, confidence: confidence))
        }
      }
    }
  }

  /// The answer for a text that could not be inspected.
  public init(id: String, failure: String) {
    self.id = id
    self.failure = failure
  }

  /// One line of JSON without a line end.
  public func line() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
    return try encoder.encode(self)
  }
}
