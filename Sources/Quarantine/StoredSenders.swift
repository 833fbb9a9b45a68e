import Foundation
import GRDB

/// Answers whose mail was stored lately. Every message asks, and hardly one is told yes: so it has a connection of its own,
/// whose one statement is prepared once and needs no transaction around it.
struct StoredSenders: Sendable {
  private let queue: DatabaseQueue

  init(_ path: String, _ configuration: GRDB.Configuration) throws {
    var configuration = configuration
    configuration.readonly = true
    queue = try DatabaseQueue(path: path, configuration: configuration)
  }

  /// - Parameters:
  ///   - key: a sender's keyed digest.
  ///   - time: Unix time in seconds.
  func has(_ key: Data, since time: Int64) throws -> Bool {
    try queue.unsafeRead { db in
      let statement = try db.cachedStatement(
        sql: "SELECT EXISTS (SELECT 1 FROM held WHERE senderKey = ? AND heldAt >= ?)")
      return try Bool.fetchOne(statement, arguments: [key, time]) == true
    }
  }
}
