import Configuration
import Delivery
import Foundation
import Hummingbird
import Policy
import Quarantine

/// One person at one held message, for the length of a request.
struct HeldVisit: Sendable {
  let id: HeldID
  let reader: Reader
  let seen: Desk.Seen

  var path: String { "/held/\(id)" }
  var summary: HeldSummary { seen.detail.summary }
  /// Somebody can still decide on it.
  var doesWait: Bool { [.held, .pending].contains(summary.state) && seen.detail.message != nil }

  /// Blocks.
  init(_ id: HeldID, _ visitor: Visitor, _ ground: Ground) throws {
    self.id = id
    reader = try ground.reader(visitor)
    seen = try ground.desk.look(at: id, as: reader)
  }
}

extension Ground {
  /// The message that a path names, to which at least a glance has to be this person's.
  /// - Throws: `ConsoleError.notFound` for what is no reference, never was, or is not theirs to know of: the same for all.
  func glance(_ context: ConsoleContext) async throws -> HeldVisit {
    let visitor = try context.signedIn()
    let id = try reference(context)
    let visit = try await work { try HeldVisit(id, visitor, self) }
    guard visit.seen.sight > .nothing else { throw ConsoleError.notFound }
    return visit
  }

  /// The same, which has to lie open to them.
  func visit(_ context: ConsoleContext) async throws -> HeldVisit {
    let visit = try await glance(context)
    guard visit.seen.sight == .full else { throw DeskError.notTheirs(visit.id) }
    return visit
  }

  func reference(_ context: ConsoleContext) throws(ConsoleError) -> HeldID {
    guard let id = context.parameters.get("reference").flatMap({ HeldID($0) }) else { throw .notFound }
    return id
  }
}

/// The digest of a plan, as a hidden field carries it.
enum PlanField {
  static let name = "plan"

  static func text(_ digest: [UInt8]) -> String {
    digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  static func digest(_ form: Form) throws(ConsoleError) -> [UInt8] {
    var digest: [UInt8] = []
    var rest = Substring(form[name] ?? "")
    while rest.count >= 2, let byte = UInt8(rest.prefix(2), radix: 16) {
      digest.append(byte)
      rest = rest.dropFirst(2)
    }
    guard digest.count == 32, rest.isEmpty else {
      throw .badRequest("The page was sent in part. Go back, load it again, and send it once more.")
    }
    return digest
  }
}
