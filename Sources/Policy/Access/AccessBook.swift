public import Configuration
public import People

/// Who may open which cabinet of which school, and which addresses are one person's. Worked out once from the
/// configuration, the role matrix and the records; a value for one generation of them.
public struct AccessBook: Sendable {
  public let matrix: RoleMatrix
  /// Filled by the matrix.
  public let settings: Settings
  let people: PeopleIndex?
  let lists: ListBook

  /// - Parameters:
  ///   - settings: as read; this fills its officers by the matrix.
  ///   - people: by it private addresses and shared mailboxes are known for somebody's own; nil where it is not at hand.
  ///   - lists: those of a directory and of alias files; the records have theirs.
  public init(
    _ settings: Settings, matrix: RoleMatrix, people: PeopleIndex? = nil, lists: ListBook = ListBook()
  ) {
    self.matrix = matrix
    self.settings = settings.filled(by: matrix)
    self.people = people
    self.lists = lists
  }

  /// Somebody who has signed in, or is named on the command line.
  public func reader(_ address: String) -> Reader {
    let address = address.lowercased()
    let schools = settings.organisation.schools
    return Reader(
      address: address, addresses: addresses(ofPersonAt: address),
      everywhere: Reader.Powers(of: address, among: settings.officers),
      bySchool: Dictionary(
        schools.map { ($0.name, Reader.Powers(of: address, among: $0.officers)) }, uniquingKeysWith: { one, _ in one }))
  }

  /// Whoever works on the machine itself without naming an officer: tunes it, and sees no content unless the glass is
  /// broken.
  /// - Parameter login: the name of the system account.
  public func machineAccount(_ login: String) -> Reader {
    var powers = Reader.Powers()
    powers.roles.insert(.administrator)
    return Reader(address: login, addresses: [login], everywhere: powers, bySchool: [:], isOperator: true)
  }

  /// All addresses of one person, this one too: the person counts, not the mailbox (D24). Lower case.
  public func addresses(ofPersonAt address: String) -> Set<String> {
    var all: Set<String> = [address]
    guard let people else { return all }
    for number in people.people(at: address) {
      for other in people.person(number)?.addresses ?? [] { all.insert(other.lowercased()) }
    }
    for own in all { all.formUnion(people.sharedMailboxes(ownedBy: own)) }
    return all
  }

  /// The officers who decide on a message: those of its cabinets, or of child protection alone where that applies, in its
  /// school and for the whole organisation; never its sender, and never one who may not know of it. Where it is about one
  /// of them those decide, too, who stand in for that officer; so they do where nobody else is left.
  /// - Returns: addresses, lower case, sorted; empty when nobody is left.
  public func deciders(on message: MessageAccess) -> [String] {
    Self.deciders(on: message, among: settings.officers(ofSchool: message.school)) { addresses(ofPersonAt: $0) }
  }

  /// The same among given officers.
  /// - Parameter person: all addresses of the person at one.
  public static func deciders(
    on message: MessageAccess, among officers: Settings.Officers, person: (String) -> Set<String> = { [$0] }
  ) -> [String] {
    var found: Set<String> = []
    for cabinet in message.governing { found.formUnion(officers.addresses(of: cabinet)) }
    let barred = message.hiddenFrom.union(message.senders)
    func isBarred(_ officer: String) -> Bool { !person(officer).isDisjoint(with: barred) }
    let accused: Set<String> =
      message.concernsConduct ? found.filter { !person($0).isDisjoint(with: message.subjects) } : []
    // With nobody left to decide, those in the place of any of them do.
    let absent = found.allSatisfy(isBarred) ? found : accused
    for officer in absent { found.formUnion((officers.standIns[officer] ?? []).map { $0.lowercased() }) }
    return found.filter { !isBarred($0) }.sorted()
  }

  /// Those who hold a message's cabinets, whether or not it is about them; lower case.
  func holders(of message: MessageAccess) -> Set<String> {
    let officers = settings.officers(ofSchool: message.school)
    return Set(message.governing.flatMap { officers.addresses(of: $0) })
  }
}
