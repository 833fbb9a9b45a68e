/// The macros that an MTA has sent on one connection. Those of a message last until its end.
struct SentMacros: Macros {
  /// For each step the names and values, each ended by NUL; in the order in which steps come.
  private var steps = [[UInt8]](repeating: [], count: 8)
  /// Whether those of MAIL belong to a message that is to come.
  private var hasNext = false

  /// Steps by the letters of their commands.
  private static func step(_ letter: UInt8) -> Int? {
    switch Character(UnicodeScalar(letter)) {
    case "C": 0
    case "H": 1
    case "M": mail
    case "R": 3
    case "T": 4
    case "L", "N": 5
    case "B", "E": 6
    case "U": 7
    default: nil
    }
  }

  private static let mail = 2

  /// - Parameters:
  ///   - letter: of the command that they are for.
  ///   - pairs: names and values, each ended by NUL.
  mutating func set(_ letter: UInt8, _ pairs: UnsafeRawBufferPointer) {
    guard let step = Self.step(letter) else { return }
    forget(from: step)
    steps[step] = Array(pairs)
    hasNext = step == Self.mail
  }

  /// A message begins: what was told of another one must not speak for it.
  mutating func beginMessage() {
    if !hasNext { forget(from: Self.mail) }
    hasNext = false
  }

  mutating func endMessage() {
    forget(from: Self.mail)
    hasNext = false
  }

  subscript(_ name: String) -> String? {
    for pairs in steps.reversed() where !pairs.isEmpty {
      var strings = pairs.split(separator: 0, omittingEmptySubsequences: false)[...]
      while let found = strings.popFirst(), let value = strings.popFirst() {
        if found.elementsEqual(name.utf8) { return value.isEmpty ? nil : String(decoding: value, as: UTF8.self) }
      }
    }
    return nil
  }

  private mutating func forget(from step: Int) {
    for step in step..<steps.count where !steps[step].isEmpty { steps[step] = [] }
  }
}
