public import Configuration
import Foundation

/// The words that passwords are made of: short, common, spoken as they are written, and none of them sounds like another.
public struct WordList: Sendable {
  public let words: [String]

  /// Fewer words would need longer passwords than anybody wants to say on the phone.
  public static let smallest = 2_048
  /// What a password must have at least, in bits.
  public static let bits = 60.0

  /// Reads `words.txt`: one word a line, lower case, letters a to z; `#` begins a remark.
  /// - Parameters:
  ///   - folder: the folder of rules.
  ///   - shipped: the one that ships, whose words serve where a school's own folder has none; nil where it is not known.
  /// - Throws: `ConfigurationError` with the line.
  public static func load(folder: String, orElse shipped: String? = nil) throws(ConfigurationError) -> WordList {
    let own = folder + "/words.txt"
    let path = FileManager.default.fileExists(atPath: own) ? own : (shipped ?? folder) + "/words.txt"
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw ConfigurationError(
        file: path,
        message: "the words that passwords are made of cannot be read: install the rules beside the program, or put a "
          + "words.txt into the folder of 'rules:'")
    }
    return try WordList(text, file: path)
  }

  init(_ text: String, file: String) throws(ConfigurationError) {
    var words: [String] = []
    var lines: [String: Int] = [:]
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let word = line.prefix { $0 != "#" }.trimmingCharacters(in: .whitespaces)
      if word.isEmpty { continue }
      guard (3...8).contains(word.utf8.count), word.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) else {
        throw ConfigurationError(file: file, line: index + 1, message: "a word has three to eight letters from a to z")
      }
      if let first = lines.updateValue(index + 1, forKey: word) {
        throw ConfigurationError(file: file, line: index + 1, message: "'\(word)' stands in line \(first), too")
      }
      words.append(word)
    }
    guard words.count >= Self.smallest else {
      throw ConfigurationError(file: file, message: "\(words.count) words are too few: there must be \(Self.smallest)")
    }
    self.words = words
  }

  /// How many words a password needs.
  public var fewest: Int { Int((Self.bits / log2(Double(words.count))).rounded(.up)) }

  /// Makes a password of as many words, at least `fewest`, parted by hyphens, from the system's random source.
  public func password(words count: Int? = nil) -> Password {
    var source = SystemRandomNumberGenerator()
    var utf8: [UInt8] = []
    utf8.reserveCapacity(Password.longest)
    // As many of the longest words as a password may have bytes.
    for number in 0..<min(max(count ?? fewest, fewest), 14) {
      if number > 0 { utf8.append(0x2D) }
      utf8 += words[Int.random(in: words.indices, using: &source)].utf8
    }
    defer { Wiping.wipe(&utf8) }
    return Password(utf8: utf8)
  }
}
