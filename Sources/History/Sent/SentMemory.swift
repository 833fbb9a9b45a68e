/// Sent mail that waits to be written. In clear, in memory alone, and gone within a second.
struct SentMemory: Sendable {
  struct Entry: Sendable {
    var correspondent: Correspondent
    var count: Int
    var first: Int64
    var last: Int64
  }

  /// Sender → recipient's address → what went there.
  private(set) var bySender: [String: [String: Entry]] = [:]
  private var addresses: Set<String> = []
  private var domains: Set<String> = []
  private(set) var mails: [SentMail] = []
  /// Recipients and files of all mails: each takes its place, also where the pair is known. Pairs are never more.
  private var size = 0

  /// About two minutes of a large trust's mail: what waits while the disk does not answer.
  static let most = 50_000

  var isEmpty: Bool { bySender.isEmpty }
  /// Whether no more may wait.
  var isFull: Bool { size >= Self.most }

  /// Which of some readers had a locked file of this sender since a time.
  func lockedFile(from sender: String, to readers: [String], since time: Int64) -> Set<String> {
    var had: Set<String> = []
    for mail in mails where mail.hasLockedFile && mail.sender == sender && mail.time >= time {
      had.formUnion(mail.recipients.map(\.address))
    }
    return had.intersection(readers)
  }

  mutating func add(_ mail: SentMail) {
    mails.append(mail)
    size += mail.recipients.count + mail.files.count
    for recipient in mail.recipients {
      addresses.insert(recipient.address)
      domains.insert(recipient.domain)
      if var entry = bySender[mail.sender]?[recipient.address] {
        entry.count += 1
        entry.first = min(entry.first, mail.time)
        entry.last = max(entry.last, mail.time)
        entry.correspondent.names.formUnion(recipient.names)
        bySender[mail.sender]?[recipient.address] = entry
      } else {
        bySender[mail.sender, default: [:]][recipient.address] = Entry(
          correspondent: recipient, count: 1, first: mail.time, last: mail.time)
      }
    }
  }

  func past(of sender: String, with recipient: Correspondent) -> Past {
    let entry = bySender[sender]?[recipient.address]
    return Past(
      count: entry?.count ?? 0, first: entry?.first, last: entry?.last,
      isKnownToSchool: addresses.contains(recipient.address), isDomainKnownToSchool: domains.contains(recipient.domain))
  }

  /// Adds whom this sender writes to that can be taken for a recipient.
  func search(_ search: inout LikenessSearch<String, Trait>, of sender: String) {
    for entry in bySender[sender, default: [:]].values {
      search.add(entry.correspondent.address, entry.correspondent.traits, count: entry.count)
    }
  }
}
