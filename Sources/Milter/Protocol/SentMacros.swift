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
      guard let value = Self.value(of: name, in: pairs) else { continue }
      return value.isEmpty ? nil : String(decoding: value, as: UTF8.self)
    }
    return nil
  }

  /// What stands behind a name; no string is made of the others.
  private static func value(of name: String, in pairs: [UInt8]) -> ArraySlice<UInt8>? {
    var rest = pairs[...]
    while let nameEnd = rest.firstIndex(of: 0) {
      let found = rest[..<nameEnd]
      let values = rest[(nameEnd + 1)...]
      let valueEnd = values.firstIndex(of: 0) ?? values.endIndex
      if found.elementsEqual(name.utf8) { return values[..<valueEnd] }
      rest = values[min(valueEnd + 1, values.endIndex)...]
    }
    return nil
  }

  private mutating func forget(from step: Int) {
    for step in step..<steps.count where !steps[step].isEmpty { steps[step] = [] }
  }
}
