import Configuration

/// Who may do what with one held message. Pure: the same answer for the same facts.
///
/// The data protection officer has the register, the administrator the rules and the auditor the trail: none of these
/// roles opens anything here.
extension AccessBook {
  /// Whether it is this person's own: sent from one of their addresses, or from a mailbox that they share.
  public func isOwn(_ message: MessageAccess, of reader: Reader) -> Bool {
    !message.senders.isDisjoint(with: reader.addresses)
  }

  /// Whether a person may not even learn that a message exists (D17), as far as its facts tell: its subject, its recipient,
  /// and its sender, who has a page of their own for it.
  public func isHidden(_ message: MessageAccess, from reader: Reader) -> Bool {
    !message.hiddenFrom.isDisjoint(with: reader.addresses) || (message.concernsConduct && isOwn(message, of: reader))
  }

  /// What an officer sees of it in lists, counts and searches.
  public func sight(of message: MessageAccess, for reader: Reader) -> Sight {
    guard !isHidden(message, from: reader) else { return .nothing }
    if holds(message, reader) || hasOpened(message, reader) { return .full }
    return reader.cabinets(in: message.school).isEmpty ? .nothing : .masked
  }

  /// Whether one of its cabinets is theirs, or they decide in the place of an officer whom it is about.
  public func holds(_ message: MessageAccess, _ reader: Reader) -> Bool {
    if !reader.cabinets(in: message.school).isDisjoint(with: message.governing) { return true }
    let holders = holders(of: message)
    guard reader.standsIn(for: holders, in: message.school) else { return false }
    return !deciders(on: message).filter(reader.addresses.contains).isEmpty
  }

  /// Whether they have broken the glass of one of its cabinets.
  public func hasOpened(_ message: MessageAccess, _ reader: Reader) -> Bool {
    message.governing.contains { reader.opened.contains(Reader.Opened(cabinet: $0, school: message.school)) }
  }

  /// Whether they may see its facts and its content.
  /// - Parameter isAsked: a holder has asked them, as a checker, to look at this message.
  public func mayRead(_ message: MessageAccess, _ reader: Reader, isAsked: Bool = false) -> Bool {
    guard !isHidden(message, from: reader) else { return false }
    return isAsked || sight(of: message, for: reader) == .full
  }

  /// Whether they may end its hold by sending it on or giving it back. Nobody ends a hold of their own where another is
  /// asked (D24); where a colleague is asked, one of whom that was asked may.
  public func mayRelease(_ message: MessageAccess, _ reader: Reader, isAsked: Bool = false) -> Bool {
    guard mayRead(message, reader, isAsked: isAsked) else { return false }
    guard message.releaser == .sender || !isOwn(message, of: reader) else { return false }
    return sight(of: message, for: reader) == .full || message.releaser == .colleague
  }

  /// Whether they may destroy it: never what is of child protection.
  public func mayDelete(_ message: MessageAccess, _ reader: Reader) -> Bool {
    !message.cabinets.contains(.childProtection) && mayRelease(message, reader) && holds(message, reader)
  }

  /// Whether they may open its cabinet for a while, which its holders are told: officers who see that something waits in
  /// it. Administrators see no content, and by this neither.
  public func mayBreakGlass(for message: MessageAccess, _ reader: Reader) -> Bool {
    sight(of: message, for: reader) == .masked
  }

  /// Whether two officers have to agree before it is sent on.
  public func needsTwoPeople(_ message: MessageAccess) -> Bool {
    message.releaser == .officer && !matrix.twoPeople.isDisjoint(with: message.governing)
  }
}
