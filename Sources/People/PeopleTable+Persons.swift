extension PeopleTable {
  /// nil for a number that is not of this table.
  public func kind(of person: PersonNumber) -> PersonKind? {
    element(.kinds, person).flatMap { PersonKind(number: $0) }
  }

  /// The hash of the person's form (`hash(form:)`), 0 when there is none.
  public func formHash(of person: PersonNumber) -> UInt64 { element(.forms, person) ?? 0 }

  /// The hash of the person's year group as `hash(form:)` of its bare number or word ("7", "Reception"); 0 without.
  public func yearHash(of person: PersonNumber) -> UInt64 { element(.years, person) ?? 0 }

  /// Whose parent or carer this is, on the day when the table was made.
  public func children(of guardian: PersonNumber) -> [PersonNumber] {
    list(.childStarts, .children, guardian, as: UInt32.self).map { PersonNumber($0) }
  }

  /// A pupil's parents, carers and other related people, on the day when the table was made.
  public func guardians(of pupil: PersonNumber) -> [PersonNumber] {
    list(.guardianStarts, .guardians, pupil, as: UInt32.self).map { PersonNumber($0) }
  }

  /// The hashes of the tokens of a person's legal and preferred first names.
  public func firstNameHashes(of person: PersonNumber) -> [UInt64] {
    Array(list(.firstNameStarts, .firstNames, person, as: UInt64.self))
  }

  /// True for a token that may be a first name or surname and is also an ordinary English word (Will, Grace, Young).
  public func isOrdinaryWord(_ hash: UInt64) -> Bool { Self.contains(ordinaryWords, hash) }

  /// True for a token of the gazetteer of first names.
  public func isCommonFirstName(_ hash: UInt64) -> Bool { Self.contains(commonFirstNames, hash) }

  /// True for a token of the gazetteer of surnames.
  public func isCommonSurname(_ hash: UInt64) -> Bool { Self.contains(commonSurnames, hash) }

  /// True when a hash (`hash(form:)`) is the form of any pupil.
  public func isForm(_ hash: UInt64) -> Bool { Self.contains(section(.formSet), hash) }

  private func element<T>(_ section: TableLayout.Section, _ person: PersonNumber) -> T? {
    let all: UnsafeBufferPointer<T> = self.section(section)
    return Int(person.value) < all.count ? all[Int(person.value)] : nil
  }

  private func list<T>(
    _ starts: TableLayout.Section, _ numbers: TableLayout.Section, _ person: PersonNumber, as type: T.Type
  ) -> Slice<UnsafeBufferPointer<T>> {
    let starts = section(starts, as: UInt32.self)
    let numbers = section(numbers, as: T.self)
    let i = Int(person.value)
    guard i + 1 < starts.count, starts[i] <= starts[i + 1], Int(starts[i + 1]) <= numbers.count else {
      return numbers[0..<0]
    }
    return numbers[Int(starts[i])..<Int(starts[i + 1])]
  }

  /// Sets are sorted.
  private static func contains(_ set: UnsafeBufferPointer<UInt64>, _ hash: UInt64) -> Bool {
    var low = 0
    var high = set.count
    while low < high {
      let middle = (low + high) / 2
      if set[middle] < hash { low = middle + 1 } else { high = middle }
    }
    return low < set.count && set[low] == hash
  }
}
