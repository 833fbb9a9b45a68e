import Foundation
import Gateway

/// Results as a person reads them.
public struct ResultsReport {
  public let text: String

  /// - Parameter isVerbose: with every finding and the whole explanation of each miss; without, only what was found too much.
  public init(_ results: Results, isVerbose: Bool) {
    var lines = results.misses.flatMap { Self.lines($0, isVerbose: isVerbose) }
    if !lines.isEmpty { lines.append("") }
    lines += [
      Self.row("messages", "\(results.messages)"),
      Self.row("acceptable action", Self.share(results.acceptable, results.messages)),
      Self.row("best action", Self.share(results.exact, results.messages)),
      Self.row("false stops", Self.share(results.falseStops.count, results.mustGo)),
      Self.row("missed", Self.share(results.missed.count, results.mustNotGo)),
      Self.row("right people", Self.share(results.rightPeople, results.aboutPeople)), "",
      Self.padded("", 22) + "precision   recall   right  too many  missing",
    ]
    lines.append(Self.row("all categories", results.allCategories))
    lines += results.categories.sorted { $0.key < $1.key }.map { Self.row("  " + $0.key, $0.value) }
    lines.append(Self.row("all identifiers", results.allIdentifiers))
    lines += results.identifierKinds.sorted { $0.key < $1.key }.map { Self.row("  " + $0.key, $0.value) }
    lines.append(Self.row("people", results.people))
    text = lines.joined(separator: "\n")
  }

  private static func lines(_ miss: Miss, isVerbose: Bool) -> [String] {
    var lines = [miss.example.name + (miss.example.expected.scenario.map { " (\($0))" } ?? "")]
    lines.append("  label: " + miss.example.expected.why)
    lines += miss.differences.map { "  " + $0 }
    if isVerbose {
      lines += miss.answer.explanation.map { "  said: " + $0 }
    } else if !miss.answer.rules.isEmpty {
      lines.append("  rules: " + miss.answer.rules.joined(separator: ", "))
    }
    lines += miss.answer.unreadable.map { "  not read: \($0.part): \($0.reason)" }
    lines += (isVerbose ? miss.grounds : miss.blamed).map { "  found: " + $0.words }
    return lines
  }

  private static func row(_ title: String, _ value: String) -> String { padded(title, 22) + value }

  private static func row(_ title: String, _ tally: Tally) -> String {
    func percent(_ share: Double?) -> String { share.map { String(format: "%.1f%%", $0 * 100) } ?? "-" }
    let cells =
      [percent(tally.precision), percent(tally.recall)] + [tally.hits, tally.extra, tally.missing].map(String.init)
    return padded(title, 22) + zip(cells, [9, 9, 8, 10, 9]).map { padded($0, -$1) }.joined()
  }

  /// Filled up with blanks on the right, or on the left where the width is negative.
  private static func padded(_ text: String, _ width: Int) -> String {
    let blanks = String(repeating: " ", count: max(0, abs(width) - text.count))
    return width < 0 ? blanks + text : text + blanks
  }

  private static func share(_ part: Int, _ whole: Int) -> String {
    whole == 0 ? "none" : String(format: "%.1f%%", 100 * Double(part) / Double(whole)) + " (\(part) of \(whole))"
  }
}
