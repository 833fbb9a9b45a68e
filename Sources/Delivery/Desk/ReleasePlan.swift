import Crypto
import Foundation
public import Quarantine

/// What would be done, shown before it is: exactly which recipients get what.
public struct ReleasePlan: Hashable, Sendable {
  /// One message of it.
  public struct Item: Hashable, Sendable {
    public var id: HeldID
    public var copies: [PlannedCopy]
    /// Recipients who would not get it.
    public var withheld: [String]
    /// Recipients who have it already.
    public var taken: [String]
    /// Some of it goes under a password, and the form for that has yet to be made.
    public var needsForm: Bool
    /// Some of it goes as it came, though the rules ask for a password: that takes a reason.
    public var goesInClear: Bool
    /// Two officers have to agree.
    public var needsTwo: Bool
    /// The one that waits for a second; nil for none.
    public var approval: Approval?
    let stamp: HeldStamp
  }

  public var choice: ReleaseChoice
  public var items: [Item]

  /// By it an approval binds to what was shown: it changes with the choice, and with anything that is known of a message
  /// (D24). 32 bytes.
  public var digest: [UInt8] {
    PlanDigest.of(items.map { ($0.id, $0.stamp) }, (choice, items.map(\.copies), items.map(\.withheld)))
  }

  /// How many recipients would get something.
  public var recipients: Int { items.flatMap(\.copies).reduce(0) { $0 + $1.addresses.count } }
}

/// What would be given back to whom, with which words.
public struct ReturnPlan: Hashable, Sendable {
  public struct Item: Hashable, Sendable {
    public var id: HeldID
    /// The sender's address.
    public var to: String
    let order: ReturnOrder
    let stamp: HeldStamp
  }

  public var note: String?
  public var items: [Item]

  /// See `ReleasePlan.digest`.
  public var digest: [UInt8] {
    PlanDigest.of(items.map { ($0.id, $0.stamp) }, (note ?? "", items.map(\.to), ""))
  }
}

/// What would be destroyed.
public struct DeletePlan: Hashable, Sendable {
  public var id: HeldID
  /// Postfix took a letter that gave it back: no other proof is needed that its sender has a copy.
  public var senderHasReturn: Bool
  let stamp: HeldStamp

  /// See `ReleasePlan.digest`.
  public var digest: [UInt8] { PlanDigest.of([(id, stamp)], ("delete", "", "")) }
}

enum PlanDigest {
  static func of<A: Encodable, B: Encodable, C: Encodable>(
    _ messages: [(HeldID, HeldStamp)], _ rest: (A, B, C)
  ) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    var hash = SHA256()
    for (id, stamp) in messages {
      hash.update(data: Data("\(id) ".utf8))
      hash.update(data: Data(stamp.bytes))
    }
    for part in [try? encoder.encode(rest.0), try? encoder.encode(rest.1), try? encoder.encode(rest.2)] {
      hash.update(data: Data("\(part?.count ?? -1):".utf8))
      hash.update(data: part ?? Data())
    }
    return Array(hash.finalize())
  }
}
