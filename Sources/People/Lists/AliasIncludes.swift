import Spool

/// The files that ":include:" names (aliases(5)): each is read once, however often it is named.
struct AliasIncludes {
  private var known: [String: [AliasLine]?] = [:]

  /// - Parameter path: absolute.
  /// - Returns: nil when it cannot be read, is larger than an alias file may be, or is no text.
  mutating func lines(of path: String) -> [AliasLine]? {
    if let lines = known[path] { return lines }
    let bytes = try? PlainFile.bytes(of: path, most: AliasFile.mostBytes)
    let lines = bytes.flatMap { String(validating: $0, as: UTF8.self) }.map(AliasLine.lines)
    known.updateValue(lines, forKey: path)
    return lines
  }
}

/// The members of one list, as they are found.
struct AliasMembers {
  private(set) var list = MailingList()
  private var seen: Set<String> = []
  /// Files that are being read, one within another, and all that were read for this list.
  private(set) var open: Set<String> = []
  private var opened: Set<String> = []

  mutating func add(_ member: String) {
    if seen.insert(member).inserted { list.members.append(member) }
  }

  /// Somebody may be on it who cannot be known.
  mutating func isMissing() { list.isComplete = false }

  /// - Returns: whether it was not read for this list before.
  mutating func begin(_ path: String) -> Bool {
    guard opened.insert(path).inserted else { return false }
    open.insert(path)
    return true
  }

  mutating func end(_ path: String) { open.remove(path) }
}
