import Normalisation

/// Every way in which a person's name is written, as folded tokens with the form that each is.
struct NameVariants {
  typealias Tokens = [[UInt8]]

  /// Calls `body` for each; the same tokens may come more than once.
  static func forEach(
    name: NameParts, preferred: String, kind: PersonKind, _ body: (Tokens, NameForm) -> Void
  ) {
    let first = NameFolding.tokens(name.first)
    let surnames = surnames(name.last)
    for surname in surnames where surname.contains(where: { $0.count > 1 }) { body(surname, .surname) }
    var preferredTokens = NameFolding.tokens(preferred)
    if let whole = surnames.first, preferredTokens.count > whole.count,
      preferredTokens.suffix(whole.count) == whole[...]
    {
      preferredTokens.removeLast(whole.count)
    }
    for given in givenNames(first) {
      body(given, .first)
      both(given, surnames, .full, body)
      initial(given, surnames, body)
    }
    if !preferredTokens.isEmpty {
      body(preferredTokens, .preferredFirst)
      both(preferredTokens, surnames, .preferred, body)
      initial(preferredTokens, surnames, body)
    }
    var known = Set([first.first, preferredTokens.first].compactMap(\.self))
    for token in known {
      for short in ShortForms.others(of: token) where known.insert(short).inserted {
        both([short], surnames, .shortForm, body)
        for surname in surnames { letters(surname).map { body([short, $0], .firstInitial) } }
      }
    }
    if kind == .pupil, let f = letters(first), let l = surnames.first.flatMap(letters) {
      body([f + l], .initials)
      body([f, l], .initials)
    }
    titles(name, surnames, kind, body)
  }

  /// The first names as they stand, the first one alone, and the first with the others' initials.
  private static func givenNames(_ first: Tokens) -> [Tokens] {
    guard let head = first.first else { return [] }
    guard first.count > 1 else { return [first] }
    return [first, [head], [head] + first.dropFirst().map { [$0[0]] }]
  }

  /// The surname whole, and where it is double-barrelled each half; "O'Brien" also in two words.
  private static func surnames(_ last: String) -> [Tokens] {
    let whole = NameFolding.tokens(last)
    guard !whole.isEmpty else { return [] }
    var all = [whole]
    if whole.count > 1 {
      let particles = whole.prefix { $0.count <= 3 }
      let halves = particles.isEmpty ? whole.map { [$0] } : [Array(whole.dropFirst(particles.count))]
      all += halves.filter { !$0.isEmpty && $0.contains { $0.count > 3 } }
      all.append([Array(whole.joined())])
    }
    let lower = last.lowercased()
    if whole.count == 1, let mark = lower.firstIndex(where: { "'’‘`ʼ".contains($0) }), mark > lower.startIndex {
      let apart =
        NameFolding.tokens(String(lower[..<mark])) + NameFolding.tokens(String(lower[lower.index(after: mark)...]))
      if apart.count == 2 { all.append(apart) }
    }
    return all
  }

  /// First and last, and last and first.
  private static func both(
    _ given: Tokens, _ surnames: [Tokens], _ form: NameForm, _ body: (Tokens, NameForm) -> Void
  ) {
    for surname in surnames {
      body(given + surname, form)
      body(surname + given, form)
    }
  }

  private static func initial(_ given: Tokens, _ surnames: [Tokens], _ body: (Tokens, NameForm) -> Void) {
    guard let letter = letters(given) else { return }
    for surname in surnames {
      body([letter] + surname, .initialSurname)
      body(surname + [letter], .initialSurname)
      if let last = letters(surname), let head = given.first, head.count > 1 { body([head, last], .firstInitial) }
    }
  }

  /// Staff and guardians are called by title and surname. The token of a title is its mark (`titleMark`).
  private static func titles(
    _ name: NameParts, _ surnames: [Tokens], _ kind: PersonKind, _ body: (Tokens, NameForm) -> Void
  ) {
    guard kind != .pupil, kind != .applicant, kind != .formerPupil else { return }
    let kinds: [NameTitle] =
      switch NameTitle(name.title) {
      case .male: [.male, .neutral]
      case .female: [.female, .neutral]
      case .neutral, nil: NameTitle.allCases
      }
    for surname in surnames {
      for title in kinds { body([mark(title)] + surname, .titleSurname) }
    }
  }

  /// A token that no text has, since tokens hold no space.
  static func mark(_ title: NameTitle) -> [UInt8] { Array("title \(title)".utf8) }

  /// The first character of the first token.
  private static func letters(_ tokens: Tokens) -> [UInt8]? {
    guard let token = tokens.first, let first = token.first else { return nil }
    let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    return Array(token.prefix(length))
  }
}
