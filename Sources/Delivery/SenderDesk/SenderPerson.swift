/// Who looks at a held message as its sender: by the link of a notice alone, or signed in.
public struct SenderPerson: Hashable, Sendable {
  /// To which the link was sent, or with which they have signed in; lower case.
  public var address: String
  public var isSignedIn: Bool
  /// From where they act, for the audit trail: the client's IP address; nil where it is not known.
  public var client: String?

  public init(_ address: String, isSignedIn: Bool, client: String? = nil) {
    self.address = address.lowercased()
    self.isSignedIn = isSignedIn
    self.client = client
  }
}
