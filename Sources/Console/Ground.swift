import Configuration
import Foundation
import Logging
import Quarantine

/// What all pages stand on.
struct Ground: Sendable {
  let settings: Settings
  let store: QuarantineStore
  let views: Views
  let logger: Logger
  /// Unix time in seconds.
  let now: @Sendable () -> Int64
}
