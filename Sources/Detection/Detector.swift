import CPhone
public import Extraction
import Normalisation
public import People

/// Finds identifiers, sensitive data and people in the texts of one message, and ties them together.
///
/// One detector serves one thread, message after message: it keeps its scratch memory. It opens no file and starts no thread.
public final class Detector {
  let patterns: PatternDatabase
  let people: PeopleTable
  let scanner: RunScanner
  private var tokens = RunTokens()
  private var layout = TextLayout()

  /// Findings of one message that are kept; the gravest first.
  public static let findingBound = 5_000
  /// A text is searched in runs of so many bytes.
  static let runLength = 1 << 16
  /// Names, terms and identifiers of one message that are linked.
  static let hitBound = 300_000
  /// With more recipients a name in the text may well be a data subject's, though its bearer gets the mail, too.
  static let recipientsTold = 10

  /// - Parameters:
  ///   - patterns: may be shared with other detectors.
  ///   - people: the table of the generation that findings' person numbers belong to.
  public init(patterns: PatternDatabase, people: PeopleTable) {
    self.patterns = patterns
    self.people = people
    scanner = RunScanner(patterns)
  }

  /// Loads what libraries load lazily: numbering plans. Once, while files can still be read and no mail is near.
  public static func prepare() { postern_phone_prepare() }

  /// Makes beforehand what the search makes when a text first leads to it: worth its while in a process that others are
  /// forked from.
  public func warmUp() { scanner.automaton.prepare() }

  /// What `report` finds, without its limits.
  public func detect(_ texts: [ExtractedText], correspondents: Correspondents) -> [Finding] {
    report(texts, correspondents: correspondents).findings
  }

  /// Judges all texts of one message together. Findings point into `texts` by number and code points.
  public func report(_ texts: [ExtractedText], correspondents: Correspondents) -> DetectionReport {
    var limits: [String] = []
    let circle = Circle(correspondents, people)
    let finder = NameFinder(
      people: people, correspondentNames: circle.names, onlyWard: circle.wards.count == 1 ? circle.wards.first : nil)
    var runs: [ScannedRun] = []
    var hits = 0
    for (number, text) in texts.enumerated() where hits < Self.hitBound {
      switch text.content {
      case .prose(let prose): readProse(prose, text, number, finder, &runs, &hits, &limits)
      case .table(let table): readTable(table, text, number, finder, &runs, &hits, &limits)
      }
    }
    var resolution = MentionResolution(people: people, circle: circle)
    resolution.resolve(&runs)
    var findings = FindingAssembly(
      patterns: patterns, people: people, runs: runs, ward: circle.areRecipientsGuardians ? finder.onlyWard : nil
    ).findings()
    if hits >= Self.hitBound {
      limits.append(
        "more than \(Self.hitBound) names, terms and numbers, about \(FindingCut.people(findings)) people so far: the rest was not linked"
      )
    }
    if findings.count > Self.findingBound {
      limits.append(
        "more than \(Self.findingBound) findings, about \(FindingCut.people(findings)) people: the gravest were kept")
      findings = FindingCut(findings: findings).kept(Self.findingBound)
    }
    findings.sort { Self.precedes($0, $1) }
    CellPlaces.add(to: &findings, in: texts)
    var seen: Set<String> = []
    return DetectionReport(findings: findings, limitsReached: limits.filter { seen.insert($0).inserted })
  }

  private static func precedes(_ a: Finding, _ b: Finding) -> Bool {
    (a.text, a.range.lowerBound, a.range.upperBound, a.evidence.recogniser)
      < (b.text, b.range.lowerBound, b.range.upperBound, b.evidence.recogniser)
  }
}

extension Detector {
  private func readProse(
    _ prose: String, _ text: ExtractedText, _ number: Int, _ finder: NameFinder, _ runs: inout [ScannedRun],
    _ hits: inout Int,
    _ limits: inout [String]
  ) {
    var cutter = RunCutter(Array(prose.utf8), length: Self.runLength)
    var codePoints = 0
    while hits < Self.hitBound, let piece = cutter.next() {
      let searched = SearchedText(piece.bytes, codePointsBefore: codePoints)
      codePoints += searched.normalised.codePoint(at: piece.bytes.count - piece.overlap)
      read(searched, text, number, finder, rows: nil, &runs, &hits, &limits)
      guard let disguised = Disguise.undone(searched, loneLetters: scanner.loneLetters) else { continue }
      readDisguised(disguised, searched, text, number, finder, &runs, &hits, &limits)
    }
  }

  /// Text whose letters were spaced out or borrowed from other alphabets is read once more as it looks.
  private func readDisguised(
    _ disguised: Disguise.Undone, _ searched: SearchedText, _ text: ExtractedText, _ number: Int, _ finder: NameFinder,
    _ runs: inout [ScannedRun], _ hits: inout Int, _ limits: inout [String]
  ) {
    let first = runs.count
    read(SearchedText(disguised.bytes, codePointsBefore: 0), text, number, finder, rows: nil, &runs, &hits, &limits)
    guard runs.count > first else { return }
    for run in first..<runs.count {
      runs[run].terms.removeAll { !disguised.touches($0.range) }
      runs[run].identifiers.removeAll { !disguised.touches($0.range) }
      for at in runs[run].terms.indices {
        runs[run].terms[at].codePoints = searched.codePoints(disguised.origin(runs[run].terms[at].range))
      }
      for at in runs[run].identifiers.indices {
        runs[run].identifiers[at].codePoints = searched.codePoints(disguised.origin(runs[run].identifiers[at].range))
      }
      for at in runs[run].mentions.indices {
        runs[run].mentions[at].codePoints = searched.codePoints(disguised.origin(runs[run].mentions[at].range))
      }
    }
  }

  /// One run: finds everything in it, and drops the text.
  func read(
    _ searched: SearchedText, _ text: ExtractedText, _ number: Int, _ finder: NameFinder, rows: RowLayout?,
    _ runs: inout [ScannedRun], _ hits: inout Int, _ limits: inout [String]
  ) {
    scanner.read(searched, headings: rows?.columns.expressions)
    if scanner.wasCut {
      limits.append("a text with more matches than can be looked at: the rest of that run was left out")
    }
    tokens.read(searched.normalised.bytes, people)
    var mentions = finder.mentions(in: searched, tokens)
    let phrases = scanner.phrases
    var identifiers = scanner.identifiers
    guard !mentions.isEmpty || !phrases.isEmpty || !identifiers.isEmpty || rows != nil else { return }
    if mentions.isEmpty, identifiers.isEmpty, rows == nil,
      !phrases.contains(where: { patterns.isTerm[Int($0.expression)] })
    {
      // Nothing here can be a finding, but forms help to tell whom other texts of the message mean.
      runs.append(
        ScannedRun(
          text: number, part: text.place.part, kind: text.kind, isQuoted: text.isQuoted, isTable: false, sentences: [],
          terms: [], identifiers: [], mentions: [],
          forms: tokens.forms.map { (0, $0.hash, tokens.ranges[$0.token].lowerBound) }))
      return
    }
    searched.normalised.bytes.withUnsafeBufferPointer { bytes in
      let sentences: [Sentence]
      if let rows {
        sentences = rows.sentences
        mentions += rows.mentions(finder, searched, beside: mentions)
      } else {
        layout.read(bytes, searched: searched, disclaimers: scanner.disclaimers)
        sentences = layout.sentences
      }
      guard !sentences.isEmpty else { return }
      let evaluation = TermEvaluation(patterns: patterns, phrases: phrases, sentences: sentences, text: bytes)
      for at in mentions.indices {
        mentions[at].sentence = max(0, sentences.containing(mentions[at].range.lowerBound))
        mentions[at].zone = sentences[mentions[at].sentence].zone
        mentions[at].isAddressed =
          rows == nil && mentions[at].range.lowerBound == sentences[mentions[at].sentence].start
          && mentions[at].range.upperBound < bytes.count && bytes[mentions[at].range.upperBound] == 0x2C
        mentions[at].codePoints = searched.codePoints(mentions[at].range)
        if rows == nil {
          mentions[at].label = FieldLabel(before: mentions[at].range, bytes)
          if isColleague(mentions[at]), mentions[at].label != .subject {
            mentions[at].agency = Agency(of: mentions[at].range, bytes)
          }
        }
      }
      var terms = evaluation.hits()
      Ownership.assign(&terms, mentions, bytes)
      for at in terms.indices { terms[at].codePoints = searched.codePoints(terms[at].range) }
      IdentifierContext(patterns: patterns, evaluation: evaluation, rows: rows).apply(to: &identifiers)
      for at in identifiers.indices {
        identifiers[at].sentence = max(0, sentences.containing(identifiers[at].range.lowerBound))
        identifiers[at].zone = sentences[identifiers[at].sentence].zone
        identifiers[at].codePoints = searched.codePoints(identifiers[at].range)
      }
      mentions += numberMentions(identifiers)
      mentions.sort { $0.range.lowerBound < $1.range.lowerBound }
      // Sorting moved the mentions that terms belong to.
      Ownership.assign(&terms, mentions, bytes)
      var run = ScannedRun(
        text: number, part: text.place.part, kind: text.kind, isQuoted: text.isQuoted, isTable: rows != nil,
        sentences: sentences,
        terms: terms, identifiers: identifiers, mentions: mentions,
        forms: tokens.forms.map { form in
          let start = tokens.ranges[form.token].lowerBound
          return (max(0, sentences.containing(start)), form.hash, start)
        })
      if rows == nil, mentions.contains(where: { $0.name != nil }) {
        run.schoolSentences = Self.schoolSentences(Set(terms.map(\.sentence)), of: sentences, bytes)
      }
      if let rows { run.cells = rows.cells(searched, terms, patterns) }
      hits += terms.count + identifiers.count + mentions.count + run.cells.count
      runs.append(run)
    }
  }

  private func isColleague(_ mention: Mention) -> Bool {
    mention.form == .titleSurname && !mention.candidates.isEmpty
      && mention.candidates.allSatisfy { people.kind(of: $0) == .staff || people.kind(of: $0) == .governor }
  }

  private static func schoolSentences(
    _ numbers: Set<Int>, of sentences: [Sentence], _ text: UnsafeBufferPointer<UInt8>
  ) -> Set<Int> {
    var found: Set<Int> = []
    for number in numbers {
      var words = WordsBefore(text, sentences[number].end, notBefore: sentences[number].start)
      while let word = words.next() {
        if EnglishWords.family.contains(text, word) {
          found.insert(number)
          break
        }
      }
    }
    return found
  }

  /// A number or address of the records names its bearer.
  private func numberMentions(_ identifiers: [IdentifierHit]) -> [Mention] {
    var found: [Mention] = []
    for hit in identifiers {
      let person: PersonNumber?
      switch patterns.identifiers[hit.rule].kind {
      case .upn: person = Array(hit.value.utf8).withUnsafeBytes { people.person(withUPN: $0) }
      case .emailAddress:
        let bearers = Array(hit.value.utf8).withUnsafeBytes { people.people(atAddressHash: people.hash(address: $0)) }
        person = bearers.count == 1 ? bearers[0] : nil
      default: person = nil
      }
      guard let person else { continue }
      var mention = Mention(
        form: .number, range: hit.range, candidates: [person], confidence: Mention.Form.number.confidence)
      mention.codePoints = hit.codePoints
      mention.sentence = hit.sentence
      mention.zone = hit.zone
      mention.isResolved = true
      found.append(mention)
    }
    return found
  }
}
