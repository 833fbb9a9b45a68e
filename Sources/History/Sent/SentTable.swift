import Foundation
import GRDB

/// Who has written to whom: a row for each sender and recipient, both as keyed hashes, with a count and two dates.
enum SentTable {
  /// `traits` holds what the recipient may be taken for, eight bytes each.
  static let definition = """
    CREATE TABLE sent (
      sender BLOB NOT NULL,
      recipient BLOB NOT NULL,
      domain BLOB NOT NULL,
      traits BLOB NOT NULL,
      count INTEGER NOT NULL,
      first INTEGER NOT NULL,
      last INTEGER NOT NULL,
      PRIMARY KEY (sender, recipient)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX sentByRecipient ON sent (recipient);
    CREATE INDEX sentByDomain ON sent (domain);
    CREATE INDEX sentByLast ON sent (last);
    """

  static func write(_ memory: SentMemory, _ keys: HistoryKeys, _ db: Database) throws {
    // The later message may lack the name that an earlier one had.
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO sent (sender, recipient, domain, traits, count, first, last) VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (sender, recipient) DO UPDATE SET
          count = count + excluded.count, first = min(first, excluded.first), last = max(last, excluded.last),
          traits = CASE WHEN length(excluded.traits) > length(traits) THEN excluded.traits ELSE traits END
        """)
    for (sender, entries) in memory.bySender {
      let key = keys.sender(sender)
      for entry in entries.values {
        let recipient = entry.correspondent
        try statement.execute(arguments: [
          key, keys.address(recipient.address), keys.domain(recipient.domain),
          Self.packed(recipient.traits.map { keys.trait($0, of: sender) }), entry.count, entry.first, entry.last,
        ])
      }
    }
  }

  static func past(of sender: String, with recipient: Correspondent, _ keys: HistoryKeys, _ db: Database) throws
    -> Past
  {
    var past = Past()
    let address = keys.address(recipient.address)
    let pair = try db.cachedStatement(sql: "SELECT count, first, last FROM sent WHERE sender = ? AND recipient = ?")
    if let row = try Row.fetchOne(pair, arguments: [keys.sender(sender), address]) {
      (past.count, past.first, past.last) = (row[0], row[1], row[2])
      (past.isKnownToSchool, past.isDomainKnownToSchool) = (true, true)
      return past
    }
    let anybody = try db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM sent WHERE recipient = ?)")
    past.isKnownToSchool = try Bool.fetchOne(anybody, arguments: [address]) == true
    if past.isKnownToSchool {
      past.isDomainKnownToSchool = true
    } else {
      let anywhere = try db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM sent WHERE domain = ?)")
      past.isDomainKnownToSchool = try Bool.fetchOne(anywhere, arguments: [keys.domain(recipient.domain)]) == true
    }
    return past
  }

  /// Reads all that this sender has written to: for first messages alone, and once for all of them.
  static func search(_ search: inout LikenessSearch<Data, UInt64>, of sender: Data, _ db: Database) throws {
    let all = try db.cachedStatement(sql: "SELECT recipient, traits, count FROM sent WHERE sender = ?")
    let rows = try Row.fetchCursor(all, arguments: [sender])
    while let row = try rows.next() {
      try row.withUnsafeData(atIndex: 1) { data in
        search.add(row[0], search.isIdle ? [] : Self.unpacked(data ?? Data()), count: row[2])
      }
    }
  }

  /// - Returns: how many pairs.
  static func delete(_ which: String = "", _ arguments: StatementArguments = [], in db: Database) throws -> Int {
    try db.execute(sql: "DELETE FROM sent \(which)", arguments: arguments)
    return db.changesCount
  }

  private static func packed(_ traits: [UInt64]) -> Data {
    traits.sorted().reduce(into: Data()) { data, trait in
      withUnsafeBytes(of: trait.littleEndian) { data.append(contentsOf: $0) }
    }
  }

  private static func unpacked(_ data: Data) -> [UInt64] {
    data.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count - 7, by: 8).map {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self))
      }
    }
  }
}
