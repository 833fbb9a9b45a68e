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

    func encode(to encoder: any Encoder) throws {
      var object = encoder.container(keyedBy: CodingKeys.self)
      try object.encode(category, forKey: .category)
      // Null rather than absent: the contract names every key.
      try object.encode(about, forKey: .about)
      try object.encode(start, forKey: .start)
      try object.encode(end, forKey: .end)
      try object.encode(confidence, forKey: .confidence)
    }

    enum CodingKeys: String, CodingKey { case category, about, start, end, confidence }
  }

  var id: RequestID
  var identifiers: [Identifier] = []
  var people: [PersonFound] = []
  var categories: [CategoryFound] = []
  /// Why the text could not be read; absent when it was.
  var failure: String?

  public init(id: RequestID, _ inspection: Inspection, people index: PeopleIndex) {
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
        // Two pupils of one name are one name in the text.
        for name in finding.subjects.compactMap(name).eachOnce {
          people.append(PersonFound(name: name, start: start, end: end, confidence: confidence))
        }
      case .category(let category, _):
        let about: [String?] = finding.subjects.isEmpty ? [nil] : finding.subjects.map(name).eachOnce
        for name in about {
          categories.append(
            CategoryFound(category: category.rawValue, about: name, start: start, end: end, confidence: confidence))
        }
      }
    }
  }

  /// The answer for a text that could not be inspected.
  public init(id: RequestID, failure: String) {
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

extension Array where Element: Hashable {
  /// Without what stands further to the front already.
  var eachOnce: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
