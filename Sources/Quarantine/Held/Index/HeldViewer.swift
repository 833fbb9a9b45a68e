import Configuration
import Foundation
import Policy

/// Says of one entry after another what one reader sees of it.
struct HeldViewer {
  let reader: Reader
  let book: AccessBook
  /// Digest of a domain → school.
  let schools: [Data: String]
  private let digests: Set<Data>
  private let asked: Set<HeldID>
  private let mayStandIn: Bool
  /// Most messages are of few kinds.
  private var known: [HeldEntry.Kind: Sight] = [:]

  init(_ reader: Reader, _ book: AccessBook, _ store: QuarantineStore, asked: [Data: Set<HeldID>]) {
    self.reader = reader
    self.book = book
    schools = store.schoolNames(book.settings.organisation)
    digests = Set(reader.addresses.map { store.secrets.reader($0) })
    self.asked = digests.reduce(into: []) { $0.formUnion(asked[$1] ?? []) }
    mayStandIn = reader.isOfficer
  }

  func isAsked(_ entry: HeldEntry) -> Bool { asked.contains(entry.summary.id) }

  /// What this reader sees of it. Nobody is shown what was never held: copies that nothing stopped.
  mutating func sight(of entry: HeldEntry) -> Sight {
    for digest in entry.hiddenFrom where digests.contains(digest) { return .nothing }
    let seen = officerSight(of: entry)
    guard seen < .full, isAsked(entry), !entry.summary.state.isShredded else { return seen }
    return book.isHidden(entry.access(schools), from: reader) ? .nothing : .full
  }

  private mutating func officerSight(of entry: HeldEntry) -> Sight {
    // Whom it is about or who stands in for whom has to be asked of each message.
    if entry.facts?.concernsConduct == true { return book.sight(of: entry.access(schools), for: reader) }
    let usual: Sight
    if let sight = known[entry.kind] {
      usual = sight
    } else {
      usual = book.sight(
        of: MessageAccess(cabinets: entry.kind.cabinets, school: entry.kind.school.flatMap { schools[$0] }), for: reader
      )
      known[entry.kind] = usual
    }
    guard usual < .full, mayStandIn, entry.facts != nil else { return usual }
    return book.sight(of: entry.access(schools), for: reader)
  }
}
