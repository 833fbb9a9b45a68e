import Accounts

/// A person who is signed in, for the length of one request.
struct Visitor: Sendable, Hashable {
  /// Lower case: who they are, to the rules of who may see what.
  var address: String
  /// What the page's head calls them.
  var name: String
  /// Names the session in lists; never the token itself.
  var session: String
  /// Stands in each form of this session's pages.
  var formToken: String
}

extension Visitor {
  init(_ session: Session) {
    self.init(
      address: session.address, name: session.name ?? session.address, session: session.id,
      formToken: session.formToken)
  }
}
