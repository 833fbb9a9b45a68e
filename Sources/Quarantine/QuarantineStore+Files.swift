import Configuration
import Crypto
public import Foundation
import GRDB
public import Policy

extension QuarantineStore {
  /// Under this many bytes a file tells nothing by its digest: an empty file, a tracking pixel.
  public static let smallestKnownFile = 64

  /// Whether a file stood in a message that was stopped, and in none that was let go since.
  /// - Parameters:
  ///   - digest: SHA-256 of its bytes.
  ///   - officers: addresses of those who might be told; whom the earlier message is about is asked of these when the
  ///     message itself is shredded.
  ///   - held: a message that does not count: the one that is judged once more.
  public func knownFile(
    _ digest: Data, officers: [String], besides held: HeldID? = nil
  ) throws(QuarantineError) -> KnownFile? {
    let row = try attempt("look for a file that is known") {
      try database.read { db in
        try HeldRow.fetchOne(
          db,
          sql: HeldRow.select + """
             WHERE id IN (SELECT held FROM heldFile WHERE key = ?1) AND state <> 'pending' AND id IS NOT ?2
             ORDER BY heldAt DESC, rowid DESC
            """,
          arguments: [self.fileKey(digest), held?.description])
      }
    }
    guard let row, let summary = row.summary, ![.releasing, .released, .uncertain].contains(summary.state) else {
      return nil
    }
    var known = KnownFile(reference: row.id, cabinets: summary.cabinets)
    known.conductSubjects = officers.filter { isHidden(row, from: $0) }
    known.concernsConduct = !row.hiddenFrom.isEmpty
    guard !summary.state.isShredded, row.record != nil, let id = HeldID(row.id) else { return known }
    let message = try record(row, messageKey(id)).message
    known.categories = message.facts.categories.map { String($0.prefix { $0 != " " }) }
    known.people = message.facts.people
    known.concernsConduct = message.concernsConduct
    known.conductSubjects = message.conductSubjects
    return known
  }

  /// Notes which files a message holds that is held from now on.
  func noteFiles(of message: HeldMessage, _ id: HeldID, _ db: Database) throws {
    for digest in message.files ?? [] {
      try db.execute(
        sql: "INSERT OR IGNORE INTO heldFile (key, held) VALUES (?, ?)", arguments: [fileKey(digest), id.description])
    }
  }

  private func fileKey(_ digest: Data) -> Data {
    Data(HMAC<SHA256>.authenticationCode(for: Data("file".utf8) + digest, using: secrets.repeats))
  }
}
