import Extraction
import People

/// Whom the whole message names, for what no sentence or paragraph ties to anybody.
struct MessagePeople {
  /// At most three people of the subject line; nil when it names nobody or more.
  private(set) var ofSubjectLine: [DataSubject]?
  private(set) var ofFileNames: [DataSubject]?
  /// The only person whom the message's own text names.
  private(set) var onlyPerson: DataSubject?
  private var body: [DataSubject] = []
  private var byPart: [Int: [DataSubject]] = [:]

  /// A text that names more people is not about each of them, unless it lists them.
  private static let most = 3

  init(_ runs: [ScannedRun], _ people: PeopleTable) {
    var subjectLine: [DataSubject] = []
    var fileNames: [DataSubject] = []
    var listed: [DataSubject] = []
    for run in runs {
      for mention in run.mentions where mention.counts && !mention.isAmbiguous && Self.isChild(mention, people) {
        let subject = mention.subjects[0]
        switch run.kind {
        case .subject: Self.add(subject, to: &subjectLine)
        case .fileName: Self.add(subject, to: &fileNames)
        default:
          if !run.isQuoted { Self.add(subject, to: &body) }
          if run.isTable || run.sentences[mention.sentence].isItem { Self.add(subject, to: &listed) }
          if let part = run.part { Self.add(subject, to: &byPart[part, default: []]) }
        }
      }
    }
    ofSubjectLine = (1...Self.most).contains(subjectLine.count) ? subjectLine : nil
    ofFileNames = (1...Self.most).contains(fileNames.count) ? fileNames : nil
    let all = Set(body + subjectLine + fileNames)
    onlyPerson = all.count == 1 ? all.first : nil
    if body.count > Self.most { body = listed.count == body.count ? listed : [] }
  }

  /// For words of the subject line or a file name: whom the text is about.
  func ofBody(part: Int?) -> [DataSubject]? {
    if let part, let people = byPart[part], people.count <= SubjectLinking.subjectsShown { return people }
    return body.isEmpty ? nil : Array(body.prefix(SubjectLinking.subjectsShown))
  }

  private static func add(_ subject: DataSubject, to list: inout [DataSubject]) {
    // Lists are short where it matters; longer ones are bounded by what a finding shows.
    if list.count <= SubjectLinking.subjectsShown, !list.contains(subject) { list.append(subject) }
  }

  private static func isChild(_ mention: Mention, _ people: PeopleTable) -> Bool {
    guard let first = mention.candidates.first else { return mention.name != nil }
    let kind = people.kind(of: first)
    return kind == .pupil || kind == .formerPupil || kind == .applicant
  }
}
