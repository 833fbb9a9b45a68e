import PosternKit

/// One message of the run. All that is expected of it follows from its number.
struct NumberedMessage: Sendable {
  enum Kind: String, CaseIterable, Sendable {
    /// Goes to one recipient as it is.
    case clean
    /// Goes to several recipients as it is.
    case many
    /// Is held for its one recipient.
    case held
    /// Goes to one recipient, and is held for the other.
    case split
    /// Goes to all recipients, its addresses hidden from one another.
    case hidden
    /// Is refused to its sender's mail program.
    case refused
  }

  let number: Int

  /// More ordinary mail than other, as in a school, and each kind often enough.
  private static let order: [Kind] = [
    .clean, .held, .many, .clean, .split, .hidden, .clean, .held, .refused, .many,
  ]

  var kind: Kind { Self.order[number % Self.order.count] }
  /// Of its own for each message, so that no run of one sender's mail becomes a case.
  var sender: String { "teacher.\(number)@oakfield.example" }
  var identifier: String { "<chaos-\(number)@oakfield.example>" }

  /// Who gets it at once.
  var passing: [String] {
    switch kind {
    case .clean: ["w.birch@oakfield.example"]
    case .many: ["w.birch@oakfield.example", "a.pugh@oakfield.example", "c.draycott@oakfield.example"]
    case .split: ["a.pugh@oakfield.example"]
    case .hidden: ChaosSchool.families.map(\.guardianAddress)
    case .held, .refused: []
    }
  }

  /// Who gets it only when it is released.
  var waiting: [String] {
    switch kind {
    case .held: [ChaosSchool.families[1].guardianAddress]
    case .split: ["stranger@somewhere.example"]
    default: []
    }
  }

  var recipients: [String] {
    passing + waiting + (kind == .refused ? [ChaosSchool.pupilList] : [])
  }

  /// The To field as its sender wrote it.
  var to: String { recipients.joined(separator: ", ") }

  /// With CR LF line ends; no line begins with a dot.
  var bytes: [UInt8] {
    let pupil = ChaosSchool.families[0].pupil
    let text =
      switch kind {
      case .clean, .many: "The library closes at four on Friday. Order number \(number)."
      case .held: "\(pupil) was diagnosed with epilepsy and takes sodium valproate."
      case .split: "\(pupil) was diagnosed with clinical depression and is on medication. Can we meet on Monday?"
      case .hidden: "Please pack a lunch for Friday's trip. The coach leaves at half past eight."
      case .refused: "Use my account for the quiz site tonight.\nUser name: teacher\nPassword: Quadratic!2026x"
      }
    // Some are long, so that what kills also meets them half way.
    let more =
      number % 20 == 13 ? String(repeating: "The minutes are on the shared drive as ever.\n", count: 4_000) : ""
    return message(
      """
      From: <\(sender)>
      To: \(recipients.joined(separator: ",\n "))
      Subject: Number \(number) \(Self.planted[0])
      Date: Tue, 24 Nov 2026 09:15:00 +0000
      Message-ID: \(identifier)
      MIME-Version: 1.0
      Content-Type: text/plain; charset=utf-8

      \(text)
      \(Self.planted[1])
      \(more)
      """)
  }

  /// Words of every message that may stand in no file of Postern's.
  static let planted = ["quillambering", "vellichordian"]

  /// The number in a Message-ID of the run; nil for any other.
  static func number(in identifier: String) -> Int? {
    guard identifier.hasPrefix("<chaos-"), let end = identifier.firstIndex(of: "@") else { return nil }
    return Int(identifier[identifier.index(identifier.startIndex, offsetBy: 7)..<end])
  }
}
