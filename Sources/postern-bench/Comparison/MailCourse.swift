import PosternKit

/// What a message goes through while its contender is measured.
enum MailCourse {
  /// As a school's mail: each message comes over a connection of its own, as mail programs send it, and is done with when a
  /// next hop has it by SMTP.
  case whole
  /// The least that Postfix can do with it: it comes over a connection that is kept, and is thrown away once it is queued.
  /// So a filter's share of the work is largest.
  case least

  /// Mail to this domain is thrown away.
  static let discarded = "discarded.example"
}
