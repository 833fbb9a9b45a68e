import HTTPTypes

/// What a page tells instead of its content. Its words are read by a person, and say what to do.
enum ConsoleError: Error, Sendable, Hashable {
  /// There is none, or there is none for this reader (D17): both say the same.
  case notFound
  /// A link of a notice that leads nowhere: unknown, altered, expired or made for something else. All say the same.
  case noSuchLink
  /// Whose it is, in words.
  case notYours(String)
  case signInNeeded
  /// What was sent cannot be understood.
  case badRequest(String)
  /// The form is older than this session, or was made by another site.
  case formExpired
  /// Somebody else was quicker, or things have changed since the page was made.
  case overtaken(String)
  /// More than a form can hold.
  case tooLarge
  /// Too many tries; seconds to wait.
  case tooMany(seconds: Int)
  /// The store is locked, or gone; what the store says.
  case unavailable(String)

  var status: HTTPResponse.Status {
    switch self {
    case .notFound, .noSuchLink: .notFound
    case .notYours: .forbidden
    case .signInNeeded: .unauthorized
    case .badRequest: .badRequest
    case .formExpired: .forbidden
    case .overtaken: .conflict
    case .tooLarge: .contentTooLarge
    case .tooMany: .tooManyRequests
    case .unavailable: .serviceUnavailable
    }
  }

  var title: String {
    switch self {
    case .notFound: "Page not found"
    case .noSuchLink: "This link leads nowhere"
    case .notYours: "This is not yours to see"
    case .signInNeeded: "Sign in first"
    case .badRequest: "That could not be understood"
    case .formExpired: "This form is out of date"
    case .overtaken: "Things have changed"
    case .tooLarge: "That is too much"
    case .tooMany: "Too many tries"
    case .unavailable: "Postern cannot do this now"
    }
  }

  var words: String {
    switch self {
    case .notFound:
      "If you typed the address or the reference, check that it is right. It may have come to its end, or it may not "
        + "be yours to see."
    case .noSuchLink:
      "It may have expired, or be cut short: open it from the newest letter about your email. If that does not help, ask "
        + "the data compliance officer, and give the reference in the letter."
    case .notYours(let words): words
    case .signInNeeded: "Your session has ended."
    case .badRequest(let what): what
    case .formExpired: "Nothing was done. Go back, load the page again, and send it once more."
    case .overtaken(let what): what
    case .tooLarge: "A form holds at most 256 KB. Shorten what you have written, and send it once more."
    case .tooMany(let seconds): "Wait \(seconds) seconds, and try again."
    case .unavailable(let what): "Nothing was done. \(what)"
    }
  }
}
