public import Foundation

/// Somebody whom a message is written to.
public struct Correspondent: Hashable, Sendable {
  /// In the one form in which addresses are compared, with "@".
  public var address: String
  /// Full names, as the message and the school's records have them; any case.
  public var names: Set<String>
  /// Other addresses of the same person, in the same form: none of them is somebody else.
  public var others: Set<String>

  public init(_ address: String, names: Set<String> = [], others: Set<String> = []) {
    self.address = address
    self.names = names
    self.others = others
  }

  var domain: String { address.lastIndex(of: "@").map { String(address[address.index(after: $0)...]) } ?? "" }
  var local: String { address.lastIndex(of: "@").map { String(address[..<$0]) } ?? address }
}

/// One delivered message, as far as the history learns of it.
public struct SentMail: Hashable, Sendable {
  /// Who really sent it, in the form in which addresses are compared.
  public var sender: String
  /// Those who have it.
  public var recipients: [Correspondent]
  /// Unix time in seconds.
  public var time: Int64
  /// As in the header, with angle brackets; without one it cannot be found again when it is taken back.
  public var messageID: String?
  public var queueID: String?
  /// SHA-256 of each file in it.
  public var files: [Data]
  /// One of them needs a password to be opened.
  public var hasLockedFile: Bool
  /// Addresses of those who may not learn of it: whom it is about, or who got it, where it concerned conduct (D17).
  public var hiddenFrom: [String]

  public init(
    sender: String, recipients: [Correspondent], time: Int64, messageID: String? = nil, queueID: String? = nil,
    files: [Data] = [], hasLockedFile: Bool = false, hiddenFrom: [String] = []
  ) {
    self.hiddenFrom = hiddenFrom
    self.hasLockedFile = hasLockedFile
    self.messageID = messageID
    self.queueID = queueID
    self.files = files
    self.sender = sender
    self.recipients = recipients
    self.time = time
  }
}
