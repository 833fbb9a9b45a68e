import Accounts
import Configuration
import Foundation
import Logging
import Policy

/// What all pages stand on.
struct Ground: Sendable {
  let settings: Settings
  /// Who may open what.
  let matrix: RoleMatrix
  let accounts: AccountStore
  let views: Views
  let logger: Logger
  /// Unix time in seconds.
  let now: @Sendable () -> Int64
}
