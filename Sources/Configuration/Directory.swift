extension Settings {
  /// An LDAP directory whose groups are lists, and whose mailboxes may have several addresses.
  public struct Directory: Sendable, Equatable {
    /// One server or several, the first that answers is asked: "ldaps://dc1.school.example".
    public var urls: [String]
    /// The entry below which everything is searched.
    public var base: String
    /// As whom to ask; nil for nobody.
    public var bindDN: String?
    /// A file that holds the password and nothing else.
    public var passwordFile: String?
    public var startTLS: Bool
    /// Certificates to trust, in PEM; nil for those of the system.
    public var caFile: String?
    /// For each connection and each answer, in seconds.
    public var timeoutSeconds = 10
    /// Between two readings.
    public var everyMinutes = 60
    /// After so long without an answer the copy is told to be old.
    public var staleHours = 24
    /// Entries in one answer.
    public var pageSize = 500
    /// What is searched for (RFC 4515).
    public var filter: String
    public var attributes: Attributes

    /// Which attributes hold what; each may be several.
    public struct Attributes: Sendable, Equatable {
      /// The address by which a mailbox or a group is known first.
      public var mail: [String]
      /// Its other addresses, also as "smtp:name@school.example".
      public var otherMail: [String] = []
      /// The members of a group, as distinguished names.
      public var member: [String]
      /// The same by the name of `name`.
      public var memberName: [String] = []
      /// The same by address.
      public var memberMail: [String] = []
      /// The groups of an entry, as distinguished names.
      public var memberOf: [String]
      /// What `memberName` holds.
      public var name: String
    }

    /// What is usual in a kind of directory.
    public enum Preset: String, CaseIterable, Sendable {
      case activeDirectory = "active_directory"
      case openLDAP = "openldap"

      /// People without an address are asked for, too: a member of whom nothing is known might be anybody.
      var filter: String {
        switch self {
        case .activeDirectory: "(|(objectClass=group)(objectClass=user)(objectClass=contact)(mail=*)(proxyAddresses=*))"
        case .openLDAP:
          "(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)(objectClass=posixGroup)(objectClass=groupOfURLs)(objectClass=person)(objectClass=posixAccount)(mail=*))"
        }
      }

      var attributes: Attributes {
        switch self {
        case .activeDirectory:
          Attributes(
            mail: ["mail"], otherMail: ["proxyAddresses"], member: ["member"], memberOf: ["memberOf"],
            name: "sAMAccountName")
        case .openLDAP:
          Attributes(
            mail: ["mail"], otherMail: ["mailAlternateAddress", "mailLocalAddress"],
            member: ["member", "uniqueMember"], memberName: ["memberUid"], memberMail: ["rfc822MailMember"],
            memberOf: ["memberOf"], name: "uid")
        }
      }
    }
  }
}

extension Settings.Directory {
  static func read(
    _ value: YAMLValue?, path: (YAMLValue?) throws(ConfigurationError) -> String?
  ) throws(ConfigurationError) -> Settings.Directory? {
    guard var map = try value?.map() else { return nil }
    let urls = try map.required("url")
    let preset: Preset = try map.required("preset").oneOf()
    var it = Settings.Directory(
      urls: try urls.strings(), base: try map.required("base").string(), startTLS: false, filter: preset.filter,
      attributes: preset.attributes)
    for url in it.urls where !Self.isURL(url) {
      throw urls.error("'\(url)' is no server: write ldaps://dc1.school.example or ldap://127.0.0.1:389")
    }
    guard !it.urls.isEmpty else { throw urls.error("at least one server is needed") }
    // A password does not go over the net in clear unless somebody says so.
    let isPlain = it.urls.contains { $0.hasPrefix("ldap:") }
    it.startTLS = isPlain
    if let startTLS = map.optional("start_tls") {
      it.startTLS = try startTLS.bool()
      if it.startTLS, !isPlain { throw startTLS.error("ldaps:// is encrypted from the start: leave start_tls out") }
    }
    if isPlain, it.urls.contains(where: { $0.hasPrefix("ldaps:") }) {
      throw urls.error("ldap:// and ldaps:// cannot stand together: write all servers alike")
    }
    let bindDN = map.optional("bind_dn")
    it.bindDN = try bindDN?.string()
    let password = map.optional("password_file")
    it.passwordFile = try path(password)
    if let password, it.bindDN == nil { throw password.error("a password needs a 'bind_dn' whose it is") }
    // A name with an empty password is nobody to a server that says that all is well (RFC 4513 §5.1.2).
    if let bindDN, password == nil {
      throw bindDN.error("a name without a password asks as nobody: name its 'password_file', or leave bind_dn out")
    }
    it.caFile = try path(map.optional("ca_file"))
    if let seconds = map.optional("timeout_seconds") { it.timeoutSeconds = try seconds.int(in: 1...300) }
    if let minutes = map.optional("every_minutes") { it.everyMinutes = try minutes.int(in: 1...10_080) }
    if let hours = map.optional("stale_hours") { it.staleHours = try hours.int(in: 1...720) }
    if let size = map.optional("page_size") { it.pageSize = try size.int(in: 1...10_000) }
    if let filter = map.optional("filter") {
      it.filter = try filter.string()
      guard it.filter.hasPrefix("("), it.filter.hasSuffix(")") else {
        throw filter.error("a filter stands in parentheses, like (objectClass=group)")
      }
    }
    try it.attributes.read(map.optional("attributes"))
    try map.finish()
    return it
  }

  private static func isURL(_ url: String) -> Bool {
    guard let host = ["ldap://", "ldaps://"].first(where: url.hasPrefix).map({ url.dropFirst($0.count) }) else {
      return false
    }
    return !host.isEmpty && !host.contains { $0 == "/" || $0 == "?" || $0.isWhitespace }
  }
}

extension Settings.Directory.Attributes {
  fileprivate mutating func read(_ value: YAMLValue?) throws(ConfigurationError) {
    guard var map = try value?.map() else { return }
    if let it = map.optional("mail") { mail = try it.strings() }
    if let it = map.optional("other_mail") { otherMail = try it.strings() }
    if let it = map.optional("member") { member = try it.strings() }
    if let it = map.optional("member_name") { memberName = try it.strings() }
    if let it = map.optional("member_mail") { memberMail = try it.strings() }
    if let it = map.optional("member_of") { memberOf = try it.strings() }
    if let it = map.optional("name") { name = try it.string() }
    try map.finish()
  }
}
