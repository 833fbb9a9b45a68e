import History

extension Audience {
  /// A sender with fewer messages has no habits yet: everybody is new to a newcomer.
  private static let fewestForHabit = 20
  /// So many messages to somebody are a habit. A name that is merely like another asks for more.
  private static let usual: [Likeness: Int] = [.spelling: 2, .name: 2, .firstName: 3]

  /// This sender has a history, and has never written to it.
  public var isFirst: Bool {
    guard let past, past.count == 0 else { return false }
    return past.senderTotal >= Self.fewestForHabit
  }

  /// How it is like somebody whom the sender usually writes to; empty where the sender writes to this one, too.
  var nearUsual: Set<Likeness> {
    guard let past, past.count == 0 else { return [] }
    return Set(past.alike.filter { $1 >= Self.usual[$0, default: .max] }.keys)
  }

  /// Outside the school, in none of the earlier messages, and never written to by this sender.
  public var joinsThread: Bool { !isInternal && isInThread == false && (past?.count ?? 0) == 0 }
}
