import Configuration
import Detection
public import Foundation

extension BreachField {
  static let longest = 4_000
  private static let most = 1_000_000
  private static let mostPeople = 5_000

  /// Takes what somebody typed, and gives it the form in which it is kept.
  /// - Parameters:
  ///   - now: Unix time in seconds; nothing in the register lies after it.
  ///   - timeZone: of times that are typed; nil for the system's.
  /// - Returns: nil for nothing: the field is emptied.
  /// - Throws: `badValue`, with what would do.
  public func checked(_ text: String, now: Int64, timeZone: TimeZone? = nil) throws(QuarantineError) -> String? {
    let text = String(
      text.filter { !$0.isASCII || $0 == "\n" || !($0.asciiValue.map { $0 < 32 || $0 == 127 } ?? false) }
    )
    .trimmingCharacters(in: .whitespacesAndNewlines)
    if text.isEmpty { return nil }
    switch kind {
    case .text:
      guard text.utf8.count <= Self.longest * 4, text.count <= Self.longest else {
        throw bad("it is longer than \(Self.longest) characters", remedy: "say it more briefly")
      }
      return text
    case .number:
      guard let number = Int(text), (0...Self.most).contains(number) else {
        throw bad("'\(text)' is no number from 0 to \(Self.most)", remedy: "write it in digits, like 28")
      }
      return "\(number)"
    case .choice(let words):
      let word = text.lowercased().replacing(" ", with: "_")
      guard words.contains(word) else {
        throw bad("'\(text)' is not known here", remedy: "use one of \(words.joined(separator: ", "))")
      }
      return word
    case .time: return "\(try time(text, now: now, timeZone))"
    case .people: return try people(text)
    case .categories: return try categories(text)
    }
  }

  private func time(_ text: String, now: Int64, _ timeZone: TimeZone?) throws(QuarantineError) -> Int64 {
    guard let time = BritishTime(timeZone).read(text) else {
      throw bad("'\(text)' is no time", remedy: "write it like '26/11/2026 14:05' or '2026-11-26 14:05'")
    }
    // A minute's grace for two clocks that differ.
    guard time <= now + 60 else { throw bad("'\(text)' is still to come", remedy: "write when it was") }
    return time
  }

  private func people(_ text: String) throws(QuarantineError) -> String {
    var lines: [String] = []
    for item in text.split(whereSeparator: { $0.isNewline || $0 == ";" }) {
      let item = item.trimmingCharacters(in: .whitespaces)
      guard !item.isEmpty else { continue }
      let parts = item.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      var person = BreachPerson(item)
      if parts.count == 2 {
        guard let kind = BreachPersonKind(rawValue: parts[0].lowercased().replacing(" ", with: "_")) else {
          throw bad(
            "'\(parts[0])' is no kind of person",
            remedy: "use one of \(BreachPersonKind.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        person = BreachPerson(parts[1], kind)
      }
      let line = person.line
      if !person.name.isEmpty, !lines.contains(line) { lines.append(line) }
    }
    guard lines.count <= Self.mostPeople else {
      throw bad("these are more than \(Self.mostPeople) people", remedy: "give their number in people_count instead")
    }
    return lines.joined(separator: "\n")
  }

  private func categories(_ text: String) throws(QuarantineError) -> String {
    var found: [Detection.Category] = []
    for word in text.split(whereSeparator: { $0 == "," || $0 == ";" || $0.isNewline }) {
      let word = word.trimmingCharacters(in: .whitespaces).lowercased().replacing(" ", with: "_")
      if word.isEmpty { continue }
      guard let category = Detection.Category(rawValue: word) else {
        throw bad(
          "'\(word)' is no category of data",
          remedy: "use some of \(Detection.Category.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      if !found.contains(category) { found.append(category) }
    }
    return found.map(\.rawValue).joined(separator: ", ")
  }

  private func bad(_ problem: String, remedy: String) -> QuarantineError {
    QuarantineError(.badValue, "\(rawValue): \(problem)", remedy: remedy)
  }
}

extension BreachPerson {
  /// The form in which the register keeps it.
  public var line: String { "\(kind.rawValue): \(name)" }

  /// The people in what `BreachField.people` holds.
  public static func list(_ value: String) -> [BreachPerson] {
    value.split(separator: "\n").map { BreachPerson(line: $0) }
  }

  /// How many distinct people there are of each kind, in the order of the kinds; those of which there are none left out.
  public static func byKind(_ people: [BreachPerson]) -> [(kind: BreachPersonKind, count: Int)] {
    BreachPersonKind.allCases.compactMap { kind in
      let count = Set(people.filter { $0.kind == kind }.map { $0.name.lowercased() }).count
      return count == 0 ? nil : (kind, count)
    }
  }

  private init(line: Substring) {
    let parts = line.split(separator: ":", maxSplits: 1)
    guard parts.count == 2, let kind = BreachPersonKind(rawValue: String(parts[0])) else {
      self.init(String(line))
      return
    }
    self.init(parts[1].trimmingCharacters(in: .whitespaces), kind)
  }
}
