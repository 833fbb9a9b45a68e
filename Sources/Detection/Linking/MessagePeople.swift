import Extraction
import People

/// Whom the whole message names, for what no sentence or paragraph ties to anybody.
struct MessagePeople {
  /// At most three people of the subject line; nil when it names nobody or more.
  private(set) var ofSubjectLine: [DataSubject]?
  private(set) var ofFileNames: [DataSubject]?
  /// The people whom the message's own text names, when they are at most three.
  private(set) var few: [DataSubject]?
  private var body = Named()
  private var adults = Named()
  private var byPart: [Int: Named] = [:]
  /// By text, whom its fields say that it is about: "Pupil: Aisha Khan".
  private var byField: [Int: Named] = [:]

  /// A text that names more people is not about each of them, unless it lists them.
  private static let most = 3

  private struct Named {
    var people: [DataSubject] = []
    /// Those of them who stand in lists and tables.
    var listed: Set<DataSubject> = []

    mutating func add(_ subject: DataSubject, isListed: Bool) {
      // Lists are short where it matters; longer ones are bounded by what a finding shows.
      guard people.count <= SubjectLinking.subjectsShown else { return }
      if !people.contains(subject) { people.append(subject) }
      if isListed { listed.insert(subject) }
    }

    /// Whom a title over the text is about.
    var titled: [DataSubject] {
      people.count <= MessagePeople.most || listed.count == people.count
        ? Array(people.prefix(SubjectLinking.subjectsShown)) : []
    }
  }

  /// The one person of the records whom the letter greets: "you" are theirs, whatever mailbox it goes to.
  private var greeted: PersonNumber?
  private let people: PeopleTable

  /// Whom "you" means: a colleague or a pupil in any matter, a parent in matters of money.
  func ofGreeting(concernsMoney: Bool) -> [DataSubject]? {
    guard let greeted, let kind = people.kind(of: greeted) else { return nil }
    let isMeant = kind == .staff || people.isChild(greeted) || (kind == .guardian && concernsMoney)
    return isMeant ? [.recorded(greeted)] : nil
  }

  private static func greeted(_ runs: [ScannedRun], _ people: PeopleTable) -> PersonNumber? {
    var found: Set<PersonNumber> = []
    for run in runs where !run.isQuoted && !run.isTable && run.kind != .header {
      for mention in run.mentions where mention.isResolved && mention.isCorrespondent && mention.candidates.count == 1 {
        // A letter about its reader is nobody else's; one that greets somebody else has gone astray.
        if mention.isReader, !people.isChild(mention) { continue }
        let isGreeting = mention.zone == .greeting || (mention.isAddressed && mention.sentence == 0)
        if isGreeting { found.insert(mention.candidates[0]) }
      }
    }
    return found.count == 1 ? found.first : nil
  }

  /// In a letter to a child's parent or carer that names no child, "he" and "she" are that child.
  private(set) var ofWard: [DataSubject]?

  init(_ runs: [ScannedRun], _ people: PeopleTable, ward: PersonNumber?) {
    self.people = people
    greeted = Self.greeted(runs, people)
    var subjectLine = Named()
    var fileNames = Named()
    for run in runs {
      let lists = NameLists(run)
      for mention in run.mentions where mention.counts && !mention.isAmbiguous {
        let subject = mention.subjects[0]
        if mention.label == .subject { byField[run.text, default: Named()].add(subject, isListed: false) }
        let isListed =
          run.isTable || run.sentences[mention.sentence].isItem || lists.sentences.contains(mention.sentence)
        guard people.isChild(mention) else {
          if !run.isQuoted { adults.add(subject, isListed: isListed) }
          continue
        }
        switch run.kind {
        case .subject: subjectLine.add(subject, isListed: false)
        case .fileName: fileNames.add(subject, isListed: false)
        default:
          if !run.isQuoted { body.add(subject, isListed: isListed) }
          if let part = run.part { byPart[part, default: Named()].add(subject, isListed: isListed) }
        }
      }
    }
    ofSubjectLine = (1...Self.most).contains(subjectLine.people.count) ? subjectLine.people : nil
    ofFileNames = (1...Self.most).contains(fileNames.people.count) ? fileNames.people : nil
    if let ward, body.people.isEmpty, subjectLine.people.isEmpty, fileNames.people.isEmpty {
      ofWard = [.recorded(ward)]
    }
    let all = Set(body.people + subjectLine.people + fileNames.people)
    few = (1...Self.most).contains(all.count) ? body.people.filter(all.contains) + all.subtracting(body.people) : nil
  }

  /// Whom the fields of a form say that it is about, while they are few.
  func ofFields(text: Int) -> [DataSubject]? {
    guard let named = byField[text], named.people.count <= Self.most else { return nil }
    return named.people
  }

  /// For words of the subject line or a file name: whom the text is about. Adults are meant only in matters of theirs,
  /// and when no child is named.
  func ofBody(part: Int?, concernsAdults: Bool) -> [DataSubject]? {
    if let part, let named = byPart[part], named.people.count <= SubjectLinking.subjectsShown { return named.people }
    if !body.people.isEmpty { return body.titled.isEmpty ? nil : body.titled }
    return concernsAdults && !adults.titled.isEmpty ? adults.titled : nil
  }
}
