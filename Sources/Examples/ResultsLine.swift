public import Foundation
import Gateway
import Policy

/// Results as one line of JSON, for scripts.
public struct ResultsLine: Encodable {
  struct Share: Encodable {
    var precision, recall: Double?
    var right, extra, missing: Int

    init(_ tally: Tally) {
      (precision, recall) = (tally.precision, tally.recall)
      (right, extra, missing) = (tally.hits, tally.extra, tally.missing)
    }
  }
  struct Missed: Encodable {
    var name, why, action: String
    var acceptable, differences, rules, explanation: [String]
    var findings: [CheckAnswer.Ground]
  }

  var messages, acceptable, best, deliverable, other, aboutPeople, rightPeople: Int
  var falseStops, missed: [String]
  var allCategories, allIdentifiers, people: Share
  var categories, identifiers: [String: Share]
  var misses: [Missed]
  var fallen: [String]

  /// - Parameter fallen: the figures that fell, in words.
  public init(_ results: Results, fallen: [String]) {
    (messages, acceptable, best) = (results.messages, results.acceptable, results.exact)
    (deliverable, other) = (results.mustGo, results.mustNotGo)
    (aboutPeople, rightPeople) = (results.aboutPeople, results.rightPeople)
    (falseStops, missed) = (results.falseStops, results.missed)
    allCategories = Share(results.allCategories)
    allIdentifiers = Share(results.allIdentifiers)
    people = Share(results.people)
    categories = results.categories.mapValues(Share.init)
    identifiers = results.identifierKinds.mapValues(Share.init)
    misses = results.misses.map { miss in
      Missed(
        name: miss.example.name, why: miss.example.expected.why, action: miss.said.rawValue,
        acceptable: miss.example.expected.acceptable.sorted().map(\.rawValue), differences: miss.differences,
        rules: miss.answer.rules, explanation: miss.answer.explanation, findings: miss.grounds)
    }
    self.fallen = fallen
  }

  /// Without a line end.
  public func line() throws -> Data {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
    return try encoder.encode(self)
  }
}
