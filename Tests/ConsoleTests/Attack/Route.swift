import Accounts
import Configuration
import Foundation
import Hummingbird
import Logging
import People
import Policy
import PosternKit
import Quarantine

@testable import Console

/// An address that the console serves.
struct Route {
  var method: String
  /// "/held/{reference}/release".
  var path: String
  var isPost: Bool { method == "POST" }
  var isOfMessage: Bool { path.contains("/held/{reference}") || path.contains("/checks/{reference}") }
  var isOfRecord: Bool { path.contains("/breaches/{reference}") }

  /// - Parameter reference: of a message or a record.
  func target(_ reference: String? = nil) -> String {
    path.replacing("{reference}", with: reference ?? "")
      .replacing("{number}", with: "0").replacing("{question}", with: "1")
  }

  /// All of them.
  static func all(of mail: HeldMail) throws -> [Route] {
    let settings = try Settings.load(mail.console.site.configuration)
    let keys = try KeyRing.load(settings.keys, database: settings.keysDatabase)
    let console = try Console(
      settings, file: mail.console.site.configuration, store: mail.store,
      accounts: AccountStore(settings, keys: keys, trail: mail.store),
      book: AccessBook(settings, matrix: RoleMatrix.load(folder: ConsoleSite.path("rules")), people: .empty),
      resources: ConsoleSite.path("Sources/Console/Resources"), logger: Logger(label: "attack"))
    return console.router().routes.map { Route(method: $0.method.rawValue, path: "\($0.path)") }
  }
}
