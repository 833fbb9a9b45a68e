import People

/// Whom the To and Cc fields of one copy show.
public enum ShownAddresses: Hashable, Sendable, Codable {
  /// As the sender wrote them.
  case everybody
  case nobody
  /// These alone, in the form of `canonical`.
  case only([String])

  /// The form in which addresses are compared: without comments and needless quotes, lower case, the domain in Unicode.
  /// What is no address comes back as it is.
  public static func canonical(_ address: String) -> String { MailAddress(address)?.text ?? address }
}

/// One of the copies in which a message goes, so that families do not see each other.
public struct MessageCopy: Hashable, Sendable {
  /// Indexes into `Decision.recipients`.
  public var recipients: [Int]
  public var shown: ShownAddresses
  /// Nil for the ordinary one.
  public var route: OutgoingRoute?

  public init(recipients: [Int], shown: ShownAddresses, route: OutgoingRoute? = nil) {
    self.route = route
    self.recipients = recipients
    self.shown = shown
  }
}

extension MessageCopy {
  /// A copy that shows everybody, parted into one for those from whom a rule hides the addresses and one for the others.
  func parted(hiding: (Int) -> Bool) -> [MessageCopy] {
    guard shown == .everybody, recipients.contains(where: hiding) else { return [self] }
    let open = recipients.filter { !hiding($0) }
    let hidden = MessageCopy(recipients: recipients.filter(hiding), shown: .nobody, route: route)
    return open.isEmpty ? [hidden] : [MessageCopy(recipients: open, shown: shown, route: route), hidden]
  }
}

extension MessageFacts {
  /// More copies than this are not made of one message; its addresses are hidden instead.
  static let mostCopies = 40

  /// The copies of a message that is to be split. The school's own staff, and the people who protect children, get it as
  /// it was sent; each family and each agency gets a copy that shows them and the school's own staff.
  /// - Returns: nil where there would be too many.
  var copies: [MessageCopy]? {
    let everybody = recipients + visible
    let families = Families(everybody)
    let own = visible.filter(\.isSchoolsOwn).map { ShownAddresses.canonical($0.address) }
    var asSent: [Int] = []
    var order: [Int] = []
    var members: [Int: [Int]] = [:]
    for index in recipients.indices {
      guard let family = families.groups[index], !recipients[index].hasSafeguardingRoute else {
        asSent.append(index)
        continue
      }
      if members[family] == nil { order.append(family) }
      members[family, default: []].append(index)
    }
    guard order.count <= Self.mostCopies else { return nil }
    var shown: [Int: [String]] = [:]
    for index in visible.indices {
      guard let family = families.groups[recipients.count + index] else { continue }
      shown[family, default: []].append(ShownAddresses.canonical(visible[index].address))
    }
    let copies = order.map { family in
      MessageCopy(recipients: members[family] ?? [], shown: .only(own + (shown[family] ?? [])))
    }
    return (asSent.isEmpty ? [] : [MessageCopy(recipients: asSent, shown: .everybody)]) + copies
  }
}
