/// One change of a header field, as a milter asks for it.
public struct HeaderEdit: Hashable, Sendable {
  /// The field's name as it stood in the message.
  public var name: String
  /// Which of the fields of that name, from 1, counted before any edit. Where there is none yet, the field is added.
  public var occurrence: Int
  /// The new value without the line end; nil deletes the field.
  public var value: String?

  public init(name: String, occurrence: Int, value: String?) {
    self.name = name
    self.occurrence = occurrence
    self.value = value
  }
}

/// A header field as it was handed over.
public struct HeaderField: Hashable, Sendable {
  public var name: String
  /// Everything after the colon; folded lines as they are.
  public var value: String

  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}
