import Accounts
import Configuration
import Policy

/// A person who is signed in, for the length of one request.
struct Visitor: Sendable, Hashable {
  /// Lower case: who they are, to the rules of who may see what.
  var address: String
  /// What the page's head calls them.
  var name: String
  /// Names the session in lists; never the token itself.
  var session: String
  /// Their account says so, whatever the configuration says.
  var isAdministrator: Bool
  /// Stands in each form of this session's pages.
  var formToken: String
  /// Held mail may be theirs to decide on.
  var isOfficer = false
  /// They are named for anything at all.
  var isNamed = false
}

extension Visitor {
  init(_ session: Session, _ book: AccessBook? = nil) {
    self.init(
      address: session.address, name: session.name ?? session.address, session: session.id,
      isAdministrator: session.isAdministrator, formToken: session.formToken)
    guard let reader = book?.reader(session.address) else { return }
    isOfficer = reader.isOfficer
    isNamed = isOfficer || isAdministrator || reader.roles != [.sender]
  }
}
