public import Configuration

/// Reads all lists and mailboxes of an LDAP directory. Blocks; never to be called on a message's way.
public struct DirectoryReader: Sendable {
  private let settings: Settings.Directory
  /// A directory with more is refused rather than read in part.
  static let mostEntries = 500_000
  static let mostMembers = 5_000_000
  /// The whole reading may last so many times as long as one answer.
  static let mostAnswers = 30

  public init(_ settings: Settings.Directory) { self.settings = settings }

  /// - Parameter isStopped: asked between two answers.
  /// - Returns: nil when it was stopped.
  /// - Throws: `DirectoryError`; nothing is ever read in part.
  public func read(isStopped: () -> Bool = { false }) throws(DirectoryError) -> DirectoryContents? {
    let deadline = ContinuousClock.now + .seconds(settings.timeoutSeconds * Self.mostAnswers)
    let connection = try LDAPConnection.open(settings)
    var reading = DirectoryReading(settings.attributes)
    var cookie: [UInt8] = []
    repeat {
      if isStopped() { return nil }
      cookie = try connection.page(
        below: settings.base, filter: settings.filter, attributes: reading.attributes, size: settings.pageSize,
        cookie: cookie
      ) { entry throws(DirectoryError) in
        reading.add(entry.name, entry.attributes)
        try bound(reading)
      }
      try bound(deadline)
    } while !cookie.isEmpty
    // Active Directory hands over long attributes in pieces.
    while let rest = reading.nextRest() {
      if isStopped() { return nil }
      try connection.entry(rest.name, attributes: [rest.attribute]) { entry throws(DirectoryError) in
        reading.addRest(entry.attributes, of: rest)
        try bound(reading)
      }
      try bound(deadline)
    }
    return reading.contents
  }

  private func bound(_ reading: DirectoryReading) throws(DirectoryError) {
    guard reading.entryCount <= Self.mostEntries, reading.memberCount <= Self.mostMembers else {
      throw DirectoryError(
        .tooMuch, settings.urls.joined(separator: " "),
        "more than \(Self.mostEntries) entries or \(Self.mostMembers) members")
    }
  }

  private func bound(_ deadline: ContinuousClock.Instant) throws(DirectoryError) {
    guard ContinuousClock.now < deadline else {
      throw DirectoryError(
        .slow, settings.urls.joined(separator: " "),
        "\(settings.timeoutSeconds * Self.mostAnswers) seconds for all of it")
    }
  }
}
