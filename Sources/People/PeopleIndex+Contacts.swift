extension PeopleIndex {
  /// Addresses and domains of all rows of the contacts file, lower case, so that look-alikes of them can be told.
  public var contactAddresses: [String] { Array(records.contacts.keys) }
}
