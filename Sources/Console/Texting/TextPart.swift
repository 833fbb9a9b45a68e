import Configuration
import Quarantine
import Texting

/// What a password's page says and offers of text messages.
struct TextPart: Sendable {
  /// The password's page.
  var page: String
  /// Where its form goes.
  var action: String
  /// As it was typed, where it has to be mended.
  var number: String
  var numberError: [String]
  var lines: [Line]
  var hasLines: Bool

  struct Line: Sendable {
    var ending: String
    var words: String
    var isWarning: Bool
  }

  static let field = "number"

  /// - Parameters:
  ///   - path: of the password's page.
  ///   - texts: the newest first.
  ///   - problem: why what was typed is not sent to; nil where nothing was.
  init(_ path: String, _ texts: [TextMessage], typed: String = "", problem: String? = nil) {
    page = path
    action = path + "/text"
    number = typed
    numberError = problem.map { [$0.capitalisedFirst + "."] } ?? []
    lines = texts.map { Line(ending: $0.ending, words: $0.words, isWarning: $0.isWarning) }
    hasLines = !lines.isEmpty
  }

  var errors: [FieldError] { numberError.map { FieldError(field: Self.field, words: $0) } }

  /// What was typed into the form.
  /// - Throws: `MobileNumberFault`.
  static func number(_ form: Form, _ settings: Settings) throws(MobileNumberFault) -> MobileNumber {
    try MobileNumber(form.text(field) ?? "", in: settings.textMessages?.countries ?? [])
  }
}

extension TextMessage {
  fileprivate var isWarning: Bool { [.failed, .uncertain].contains(state) }

  fileprivate var words: String {
    switch state {
    case .queued:
      fault.map { "it has not gone yet: \($0.words). It is tried again for up to an hour" } ?? "it goes in a moment"
    case .sending: "it is being sent"
    case .sent: "taken by the text message service on \(BritishDate.time(changedAt))"
    case .failed: "it was not sent: \(fault?.words ?? "nobody knows why"). Tell the password by telephone"
    case .uncertain:
      "it may have been sent: \(fault?.words ?? "nobody knows"). Ask the recipient before you send it again"
    }
  }
}

extension TextMessage.Fault {
  fileprivate var words: String {
    switch self {
    case .unreachable: "the text message service cannot be reached"
    case .busy: "the text message service takes none for now"
    case .refused: "the text message service did not take it. Check the number"
    case .noAnswer: "the text message service did not say"
    case .interrupted: "Postern was stopped in the middle of it"
    case .setup: "text messages are not set up rightly here; tell whoever looks after Postern"
    case .late: "it had waited for more than an hour"
    }
  }
}
