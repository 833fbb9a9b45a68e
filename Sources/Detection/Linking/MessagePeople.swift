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

  init(_ runs: [ScannedRun], _ people: PeopleTable) {
    var subjectLine = Named()
    var fileNames = Named()
    for run in runs {
      let lists = NameLists(run)
      for mention in run.mentions where mention.counts && !mention.isAmbiguous {
        let subject = mention.subjects[0]
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
    let all = Set(body.people + subjectLine.people + fileNames.people)
    few = (1...Self.most).contains(all.count) ? body.people.filter(all.contains) + all.subtracting(body.people) : nil
  }

  /// For words of the subject line or a file name: whom the text is about. Adults are meant only in matters of theirs,
  /// and when no child is named.
  func ofBody(part: Int?, concernsAdults: Bool) -> [DataSubject]? {
    if let part, let named = byPart[part], named.people.count <= SubjectLinking.subjectsShown { return named.people }
    if !body.people.isEmpty { return body.titled.isEmpty ? nil : body.titled }
    return concernsAdults && !adults.titled.isEmpty ? adults.titled : nil
  }
}
