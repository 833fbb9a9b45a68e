import Configuration
public import Policy
public import Quarantine

/// Where officers decide on held mail: the one door for console and command line. Each act asks who may do it, is told
/// beforehand as a plan, binds to what was shown, and stands on the audit trail (D17, D24).
///
/// What goes out waits in the outbox for the grace time, and goes by itself.
public struct Desk: Sendable {
  public let store: QuarantineStore
  public let book: AccessBook
  let writer: NoticeWriter
  /// For so many seconds a release or a return can be taken back.
  public let grace: Int64

  /// How long a release can be taken back where the configuration says nothing, in seconds.
  public static let usualGrace: Int64 = 30

  public init(_ store: QuarantineStore, book: AccessBook, writer: NoticeWriter, grace: Int64 = usualGrace) {
    self.store = store
    self.book = book
    self.writer = writer
    self.grace = grace
  }

  /// A message as one person sees it.
  public struct Seen: Sendable {
    public var detail: HeldDetail
    public var access: MessageAccess
    /// With the cabinets that lie open to them now.
    public var reader: Reader
    /// A holder has asked them about it.
    public var isAsked: Bool
    public var sight: Sight

    public var id: HeldID { detail.summary.id }
  }

  /// Somebody with the cabinets that they have opened and that are open now.
  public func present(_ reader: Reader) throws(DeskError) -> Reader {
    var reader = reader
    reader.opened = Set(try asking { () throws(QuarantineError) in try store.openedCabinets(by: reader.address) }.keys)
    return reader
  }

  /// A message as this person sees it; facts only where `sight` is `full`.
  /// - Throws: `notFound` also where they may not know of it (D17).
  public func look(at id: HeldID, as reader: Reader) throws(DeskError) -> Seen {
    let reader = try present(reader)
    // Whom it is hidden from stands in its row even when it is shredded; each of a person's addresses counts.
    var detail = try acting(on: id) { () throws(QuarantineError) in try store.show(id, visibleTo: reader.address) }
    for address in reader.addresses where address != reader.address {
      detail = try acting(on: id) { () throws(QuarantineError) in try store.show(id, visibleTo: address) }
    }
    let access = access(to: detail)
    let isAsked =
      try acting(on: id) { () throws(QuarantineError) in try store.isAsked(reader.addresses, about: id) }
      && !detail.summary.state.isShredded
    guard !book.isHidden(access, from: reader) else { throw .notFound(id) }
    let sight = book.mayRead(access, reader, isAsked: isAsked) ? .full : book.sight(of: access, for: reader)
    return Seen(detail: detail, access: access, reader: reader, isAsked: isAsked, sight: sight)
  }

  /// The same, to which it has to lie open.
  func open(_ id: HeldID, to reader: Reader) throws(DeskError) -> Seen {
    let seen = try look(at: id, as: reader)
    switch seen.sight {
    case .nothing: throw .notFound(id)
    case .masked: throw .notTheirs(id)
    case .full: return seen
    }
  }

  /// The same, whose hold has to be theirs to end and still there.
  func endable(_ id: HeldID, by reader: Reader) throws(DeskError) -> (seen: Seen, message: HeldMessage) {
    let seen = try open(id, to: reader)
    guard book.mayRelease(seen.access, seen.reader, isAsked: seen.isAsked) else {
      if seen.access.releaser != .sender, book.isOwn(seen.access, of: seen.reader) { throw .own(id) }
      throw .notTheirs(id)
    }
    guard [.held, .pending].contains(seen.detail.summary.state), let message = seen.detail.message else {
      throw decided(id)
    }
    return (seen, message)
  }

  func access(to detail: HeldDetail) -> MessageAccess {
    let organisation = book.settings.organisation
    if let message = detail.message { return message.access(in: organisation) }
    let summary = detail.summary
    return MessageAccess(
      cabinets: summary.cabinets, school: summary.school.flatMap { store.schoolNames(organisation)[$0] },
      releaser: summary.releaser)
  }

  /// What somebody else has done meanwhile.
  func decided(_ id: HeldID) -> DeskError {
    let state = (try? store.show(id))?.summary.state ?? .deleted
    let line = (try? store.lastDecision(on: id)) ?? nil
    return .decided(id, state, by: line?.actor, at: line?.time)
  }

  /// Turns what the store says into words for officers.
  func asking<T>(_ work: () throws(QuarantineError) -> T) throws(DeskError) -> T {
    do { return try work() } catch { throw .delivery(.store(error)) }
  }

  /// The same for what is done to a message.
  func acting<T>(on id: HeldID, _ work: () throws(QuarantineError) -> T) throws(DeskError) -> T {
    do {
      return try work()
    } catch {
      switch error.kind {
      case .notFound: throw .notFound(id)
      case .wrongState: throw decided(id)
      case .changed: throw .changed(id)
      case .ownHold: throw .own(id)
      default: throw .delivery(.store(error))
      }
    }
  }
}
