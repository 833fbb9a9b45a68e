/// What a link in a letter lets its reader do. One that was made for one purpose serves no other.
public enum LinkPurpose: String, Sendable, Hashable, CaseIterable {
  /// Its sender mends or ends what is held.
  case mend
  /// A colleague of the sender's checks whom it goes to.
  case check
}
