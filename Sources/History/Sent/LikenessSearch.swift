/// For whom several new recipients may be taken, so that a sender's correspondents are gone through once for all of them.
struct LikenessSearch<AddressKey: Hashable, TraitKey: Hashable> {
  /// What a recipient may be taken for → which recipients, and in which way.
  private var wanted: [TraitKey: [(place: Int, likeness: Likeness)]] = [:]
  /// Addresses of a recipient's own → which recipients.
  private var own: [AddressKey: Set<Int>] = [:]
  /// For each recipient, in their order.
  private(set) var alike: [[Likeness: Int]]
  /// Messages of this sender to anybody.
  private(set) var total = 0

  /// - Parameters:
  ///   - address: an address in the form in which it is compared.
  ///   - trait: the same of a trait.
  init(
    _ recipients: [Correspondent], address: (String) -> AddressKey, trait: (Trait) -> TraitKey
  ) {
    alike = Array(repeating: [:], count: recipients.count)
    for (place, recipient) in recipients.enumerated() {
      for other in recipient.others.union([recipient.address]) { own[address(other), default: []].insert(place) }
      for one in recipient.traits { wanted[trait(one), default: []].append((place, one.likeness)) }
    }
  }

  /// Whether rows need be looked into.
  var isIdle: Bool { wanted.isEmpty }

  /// One whom the sender has written to, and how often.
  mutating func add(_ address: AddressKey, _ traits: some Sequence<TraitKey>, count: Int) {
    total += count
    let same = own[address]
    for trait in traits {
      for (place, likeness) in wanted[trait] ?? [] where same?.contains(place) != true {
        alike[place][likeness] = max(alike[place][likeness] ?? 0, count)
      }
    }
  }

  /// Adds what was found to what is known of the recipients.
  /// - Parameter places: where they stand there, in their order.
  func complete(_ pasts: inout [Past], at places: [Int]) {
    for (place, found) in zip(places, alike) {
      pasts[place].senderTotal += total
      pasts[place].alike.merge(found, uniquingKeysWith: max)
    }
  }
}
