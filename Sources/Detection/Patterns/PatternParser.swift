/// Reads the narrow dialect.
struct PatternParser {
  private let source: [Unicode.Scalar]
  private let fold: (String) -> [UInt8]
  private let keepsCase: Bool
  private var at = 0
  private var depth = 0
  private(set) var groups = 0

  init(_ source: String, keepsCase: Bool, fold: @escaping (String) -> [UInt8]) {
    self.keepsCase = keepsCase
    self.source = Array(source.unicodeScalars)
    self.fold = fold
  }

  // A nested group per character would exhaust the stack.
  private static let depthBound = 40

  mutating func parse() throws(PatternSyntaxError) -> NarrowPattern.Node {
    let node = try choice()
    guard at == source.count else { throw PatternSyntaxError("a ')' closes no group: write '\\)' for the character") }
    return node
  }

  private var next: Unicode.Scalar? { at < source.count ? source[at] : nil }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard next == scalar else { return false }
    at += 1
    return true
  }

  private mutating func choice() throws(PatternSyntaxError) -> NarrowPattern.Node {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.depthBound else { throw PatternSyntaxError("its groups are nested too deep: make it flatter") }
    var branches = [try sequence()]
    while take("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .choice(branches)
  }

  private mutating func sequence() throws(PatternSyntaxError) -> NarrowPattern.Node {
    var nodes: [NarrowPattern.Node] = []
    while let scalar = next, scalar != "|", scalar != ")" {
      let atom = try atom()
      nodes.append(try quantified(atom))
    }
    return nodes.count == 1 ? nodes[0] : .sequence(nodes)
  }

  private mutating func quantified(_ atom: NarrowPattern.Node) throws(PatternSyntaxError) -> NarrowPattern.Node {
    var least = 1
    var most: Int? = 1
    switch next {
    case "?": (least, most) = (0, 1)
    case "*": (least, most) = (0, nil)
    case "+": (least, most) = (1, nil)
    case "{": break
    default: return atom
    }
    if take("{") {
      (least, most) = try bounds()
    } else {
      at += 1
    }
    let isLazy = take("?")
    if next == "+" || next == "*" || next == "?" || next == "{" {
      throw PatternSyntaxError("a repetition stands behind a repetition: put a group around the first")
    }
    return .repeated(atom, least: least, most: most, isLazy: isLazy)
  }

  private mutating func bounds() throws(PatternSyntaxError) -> (Int, Int?) {
    let least = try number()
    var most: Int? = least
    if take(",") { most = next == "}" ? nil : try number() }
    guard take("}") else {
      throw PatternSyntaxError("a '{' is not closed: write {2}, {2,} or {2,5}, or '\\{' for the character")
    }
    if let most, most < least { throw PatternSyntaxError("{\(least),\(most)} counts backwards") }
    return (least, most)
  }

  private mutating func number() throws(PatternSyntaxError) -> Int {
    var value = 0
    var digits = 0
    while let scalar = next, scalar.value >= 0x30, scalar.value <= 0x39 {
      value = value * 10 + Int(scalar.value - 0x30)
      digits += 1
      at += 1
      guard value <= NarrowPattern.repetitionBound else {
        throw PatternSyntaxError("a repetition goes beyond \(NarrowPattern.repetitionBound)")
      }
    }
    guard digits > 0 else { throw PatternSyntaxError("a number is missing behind '{': write '\\{' for the character") }
    return value
  }

  private mutating func atom() throws(PatternSyntaxError) -> NarrowPattern.Node {
    guard let scalar = next else { throw PatternSyntaxError("it ends too early") }
    at += 1
    switch scalar {
    case "(": return try group()
    case "[": return try characterClass()
    case ".": return .set(ByteSet([0x0A]).inverted)
    case "\\": return try escape()
    case "^", "$":
      throw PatternSyntaxError("'\(scalar)' is not in the dialect, as rules match inside running text: leave it out")
    case "*", "+", "?", "{":
      throw PatternSyntaxError("'\(scalar)' has nothing before it to repeat: write '\\\(scalar)' for the character")
    default: return literal(scalar)
    }
  }

  private mutating func group() throws(PatternSyntaxError) -> NarrowPattern.Node {
    var number: Int?
    if take("?") {
      guard take(":") else {
        throw PatternSyntaxError(
          "'(?\(next.map(String.init) ?? "")' is not in the dialect: only (…) and (?:…) are; upper and lower case are the same anyway"
        )
      }
    } else {
      groups += 1
      number = groups
    }
    let node = try choice()
    guard take(")") else { throw PatternSyntaxError("a '(' is not closed: write '\\(' for the character") }
    return number.map { .group($0, node) } ?? node
  }

  private func literal(_ scalar: Unicode.Scalar) -> NarrowPattern.Node {
    let bytes = fold(String(scalar))
    return bytes.count == 1 ? .byte(bytes[0]) : .sequence(bytes.map { .byte($0) })
  }

  private mutating func escape() throws(PatternSyntaxError) -> NarrowPattern.Node {
    guard let scalar = next else {
      throw PatternSyntaxError("it ends with a lone '\\': write '\\\\' for the character")
    }
    at += 1
    if let set = named(scalar) { return .set(set) }
    switch scalar {
    case "b", "B":
      throw PatternSyntaxError(
        "'\\\(scalar)' is not in the dialect: whole words are matched anyway, see 'boundary'; leave it out")
    case "n": return .byte(0x0A)
    case "t": return .byte(0x09)
    case "r": return .byte(0x0D)
    default:
      guard !scalar.properties.isAlphabetic, !("0"..."9").contains(scalar) else {
        throw PatternSyntaxError(
          "'\\\(scalar)' is not in the dialect: it knows \\d \\w \\s \\D \\W \\S \\n \\t and escaped punctuation")
      }
      return literal(scalar)
    }
  }

  private func named(_ scalar: Unicode.Scalar) -> ByteSet? {
    var word = ByteSet.word
    if keepsCase { word.formUnion(.upperCase) }
    switch scalar {
    case "d": return .digits
    case "D": return ByteSet.digits.inverted
    case "w": return word
    case "W": return word.inverted
    case "s": return .spaces
    case "S": return ByteSet.spaces.inverted
    default: return nil
    }
  }

  private mutating func characterClass() throws(PatternSyntaxError) -> NarrowPattern.Node {
    let isNegated = take("^")
    var set = ByteSet()
    var beyondASCII: [NarrowPattern.Node] = []
    var isFirst = true
    while let scalar = next, scalar != "]" || isFirst {
      isFirst = false
      at += 1
      var from = scalar
      if scalar == "\\" {
        guard let escaped = next else { break }
        at += 1
        if let named = named(escaped) {
          set.formUnion(named)
          continue
        }
        guard escaped != "b", escaped != "B" else {
          throw PatternSyntaxError("'\\b' is not in the dialect: leave it out")
        }
        from = escaped == "n" ? "\n" : escaped == "t" ? "\t" : escaped == "r" ? "\r" : escaped
      }
      if next == "-", at + 1 < source.count, source[at + 1] != "]" {
        at += 1
        guard var to = next else { break }
        at += 1
        if to == "\\", let escaped = next {
          to = escaped
          at += 1
        }
        guard from.isASCII, to.isASCII, from.value <= to.value else {
          throw PatternSyntaxError(
            "the range \(from)-\(to) is none of ASCII characters in order: list the characters instead")
        }
        for value in from.value...to.value { insert(UInt8(value), into: &set) }
      } else if from.isASCII {
        insert(UInt8(from.value), into: &set)
      } else {
        beyondASCII.append(literal(from))
      }
    }
    guard take("]") else { throw PatternSyntaxError("a '[' is not closed: write '\\[' for the character") }
    if isNegated {
      guard beyondASCII.isEmpty else { throw PatternSyntaxError("a negated class may hold ASCII characters only") }
      return .set(set.inverted)
    }
    if beyondASCII.isEmpty { return .set(set) }
    return .choice((set.isEmpty ? [] : [.set(set)]) + beyondASCII)
  }

  // The text that is searched has no upper case.
  private func insert(_ byte: UInt8, into set: inout ByteSet) {
    set.insert(!keepsCase && byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)
  }
}
