import Accounts
import HTTPTypes
import Hummingbird

/// What is wrong with a form that is shown once more.
struct FormFault: Sendable, Hashable {
  /// A sentence.
  var words: String
  /// The id of the field to look at.
  var field: String
  var status = HTTPResponse.Status.unprocessableContent
  /// Seconds until the next try.
  var retryAfter: Int64?

  init(_ words: String, field: String) {
    self.words = words
    self.field = field
  }

  /// Nil for an error that no form can mend: it has a page of its own.
  init?(_ error: AccountsError, field: String) {
    self.init(Self.sentences(error.problem, error.remedy), field: field)
    switch error.kind {
    case .wait(let seconds):
      status = .tooManyRequests
      retryAfter = seconds
    case .busy:
      status = .serviceUnavailable
      retryAfter = Self.busySeconds
    case .refused: status = .forbidden
    case .expired, .weakPassword, .otherPerson, .stranger, .passwordsOff, .noPassword, .noAddress, .exists, .notFound:
      break
    case .storage, .newer, .quarantine, .administratorExists, .signedOut: return nil
    }
  }

  private static let busySeconds: Int64 = 10
}

extension FormFault {
  /// Problem and remedy, as a page says them.
  static func sentences(_ words: String...) -> String {
    words.map { $0.prefix(1).uppercased() + $0.dropFirst() + "." }.joined(separator: " ")
  }
}

extension Views {
  /// A page with a form, and what is wrong with it.
  func form(
    _ template: String, _ values: some Any, title: String, _ fault: FormFault?, _ context: ConsoleContext
  ) -> Response {
    // GOV.UK Design System, error summary: the title says so, too.
    var response = page(
      template, values, title: fault == nil ? title : "Error: \(title)", context, status: fault?.status ?? .ok)
    if let seconds = fault?.retryAfter { response.headers[.retryAfter] = "\(seconds)" }
    return response
  }
}
