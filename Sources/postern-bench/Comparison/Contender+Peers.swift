import Foundation
import PosternKit

/// What people use instead, from Debian's packages, each with a configuration of its own that asks of it what Postern is
/// asked: to look at what is going out, and to let it go.
extension Contender {
  /// rspamd as a milter that scans by itself, with expressions for the identifiers alone: no networks, no learning. It opens
  /// no attachment.
  static func rspamd(_ folder: TemporaryFolder, _ sink: MailSink) throws -> Contender {
    let own = try peerFolder("rspamd", in: folder)
    try FileManager.default.createDirectory(atPath: own + "/modules", withIntermediateDirectories: true)
    let socket = own + "/milter.sock"
    let expressions = identifiers.map { name, expression in
      "  \"\(name)\" { re = \"/\(expression.replacing("\\", with: "\\\\"))/{mime}\"; score = 0.1; }"
    }
    let configuration = try folder.write(
      "rspamd.conf",
      text: """
        options {
          filters = "regexp";
          pidfile = "\(own)/pid";
          tempdir = "\(own)";
          local_addrs = [];
          dns { nameserver = ["127.0.0.1:1"]; timeout = 0.1s; retransmits = 1; }
          cache_file = "\(own)/symbols.cache";
          hs_cache_dir = "\(own)";
          map_watch_interval = 1h;
          max_message = 100Mb;
        }
        logging { type = "file"; filename = "\(own)/log"; level = "error"; }
        worker "rspamd_proxy" {
          bind_socket = "\(socket) mode=0666";
          milter = yes;
          count = 2;
          timeout = 120s;
          max_size = 100Mb;
          upstream "local" { default = yes; self_scan = yes; }
        }
        actions { reject = 1000; add_header = 900; greylist = 899; }
        regexp {
        \(expressions.joined(separator: "\n"))
        }
        modules { path = "\(own)/modules"; }
        """)
    let child = try ChildProcess("/usr/bin/rspamd", ["-f", "-i", "-c", configuration], ownSession: true)
    try waitForSocket(socket, of: child)
    return try Contender(name: "rspamd", milter: "unix:" + socket, programs: [child], sink: sink)
  }

  /// clamd with its detection of structured data (cards, social security numbers) behind clamav-milter, without its cache,
  /// which would know each attachment again; it opens them. Its one signature is of an empty file.
  static func clamav(_ folder: TemporaryFolder, _ sink: MailSink) throws -> Contender {
    let own = try peerFolder("clamav", in: folder)
    try FileManager.default.createDirectory(atPath: own + "/signatures", withIntermediateDirectories: true)
    _ = try folder.write(
      "clamav/signatures/bench.hdb", text: "d41d8cd98f00b204e9800998ecf8427e:68:Bench.Nothing\n")
    let daemon = try folder.write(
      "clamd.conf",
      text: """
        Foreground yes
        LocalSocket \(own)/clamd.sock
        LocalSocketMode 666
        DatabaseDirectory \(own)/signatures
        DisableCache yes
        StructuredDataDetection yes
        StructuredMinCreditCardCount 1
        StructuredMinSSNCount 1
        MaxScanSize 100M
        MaxFileSize 100M
        StreamMaxLength 100M

        """)
    let milter = try folder.write(
      "clamav-milter.conf",
      text: """
        Foreground yes
        MilterSocket \(own)/milter.sock
        MilterSocketMode 666
        ClamdSocket unix:\(own)/clamd.sock
        OnInfected Accept
        AddHeader No
        MaxFileSize 100M

        """)
    let scanner = try ChildProcess("/usr/sbin/clamd", ["-c", daemon], ownSession: true)
    try waitForSocket(own + "/clamd.sock", of: scanner)
    let child = try ChildProcess("/usr/sbin/clamav-milter", ["-c", milter], ownSession: true)
    try waitForSocket(own + "/milter.sock", of: child)
    return try Contender(
      name: "clamav-milter", milter: "unix:" + own + "/milter.sock", programs: [child, scanner], sink: sink)
  }

  /// Both give up root for a user of their own, who has to get at it.
  private static func peerFolder(_ name: String, in folder: TemporaryFolder) throws -> String {
    let path = folder.file(name)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    chmod(path, 0o777)
    chmod(folder.path, 0o755)
    return path
  }

  /// The identifiers of the command contract that have a form of their own, as simply as an administrator would write them.
  private static let identifiers = [
    ("UPN", #"\b[A-HJ-NP-RT-Z]\d{11}[0-9A-Z]\b"#), ("ULN", #"\b\d{10}\b"#), ("UCI", #"\b\d{5}[0-9A-Z]\d{6}[A-Z]\b"#),
    ("NHS", #"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b"#),
    ("NINO", #"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b"#),
    ("TRN", #"\b\d{2}\/?\d{5}\b"#), ("UTR", #"\b\d{5} ?\d{5}\b"#), ("PASSPORT", #"\b\d{9}\b"#),
    ("LICENCE", #"\b[A-Z9]{5}\d{6}[A-Z9]{2}\d[A-Z]{2}\b"#), ("CARD", #"\b(?:\d[ -]?){13,19}\b"#),
    ("IBAN", #"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}\b"#), ("SORT_CODE", #"\b\d{2}-\d{2}-\d{2}\b"#),
    ("DATE_OF_BIRTH", #"\b\d{1,2}[\/.-]\d{1,2}[\/.-](?:19|20)\d{2}\b"#),
    ("POSTCODE", #"\b[A-Z]{1,2}\d[A-Z0-9]? ?\d[A-Z]{2}\b"#), ("PHONE", #"\b(?:\+44|0)(?: ?\d){9,10}\b"#),
    ("EMAIL", #"\b[\w.+-]+@[\w-]+\.[\w.]+\b"#), ("VEHICLE", #"\b[A-Z]{2}\d{2} ?[A-Z]{3}\b"#),
    ("IP", #"\b(?:\d{1,3}\.){3}\d{1,3}\b"#),
  ]
}
