import Configuration
import Detection
import Policy
import Quarantine

/// A record in the shape of what the Information Commissioner's Office asks (ico.org.uk, "Report a personal data breach":
/// the form of 2018 and the online form since, in six parts). The headings are ours, and short; the order is the form's. It
/// names nobody: the form asks that it should not.
public struct ICOQuestions: Sendable {
  public struct Part: Hashable, Sendable {
    public var title: String
    public var answers: [Answer]
  }

  public struct Answer: Hashable, Sendable {
    public var question: String
    /// Where nobody has said: "Not yet known", which the form takes, too; the rest may follow (UK GDPR Article 33(4)).
    public var text: String
    public var isKnown: Bool
  }

  public let parts: [Part]

  /// - Parameters:
  ///   - contact: whom the ICO may ask: the data protection officer (Article 33(3)(b)).
  ///   - time: at which it is reported; Unix time in seconds.
  public init(_ view: RegisterView, contact: String, at time: Int64) {
    let view = RegisterView(view.breach, min(view.sight, .register), times: view.times)
    let breach = view.breach
    let account = breach.account
    func answer(_ question: String, _ text: String?) -> Answer {
      let text = text?.isEmpty == false ? text : nil
      return Answer(question: question, text: text ?? "Not yet known", isKnown: text != nil)
    }
    func field(_ question: String, _ field: BreachField) -> Answer { answer(question, view.value(field)) }
    let isLate = (account.time(.icoTold) ?? time) > (account.time(.known) ?? breach.openedAt) + 72 * 3_600
    parts = [
      Part(
        title: "About the report",
        answers: [
          answer(
            "Initial or follow-up report",
            account[.icoReference].map { "Follow-up report, ICO reference \($0)" } ?? "Initial report"),
          answer("Why it is reported", view.value(.icoReasons)),
          answer("Our own reference", "\(breach.id)"),
        ]),
      Part(
        title: "About the breach",
        answers: [
          field("What has happened", .what), field("How it happened", .how),
          answer("A cyber incident", account.how.map { $0.isCyber ? "Yes" : "No" }),
          field("When it happened", .happened), field("When you found out", .known),
          field("How you found out", .discovery), field("Who received the data", .recipients),
        ] + (isLate ? [field("Why it is reported after 72 hours", .lateReasons)] : [])),
      Part(
        title: "The data and the people affected",
        answers: [
          answer("Categories of personal data", Self.categories(account)),
          field("Number of personal data records", .records), field("How many people could be affected", .peopleCount),
          answer("Categories of people", Self.people(account)),
          field("Likely consequences for them", .consequences),
          answer("How likely it is that they suffer", view.value(.likelihood)),
          answer("How severe that would be", view.value(.severity)),
          answer("A high risk to their rights and freedoms", account.risk.map { $0 == .high ? "Yes" : "No" }),
        ]),
      Part(
        title: "Containing it",
        answers: [
          field("Measures in place before", .before), field("Actions taken or planned", .measures),
          field("How it will not happen again", .lessons),
          answer("Whether the people have been told", Self.told(view)),
        ]),
      Part(
        title: "About the organisation",
        answers: [
          field("Controller", .controller), field("School", .school),
          answer("Data protection officer, or whom to ask", contact),
        ]),
    ]
  }

  /// The categories of the ICO's form.
  private static func categories(_ account: BreachAccount) -> String {
    let forms = account.categories.map { category in
      switch category {
      case .ethnicity: "Data revealing racial or ethnic origin"
      case .political: "Political opinions"
      case .religion: "Religious or philosophical beliefs"
      case .tradeUnion: "Trade union membership"
      case .sexualLife: "Sex life or sexual orientation data"
      case .health, .sen: "Health data"
      case .genetic, .biometric: "Genetic or biometric data"
      case .criminal, .allegation: "Criminal convictions, offences"
      case .financial: "Economic and financial data"
      case .credentials: "Identification data, such as usernames and passwords"
      case .identifiers: "Official documents and identification numbers"
      case .personalBasic: "Basic personal identifiers"
      case .safeguarding: "Other: safeguarding information"
      }
    }
    let own = account.categories.map(\.title).joined(separator: ", ")
    var distinct: [String] = []
    for form in forms where !distinct.contains(form) { distinct.append(form) }
    return distinct.isEmpty ? "" : distinct.joined(separator: "; ") + " (here: \(own))"
  }

  /// The categories of people of the ICO's form.
  private static func people(_ account: BreachAccount) -> String {
    account.peopleByKind.map { kind, count in
      let form =
        switch kind {
        case .pupil, .formerPupil: "Students, children"
        case .applicant: "Children (applicants)"
        case .guardian: "Other: parents and carers"
        case .staff: "Employees"
        case .governor, .volunteer: "Other: governors and volunteers"
        case .other: "Other"
        case .unknown: "Not yet known"
        }
      return "\(form): \(count)"
    }.joined(separator: "; ")
  }

  private static func told(_ view: RegisterView) -> String {
    let account = view.breach.account
    guard let word = account.tellPeople else { return "" }
    let reasons = view.value(.tellPeopleReasons)
    switch (word, account.time(.peopleTold)) {
    case (.tell, let time?): return "Yes, on \(view.times.words(time)). \(reasons)"
    case (.tell, nil): return "No, but we are planning to. \(reasons)"
    case (.notNeeded, _): return "No. \(reasons)"
    }
  }

  /// As text, to be copied into the form.
  public var text: String {
    parts.map { part in
      "\(part.title.uppercased())\n\n"
        + part.answers.map { "\($0.question):\n\($0.text)\n" }.joined(separator: "\n")
    }.joined(separator: "\n")
  }
}
