import People

/// Makes findings out of what the runs hold.
struct FindingAssembly {
  let patterns: PatternDatabase
  let people: PeopleTable
  let runs: [ScannedRun]
  /// The only child of the guardians who are written to.
  let ward: PersonNumber?

  /// What a term is worth when nobody can be named for it.
  private static let unlinkedFactor = 0.6
  /// What a term is worth beside a name that might be anybody's.
  private static let strangerFactor = 0.8
  /// What a plain word is worth as a password in somebody else's words: most often it is an example.
  private static let quotedWordFactor = 0.85

  func findings() -> [Finding] {
    let message = MessagePeople(runs, people, ward: ward)
    var findings: [Finding] = []
    var seen: Set<Placed> = []
    for run in runs {
      let linking = SubjectLinking(people: people, run: run, message: message)
      var made: [Finding] = []
      // The mention that a number of the records is, by where it begins.
      var numbers: [Int: Int] = [:]
      for (place, mention) in run.mentions.enumerated() where mention.form == .number {
        numbers[mention.range.lowerBound] = place
      }
      made += run.mentions.compactMap { person($0, run) }
      made += run.identifiers.compactMap { identifier($0, run, linking, numbers[$0.range.lowerBound]) }
      made += run.terms.compactMap { term($0, run, linking) }
      made += run.cells.compactMap { cell($0, run, linking) }
      for finding in made where seen.insert(Placed(finding: finding)).inserted { findings.append(finding) }
    }
    return findings
  }

  /// A finding that is hashed by its place alone: a large table has a hundred thousand, hardly two at one place.
  private struct Placed: Hashable {
    let finding: Finding

    func hash(into hasher: inout Hasher) {
      hasher.combine(finding.text)
      hasher.combine(finding.range.lowerBound)
    }
  }

  private func person(_ mention: Mention, _ run: ScannedRun) -> Finding? {
    guard mention.counts, mention.form != .number else { return nil }
    return Finding(
      .person, subjects: mention.subjects, isAmbiguous: mention.isAmbiguous, text: run.text, range: mention.codePoints,
      confidence: mention.isAmbiguous ? mention.confidence * 0.9 : mention.confidence,
      evidence: Evidence(recogniser: mention.form.recogniser, base: mention.form.confidence))
  }

  /// - Parameter number: the mention of the same number, if it is in the records.
  private func identifier(
    _ hit: IdentifierHit, _ run: ScannedRun, _ linking: SubjectLinking, _ number: Int?
  ) -> Finding? {
    let rule = patterns.identifiers[hit.rule]
    // Telephone, address and post code of a signature are its writer's (D9).
    if hit.zone != .body, [.phone, .emailAddress, .postcode, .ipAddress].contains(rule.kind) { return nil }
    let own = number.map { run.mentions[$0] }.flatMap { $0.range == hit.range ? $0 : nil }
    if let own, own.isCorrespondent { return nil }
    let link = own == nil ? linking.link(identifierAt: hit.range, sentence: hit.sentence, zone: hit.zone) : nil
    let isQuotedWord = rule.kind == .password && run.isQuoted && hit.value.utf8.allSatisfy { $0 >= 0x61 && $0 <= 0x7A }
    return Finding(
      .identifier(rule.kind, value: hit.value), subjects: own?.subjects ?? link?.subjects ?? [],
      isAmbiguous: link?.isAmbiguous ?? false,
      text: run.text, range: hit.codePoints,
      confidence: isQuotedWord ? hit.confidence * Self.quotedWordFactor : hit.confidence,
      evidence: Evidence(
        recogniser: rule.id, base: rule.confidence, checksum: rule.validator == nil ? nil : true, context: hit.context,
        link: link?.words))
  }

  private func term(_ hit: TermHit, _ run: ScannedRun, _ linking: SubjectLinking) -> Finding? {
    let term = patterns.terms[hit.term]
    guard !hit.isNegated else { return nil }
    if run.isTable, run.sentences[hit.sentence].zone == .header { return nil }
    var link = linking.link(hit, isSerious: term.grade == .serious, of: term.category)
    if term.category == .sen || term.category == .safeguarding, let found = link, isOnlyOfStaff(found, hit) {
      link = nil
    }
    if hit.isGeneral, !(link.map(pointsAtChild) ?? false) { return nil }
    let isInBody = run.sentences[hit.sentence].zone == .body
    if link == nil, hit.isHypothetical || !isInBody { return nil }
    let confidence =
      link.map { term.confidence * $0.factor * certainty($0, hit, run) }
      // What opens a door or an account is no matter of whose it is.
      ?? (term.category == .credentials
        ? term.confidence : max(min(term.confidence, term.reportAt), term.confidence * Self.unlinkedFactor))
    guard confidence >= term.reportAt else { return nil }
    return Finding(
      .category(term.category, term.grade), subjects: link?.subjects ?? [], isAmbiguous: link?.isAmbiguous ?? false,
      text: run.text,
      range: hit.codePoints, confidence: confidence,
      evidence: Evidence(recogniser: term.id, base: term.confidence, link: link?.words))
  }

  /// A name that the records lack may be anybody's in the news: only beside a form, a number or words of family and
  /// school is it as good as one of the records.
  private func certainty(_ link: SubjectLinking.Link, _ hit: TermHit, _ run: ScannedRun) -> Double {
    let isRecorded = link.subjects.contains { if case .recorded = $0 { true } else { false } }
    if isRecorded || run.isTable { return 1 }
    let number = hit.sentence
    if run.schoolSentences.contains(number)
      || run.forms.contains(where: { $0.sentence == number && people.isForm($0.hash) })
    {
      return 1
    }
    let speaks = run.identifiers.contains { hit in
      hit.sentence == number
        && ![.phone, .emailAddress, .ipAddress, .macAddress, .postcode].contains(patterns.identifiers[hit.rule].kind)
    }
    return speaks ? 1 : Self.strangerFactor
  }

  /// "Mrs Patel hosts the autism support group" is not about Mrs Patel: needs and dangers are children's, unless the words
  /// say that they are hers.
  private func isOnlyOfStaff(_ link: SubjectLinking.Link, _ hit: TermHit) -> Bool {
    let areStaff = link.subjects.allSatisfy { subject in
      guard case .recorded(let person) = subject, let kind = people.kind(of: person) else { return false }
      return kind == .staff || kind == .governor || kind == .professional || kind == .supplier
    }
    return areStaff && hit.owner == nil && !hit.hasPronoun
  }

  /// Whether what is tied closely to the words is a child of the records.
  private func pointsAtChild(_ link: SubjectLinking.Link) -> Bool {
    ["sentence", "row", "pronoun", "heading"].contains(link.words)
      && link.subjects.contains { subject in
        if case .recorded(let person) = subject { people.isChild(person) } else { false }
      }
  }

  private func cell(_ hit: CellHit, _ run: ScannedRun, _ linking: SubjectLinking) -> Finding? {
    guard let link = linking.link(row: hit.sentence) else { return nil }
    return Finding(
      .category(hit.category, hit.grade), subjects: link.subjects, isAmbiguous: link.isAmbiguous, text: run.text,
      range: hit.codePoints, confidence: hit.confidence,
      evidence: Evidence(recogniser: hit.recogniser, base: hit.confidence, link: link.words))
  }
}

extension Category {
  /// Matters in which a member of staff is as likely the subject as a pupil in the same sentence.
  var concernsStaff: Bool { self == .allegation || self == .tradeUnion || self == .criminal || self == .political }

  /// Matters in which a text that names no child is about the colleagues whom it lists.
  var concernsAdults: Bool { concernsStaff || self == .financial }
}
