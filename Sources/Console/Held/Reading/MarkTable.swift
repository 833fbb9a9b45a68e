import Detection
import Extraction
import Inspection
import Policy
import Quarantine

/// Where to mark what, in the texts of a message as they are read now.
struct MarkTable: Sendable {
  /// One run of a text in which something was found, or several things that overlap.
  struct Mark: Sendable, Hashable {
    /// Unicode code points of the text.
    var range: Range<Int>
    /// Each thing once: "health information (serious), about Kai Hart".
    var words: [String]
    var isGrave: Bool
  }

  private var marks: [Int: [Mark]] = [:]
  /// Numbers of texts that are not what they were: nothing can be marked in them.
  private(set) var changed: Set<Int> = []
  /// Places where something was found and no text is now.
  private(set) var missing: [String] = []
  /// More was found than is marked.
  private(set) var leftOut = 0

  init(_ message: HeldMessage, in reading: MessageReading) {
    guard let findings = message.findings else { return }
    leftOut = findings.leftOut
    var here: [Int: Int] = [:]
    for (index, text) in findings.texts.enumerated() {
      let isThere = reading.texts.indices.contains(text.number)
      if isThere, reading.texts[text.number].fingerprint == text.fingerprint {
        here[index] = text.number
      } else if let moved = reading.texts.firstIndex(where: {
        $0.fingerprint == text.fingerprint && $0.text.place.words == text.place
      }) {
        here[index] = moved
      } else if isThere, reading.texts[text.number].text.place.words == text.place {
        changed.insert(text.number)
      } else if let other = reading.texts.firstIndex(where: { $0.text.place.words == text.place }) {
        changed.insert(other)
      } else {
        missing.append(text.place)
      }
    }
    var all: [Int: [Mark]] = [:]
    for mark in findings.marks {
      guard let text = here[mark.text], !mark.range.isEmpty else { continue }
      all[text, default: []].append(
        Mark(range: mark.range, words: [mark.words(findings.people, message.rules)], isGrave: mark.what.isGrave))
    }
    marks = all.mapValues(Self.merged)
  }

  /// Of a text, by its number: in order, none overlapping another.
  func marks(in text: Int) -> [Mark] { marks[text] ?? [] }

  static func merged(_ marks: [Mark]) -> [Mark] {
    var merged: [Mark] = []
    for mark in marks.sorted(by: {
      ($0.range.lowerBound, $1.range.upperBound) < ($1.range.lowerBound, $0.range.upperBound)
    }) {
      guard var last = merged.last, mark.range.lowerBound < last.range.upperBound else {
        merged.append(mark)
        continue
      }
      last.range = last.range.lowerBound..<max(last.range.upperBound, mark.range.upperBound)
      for word in mark.words where !last.words.contains(word) && last.words.count < mostWords {
        last.words.append(word)
      }
      last.isGrave = last.isGrave || mark.isGrave
      merged[merged.count - 1] = last
    }
    return merged
  }

  /// Things that are named at one mark.
  private static let mostWords = 8
}

extension HeldFindings.Mark {
  /// "health information (serious), about Kai Hart; rule: Health data to other families".
  fileprivate func words(_ names: [String], _ rules: [HeldMessage.Rule]) -> String {
    let known = people.filter(names.indices.contains).map { names[$0] }
    let whom = known.joined(separator: isAmbiguous ? " or " : ", ")
    var words: String
    switch what {
    case .category(let category, let grade):
      words = category.plainWords + (grade == .serious ? " (serious)" : "") + (whom.isEmpty ? "" : ", about \(whom)")
    case .identifier(let kind): words = kind.words + (whom.isEmpty ? "" : ", of \(whom)")
    case .person: words = whom.isEmpty ? "a name" : "name of \(whom)"
    }
    let titles = self.rules.filter(rules.indices.contains).prefix(2).map { rules[$0].title }
    if !titles.isEmpty { words += "; rule: " + titles.joined(separator: ", ") }
    return words
  }
}

extension HeldFindings.What {
  fileprivate var isGrave: Bool {
    if case .category(_, .serious) = self { true } else { false }
  }
}
