import Extraction
import People

/// Ties what was found to the people it is about (D8): by sentence or row first, then by what is said of somebody just
/// before, the heading over a list, the paragraph, and at last the subject line and file name for the whole message.
struct SubjectLinking {
  struct Link {
    var subjects: [DataSubject]
    var isAmbiguous = false
    var words: String
    /// What is left of the confidence.
    var factor: Double

    mutating func add(_ others: [DataSubject]) {
      subjects += others.filter { !subjects.contains($0) }
    }
  }

  let people: PeopleTable
  let run: ScannedRun
  /// By sentence, the mentions in it that count.
  private var bySentence: [Int: [Int]] = [:]
  /// By heading, the sentences under it.
  private var underHeading: [Int: [Int]] = [:]
  let message: MessagePeople
  private let lists: NameLists

  /// In a longer sentence only people this near count, in bytes.
  private static let reach = 1_000
  /// A letter with more sentences has more than one topic.
  private static let shortLetter = 40
  /// People whom one finding names at most.
  static let subjectsShown = 400

  init(people: PeopleTable, run: ScannedRun, message: MessagePeople) {
    self.people = people
    self.run = run
    self.message = message
    lists = NameLists(run)
    for (number, mention) in run.mentions.enumerated() where mention.counts {
      bySentence[mention.sentence, default: []].append(number)
    }
    for (number, sentence) in run.sentences.enumerated() where sentence.heading >= 0 {
      underHeading[sentence.heading, default: []].append(number)
    }
  }

  // MARK: Terms

  func link(_ hit: TermHit, isSerious: Bool, of category: Category) -> Link? {
    let (concernsStaff, concernsAdults) = (category.concernsStaff, category.concernsAdults)
    let concernsMoney = category == .financial
    if let owner = hit.owner, run.mentions[owner].counts, run.mentions[owner].agency != .isTurnedTo {
      return link([owner], "sentence", 1)
    }
    let most: Agency =
      concernsStaff && !hit.hasYou ? .isTurnedTo : hit.hasPronoun && !hit.isHypothetical ? .acts : .none
    let here = inSentence(hit.sentence, around: hit.range, most)
    if !here.isEmpty {
      let inClause = here.filter { hit.clause.overlaps(run.mentions[$0].range) }
      var found = link(chosen(inClause.isEmpty ? here : inClause, concernsStaff), run.isTable ? "row" : "sentence", 1)
      // "… Carl Duggan, supply teacher. Two pupils allege that he stroked their hair": he is meant, too.
      if concernsStaff, hit.hasPronoun, !run.isTable, let others = adultsBefore(hit.sentence) { found?.add(others) }
      // "Adult: Connor Daly … Allegation: he grabbed Reuben Stokes" is about both.
      if concernsStaff, !run.isTable, let fields = message.ofFields(text: run.text) { found?.add(fields) }
      return found
    }
    let sentence = run.sentences[hit.sentence]
    guard sentence.zone == .body else { return nil }
    // "If a child has asthma" is about nobody, whoever else the letter names.
    guard !hit.isHypothetical, !run.isTable else { return nil }
    if hit.hasPronoun, let before = before(hit.sentence, steps: 2, concernsStaff) {
      return link(before, "pronoun", 0.9)
    }
    if sentence.heading >= 0 {
      let above = inSentence(sentence.heading)
      if !above.isEmpty { return link(chosen(above, concernsStaff), "heading", 0.9) }
    }
    if let below = underHeading[hit.sentence] {
      let listed = below.flatMap { inSentence($0) }
      if !listed.isEmpty { return link(chosen(listed, concernsStaff), "heading", 0.9) }
    }
    if let near = inParagraph(hit.sentence, concernsStaff) { return link(near, "paragraph", 0.8) }
    let listed = lists.behind(hit.sentence, in: run).flatMap { inSentence($0) }
    if !listed.isEmpty { return link(chosen(listed, concernsStaff), "heading", 0.85) }
    if let fields = message.ofFields(text: run.text) { return Link(subjects: fields, words: "field", factor: 0.9) }
    if hit.hasYou || (concernsMoney && hit.sentence == 0), isSerious,
      let you = message.ofGreeting(concernsMoney: concernsMoney)
    {
      return Link(subjects: you, words: "greeting", factor: 0.85)
    }
    if run.kind == .subject || run.kind == .fileName,
      let link = message.ofBody(part: run.kind == .fileName ? run.part : nil, concernsAdults: concernsAdults)
    {
      return Link(subjects: link, words: run.kind == .subject ? "subject" : "file_name", factor: 0.8)
    }
    if let link = message.ofSubjectLine { return Link(subjects: link, words: "subject", factor: 0.8) }
    if let link = message.ofFileNames { return Link(subjects: link, words: "file_name", factor: 0.75) }
    if hit.hasPronoun, let ward = message.ofWard { return Link(subjects: ward, words: "reader", factor: 0.8) }
    if isSerious, let few = message.few { return nearby(few, hit.sentence) }
    return nil
  }

  /// In a short letter that names few people, grave words within three paragraphs are about those who are named there.
  private func nearby(_ few: [DataSubject], _ sentence: Int) -> Link? {
    guard run.sentences.count <= Self.shortLetter else { return nil }
    let home = run.sentences[sentence].paragraph
    let near = few.filter { person in
      run.mentions.contains { mention in
        mention.counts && mention.subjects == [person]
          && abs(run.sentences[mention.sentence].paragraph - home) <= (few.count == 1 ? 3 : 2)
      }
    }
    return near.isEmpty ? nil : Link(subjects: near, words: "paragraph", factor: 0.65)
  }

  /// Adults, or people whom the records lack, whom the sentences just before name.
  private func adultsBefore(_ sentence: Int) -> [DataSubject]? {
    let named = before(sentence, steps: 2, true)?.filter {
      run.mentions[$0].name != nil || !people.isChild(run.mentions[$0])
    }
    return named.flatMap { link($0, "pronoun", 1)?.subjects }
  }

  // MARK: Identifiers and cells

  /// The people of the same row or sentence, else of the same paragraph, else of the subject line.
  func link(identifierAt range: Range<Int>, sentence: Int, zone: Zone) -> Link? {
    let here = inSentence(sentence, around: range)
    if !here.isEmpty { return link(nearest(here, to: range), run.isTable ? "row" : "sentence", 1) }
    guard zone == .body, !run.isTable else { return nil }
    let heading = run.sentences[sentence].heading
    if heading >= 0 {
      let above = inSentence(heading)
      if !above.isEmpty { return link(chosen(above, false), "heading", 1) }
    }
    if let near = inParagraph(sentence, false) { return link(near, "paragraph", 1) }
    if let before = before(sentence, steps: 1, false) { return link(before, "paragraph", 1) }
    if let fields = message.ofFields(text: run.text) { return Link(subjects: fields, words: "field", factor: 1) }
    if let link = message.ofSubjectLine { return Link(subjects: link, words: "subject", factor: 1) }
    return nil
  }

  func link(row: Int) -> Link? {
    let here = inSentence(row)
    guard !here.isEmpty else { return nil }
    return link(chosen(here, false), "column", 1)
  }

  private func nearest(_ mentions: [Int], to range: Range<Int>) -> [Int] {
    let chosen = chosen(mentions, false)
    // Before it rather than behind it: "Aisha Khan (UPN …), Tom Price (UPN …)".
    let before = chosen.filter { run.mentions[$0].range.lowerBound <= range.lowerBound }
    if let last = before.last { return [last] }
    return chosen.first.map { [$0] } ?? []
  }

  // MARK: Who is near

  /// - Parameter most: how far a colleague may only have to do with the matter.
  private func inSentence(_ number: Int, around range: Range<Int>? = nil, _ most: Agency = .none) -> [Int] {
    guard var all = bySentence[number] else { return [] }
    if most != .isTurnedTo { all.removeAll { ![.none, most].contains(run.mentions[$0].agency) } }
    let sentence = run.sentences[number]
    guard let range, sentence.end - sentence.start > Self.reach * 2 else { return all }
    return all.filter {
      run.mentions[$0].range.upperBound > range.lowerBound - Self.reach
        && run.mentions[$0].range.lowerBound < range.upperBound + Self.reach
    }
  }

  /// Children before adults: "Mrs Patel reviewed Aisha's plan" is about Aisha. Allegations and staff matters are about all.
  private func chosen(_ mentions: [Int], _ concernsStaff: Bool) -> [Int] {
    if concernsStaff { return mentions }
    let children = mentions.filter { people.isChild(run.mentions[$0]) }
    return children.isEmpty ? mentions : children
  }

  private func before(_ sentence: Int, steps: Int, _ concernsStaff: Bool) -> [Int]? {
    var at = sentence - 1
    while at >= 0, sentence - at <= steps {
      guard run.sentences[at].zone == .body else { return nil }
      let there = inSentence(at)
      if !there.isEmpty { return chosen(there, concernsStaff) }
      at -= 1
    }
    return nil
  }

  private func inParagraph(_ sentence: Int, _ concernsStaff: Bool) -> [Int]? {
    let home = run.sentences[sentence].paragraph
    for direction in [-1, 1] {
      var at = sentence + direction
      var steps = 0
      while run.sentences.indices.contains(at), run.sentences[at].paragraph == home, steps < 40 {
        let there = inSentence(at)
        if !there.isEmpty { return chosen(there, concernsStaff) }
        at += direction
        steps += 1
      }
    }
    return nil
  }

  private func link(_ mentions: [Int], _ words: String, _ factor: Double) -> Link? {
    var subjects: [DataSubject] = []
    var seen: Set<DataSubject> = []
    var areAllAmbiguous = true
    for number in mentions {
      if !run.mentions[number].isAmbiguous { areAllAmbiguous = false }
      for subject in run.mentions[number].subjects
      where subjects.count < Self.subjectsShown && seen.insert(subject).inserted {
        subjects.append(subject)
      }
    }
    guard !subjects.isEmpty else { return nil }
    return Link(subjects: subjects, isAmbiguous: areAllAmbiguous, words: words, factor: factor)
  }
}
