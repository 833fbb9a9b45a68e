import Foundation

/// The whole configuration of one Postern, from the one YAML file that `--config` names. All paths are absolute.
public struct Settings: Sendable, Equatable {
  public var organisation: Organisation
  public var people: PeopleFiles
  public var records: Records
  /// The school's own additions to the list of webmail domains that ships.
  public var privateMailDomains: String?
  /// The school's own rules of who an address is, beside those that ship.
  public var audiences: String?
  public var aliasFiles = AliasFiles()
  /// The directory whose groups are lists; nil for none.
  public var directory: Directory?
  /// The folder of rules; nil for those that ship.
  public var rules: String?
  /// Keys live apart from state (D22).
  public var keys: String
  /// The database of wrapped message keys, which is written to: elsewhere when `keys` is read-only, as systemd's
  /// credentials are. Never under `state`.
  public var keysDatabase: String
  public var state: String
  public var retention = Retention()
  public var schoolCalendar = SchoolCalendar()
  public var fourEyes = FourEyes()
  public var listen: Listen
  public var reinject: Reinject
  /// Nil where no rule may ask for verified TLS.
  public var tls: VerifiedTLS?
  /// Those of the whole organisation; each school may have its own besides (`Organisation.School.officers`).
  public var officers: Officers
  public var breaches = BreachReporting()
  public var protection = ProtectionSettings()
  public var console = ConsoleSettings()
  /// Nil where no password goes by text message.
  public var textMessages: TextMessages?
  public var notices: Notices
  public var limits: Limits
  public var trusted: Trusted
  public var log: LogLevel

  /// Paths of the school's CSV files; each is optional.
  public struct PeopleFiles: Sendable, Equatable {
    public var pupils: String?
    public var relationships: String?
    public var staff: String?
    public var senders: String?
    public var contacts: String?
    public var groups: String?
    /// Our column name → the name in the school's files.
    public var columns: [String: String] = [:]
    /// Our column name → where the configuration renames it, for errors.
    public var columnPlaces: [String: ConfigurationError] = [:]

    public init() {}
  }

  /// Where the milter listens: `unix:/run/postern/milter.sock` or `inet:PORT@HOST`, in libmilter's notation.
  public struct Listen: Sendable, Equatable {
    public var milter: String
    /// Mode of the Unix socket, so that Postfix's user may connect.
    public var socketMode: UInt32
    public var implementation = Implementation.postern

    /// Who speaks the milter protocol: Postern itself, or libmilter.
    public enum Implementation: String, Sendable, CaseIterable {
      case postern, libmilter
    }
  }

  /// The Postfix service that takes what Postern itself sends (released mail, notices).
  public struct Reinject: Sendable, Equatable {
    public var host: String
    public var port: Int
    /// `milter_macro_daemon_name` of that service, by which Postern knows what it sends itself.
    public var daemonName: String
    /// The configuration folder of that Postfix, for its queue; nil for the system's.
    public var postfix: String?
    /// The log of that Postfix, for what became of a message; nil where there is none to read.
    public var log: String?
  }

  public struct Notices: Sendable, Equatable {
    /// The address that notices come from.
    public var from: String
    /// At most this many notices to one sender in an hour.
    public var perSenderAnHour: Int
    /// Where a sender may ask; shown in notices and SMTP replies.
    public var contact: String?
  }

  public struct Limits: Sendable, Equatable {
    /// Time for one inspection at end-of-data, in milliseconds (D5).
    public var inspectionMilliseconds: Int
    /// Time to finish an inspection in the background that took longer than that, or found all workers busy (D5), in
    /// milliseconds.
    public var pendingMilliseconds: Int
    public var workers: Int
    /// Address space of a worker, in bytes.
    public var workerMemory: Int
    public var parts: Int
    /// Nesting depth of parts.
    public var depth: Int
    /// All decoded bytes of one message.
    public var decodedBytes: Int
    /// Messages that a worker serves before it is replaced.
    public var messagesPerWorker: Int
    /// All mail that is received and judged at one time, in bytes, but for what is small; the rest waits its turn.
    public var mailMemory = 1 << 30

    /// What holds where the configuration says nothing.
    public static let standard = Limits(
      inspectionMilliseconds: 5_000, pendingMilliseconds: 300_000, workers: 4, workerMemory: 1 << 30, parts: 5_000,
      depth: 50,
      decodedBytes: 512 << 20, messagesPerWorker: 500)
  }

  /// Which clients' mail is judged besides those that log in (D2).
  public struct Trusted: Sendable, Equatable {
    /// Networks in CIDR notation. Their mail is the school's own.
    public var networks: [String]
    /// Trust a verified TLS client certificate.
    public var clientCertificates: Bool
  }

  public enum LogLevel: String, CaseIterable, Sendable { case trace, debug, info, notice, warning, error }
}

extension Settings {
  /// Reads the configuration.
  /// - Throws: `ConfigurationError` with file, line and column at the first thing that is wrong.
  public static func load(_ path: String) throws(ConfigurationError) -> Settings {
    try read(YAMLFile.read(path), folder: (absolute(path) as NSString).deletingLastPathComponent)
  }

  private static func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
  }

  static func read(_ top: YAMLMap, folder: String) throws(ConfigurationError) -> Settings {
    var map = top
    func path(_ value: YAMLValue?) throws(ConfigurationError) -> String? {
      guard let text = try value?.string() else { return nil }
      return text.hasPrefix("/") ? text : folder + "/" + text
    }
    let keys = try path(map.optional("keys")) ?? folder + "/keys"
    let state = try path(map.optional("state")) ?? folder + "/state"
    let people = map.optional("people")
    let settings = Settings(
      organisation: try Organisation.read(map.required("organisation").map()),
      people: try Self.people(people, path: path),
      records: try Records.read(people, state: state, path: path),
      privateMailDomains: try path(map.optional("private_mail_domains")),
      audiences: try path(map.optional("audiences")),
      aliasFiles: try AliasFiles.read(map.optional("alias_files"), path: path),
      directory: try Directory.read(map.optional("directory"), path: path),
      rules: try path(map.optional("rules")),
      keys: keys,
      keysDatabase: try path(map.optional("keys_database")) ?? keys + "/keys.db",
      state: state,
      retention: try Retention.read(map.optional("retention")),
      schoolCalendar: try SchoolCalendar.read(map.optional("school_days")),
      listen: try listen(map.optional("listen")),
      reinject: try reinject(map.optional("reinject"), path: path),
      tls: nil,
      officers: try Officers.read(map.optional("officers")),
      breaches: try BreachReporting.read(map.optional("breaches")),
      protection: try ProtectionSettings.read(map.optional("protection")),
      notices: Notices(from: "", perSenderAnHour: 20, contact: nil),
      limits: try limits(map.optional("limits")),
      trusted: try trusted(map.optional("trusted")),
      log: try map.optional("log")?.oneOf() ?? .info)
    var complete = settings
    complete.tls = try VerifiedTLS.read(map.optional("tls"), besides: settings.reinject)
    complete.fourEyes = try FourEyes.read(map.optional("four_eyes"))
    complete.console = try ConsoleSettings.read(map.optional("console"), path: path)
    complete.textMessages = try TextMessages.read(map.optional("sms"), path: path)
    complete.notices = try notices(map.optional("notices"), domain: settings.organisation.domains[0])
    try map.finish()
    return complete
  }

  private static func people(
    _ value: YAMLValue?, path: (YAMLValue?) throws(ConfigurationError) -> String?
  ) throws(ConfigurationError) -> PeopleFiles {
    var files = PeopleFiles()
    guard var map = try value?.map() else { return files }
    files.pupils = try path(map.optional("pupils"))
    files.relationships = try path(map.optional("relationships"))
    files.staff = try path(map.optional("staff"))
    files.senders = try path(map.optional("senders"))
    files.contacts = try path(map.optional("contacts"))
    files.groups = try path(map.optional("groups"))
    if var columns = try map.optional("columns")?.map() {
      for (ours, theirs) in columns.all() {
        files.columns[ours] = try theirs.string()
        files.columnPlaces[ours] = theirs.error("'\(ours)' is renamed here")
      }
    }
    Records.take(&map)
    try map.finish()
    return files
  }

  private static func listen(_ value: YAMLValue?) throws(ConfigurationError) -> Listen {
    var listen = Listen(milter: "unix:/run/postern/milter.sock", socketMode: 0o660)
    guard var map = try value?.map() else { return listen }
    if let milter = map.optional("milter") {
      listen.milter = try milter.string()
      guard ["unix:/", "inet:", "inet6:"].contains(where: listen.milter.hasPrefix) else {
        throw milter.error("write the socket as unix:/PATH or inet:PORT@HOST")
      }
    }
    if let mode = map.optional("socket_mode") {
      guard let bits = UInt32(try mode.string(), radix: 8), bits <= 0o777 else {
        throw mode.error("write the mode in octal, like 0660")
      }
      listen.socketMode = bits
    }
    if let name = map.optional("implementation") {
      guard let implementation = Listen.Implementation(rawValue: try name.string()) else {
        throw name.error("write postern or libmilter: who speaks the milter protocol")
      }
      listen.implementation = implementation
    }
    try map.finish()
    return listen
  }

  private static func reinject(
    _ value: YAMLValue?, path: (YAMLValue?) throws(ConfigurationError) -> String?
  ) throws(ConfigurationError) -> Reinject {
    var reinject = Reinject(
      host: "127.0.0.1", port: 10026, daemonName: "postern-outbox", postfix: nil, log: "/var/log/mail.log")
    guard var map = try value?.map() else { return reinject }
    if let host = map.optional("host") { reinject.host = try host.string() }
    if let name = map.optional("daemon_name") {
      reinject.daemonName = try name.string()
      guard !reinject.daemonName.isEmpty else {
        throw name.error("give the service a name of its own, the same as milter_macro_daemon_name in master.cf")
      }
    }
    reinject.postfix = try path(map.optional("postfix"))
    if let log = map.optional("log") { reinject.log = try path(log) }
    if let port = map.optional("port") { reinject.port = try port.int(in: 1...65535) }
    try map.finish()
    return reinject
  }

  private static func notices(_ value: YAMLValue?, domain: String) throws(ConfigurationError) -> Notices {
    var notices = Notices(from: "postern@" + domain, perSenderAnHour: 20, contact: nil)
    guard var map = try value?.map() else { return notices }
    if let from = map.optional("from") { notices.from = try from.string() }
    if let most = map.optional("per_sender_an_hour") { notices.perSenderAnHour = try most.int(in: 0...10_000) }
    notices.contact = try map.optional("contact")?.string()
    try map.finish()
    return notices
  }

  private static func limits(_ value: YAMLValue?) throws(ConfigurationError) -> Limits {
    var limits = Limits.standard
    guard var map = try value?.map() else { return limits }
    if let it = map.optional("inspection_milliseconds") {
      limits.inspectionMilliseconds = try it.int(in: 100...600_000)
    }
    if let it = map.optional("pending_milliseconds") { limits.pendingMilliseconds = try it.int(in: 100...600_000) }
    if let it = map.optional("workers") { limits.workers = try it.int(in: 1...256) }
    if let it = map.optional("worker_memory") { limits.workerMemory = try it.int(in: (128 << 20)...(64 << 30)) }
    if let it = map.optional("parts") { limits.parts = try it.int(in: 10...1_000_000) }
    if let it = map.optional("depth") { limits.depth = try it.int(in: 5...500) }
    if let it = map.optional("decoded_bytes") { limits.decodedBytes = try it.int(in: (1 << 20)...(16 << 30)) }
    if let it = map.optional("messages_per_worker") { limits.messagesPerWorker = try it.int(in: 1...100_000) }
    if let it = map.optional("mail_memory") { limits.mailMemory = try it.int(in: (64 << 20)...(64 << 30)) }
    try map.finish()
    return limits
  }

  private static func trusted(_ value: YAMLValue?) throws(ConfigurationError) -> Trusted {
    var trusted = Trusted(networks: ["127.0.0.0/8", "::1/128"], clientCertificates: true)
    guard var map = try value?.map() else { return trusted }
    if let networks = map.optional("networks") { trusted.networks = try networks.strings() }
    if let certificates = map.optional("client_certificates") { trusted.clientCertificates = try certificates.bool() }
    try map.finish()
    return trusted
  }
}
