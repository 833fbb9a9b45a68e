import Accounts
import Configuration
import Delivery
import Foundation
import Logging
import Policy
import Quarantine

/// What all pages stand on.
struct Ground: Sendable {
  let settings: Settings
  let store: QuarantineStore
  let accounts: AccountStore
  /// Who may open what.
  let book: AccessBook
  let desk: Desk
  let index: HeldIndex
  let views: Views
  let logger: Logger
  /// Unix time in seconds.
  let now: @Sendable () -> Int64
  /// Whether accounts are opened and looked after here; not so on the page of senders.
  var hasAccountPages = true

  var matrix: RoleMatrix { book.matrix }

  /// Somebody who is signed in, as the rules of who may see what know them.
  func reader(_ visitor: Visitor) throws -> Reader {
    var reader = try desk.present(book.reader(visitor.address))
    if visitor.isAdministrator { reader.makeAdministrator() }
    return reader
  }
}
