public import Configuration
public import Delivery
public import People

extension BypassDesk.Persons {
  /// By the school's records: one person may have several addresses, and one mailbox several readers.
  public init(_ people: PeopleIndex) {
    self.init(
      areSeveral: { people.owners(ofSharedMailbox: $0) != nil },
      areSame: { one, other in
        people.people(at: one).contains { person in people.people(at: other).contains(person) }
      })
  }

  /// By the records as they are now.
  /// - Throws: `ConfigurationError` where they cannot be read: then nobody can tell two addresses from two people.
  public static func read(_ settings: Settings) throws(ConfigurationError) -> Self {
    Self(try CurrentRecords.read(settings).people)
  }
}
