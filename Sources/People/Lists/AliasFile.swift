public import Configuration
import Glibc
import Spool

/// Reads Postfix's alias maps as text: aliases(5), whose names are local parts, and virtual(5), whose patterns are
/// addresses, local parts or "@domain". A program, a file or an include that cannot be read makes a list incomplete.
public struct AliasFile {
  public private(set) var book = ListBook()
  /// What each line says of an address or a domain: joined at the end, since one may have a line for each member.
  private var lists: [String: [MailingList]] = [:]
  private var catchAlls: [String: [MailingList]] = [:]
  /// What was odd, with file and line; without addresses.
  public private(set) var warnings: [RecordWarning] = []
  private let domains: [String]
  private let origin: String
  private var includes = AliasIncludes()
  /// In bytes; a larger one is refused.
  static let mostBytes = 64 << 20
  static let deepestInclude = 10

  private init(_ organisation: Settings.Organisation, _ files: Settings.AliasFiles) {
    domains = organisation.domains.map { MailAddress.canonical(domain: $0) }
    origin = files.origin.map { MailAddress.canonical(domain: $0) } ?? domains.first ?? ""
  }

  /// Reads all files that the configuration names.
  /// - Throws: `ConfigurationError` at the first one that is missing, too large or no text.
  public static func read(
    _ files: Settings.AliasFiles, organisation: Settings.Organisation
  ) throws(ConfigurationError) -> AliasFile {
    var reader = AliasFile(organisation, files)
    for path in files.aliases { reader.read(aliases: path, try text(path)) }
    for path in files.virtual { reader.read(virtual: path, try text(path)) }
    reader.fillBook()
    return reader
  }

  private mutating func fillBook() {
    for (address, lines) in lists { book.add(list: address, MailingList(joining: lines)) }
    for (domain, lines) in catchAlls { book.add(domain: domain, MailingList(joining: lines)) }
    (lists, catchAlls, includes) = ([:], [:], AliasIncludes())
  }

  private static func text(_ path: String) throws(ConfigurationError) -> String {
    let bytes: [UInt8]
    do {
      bytes = try PlainFile.bytes(of: path, most: mostBytes)
    } catch {
      if error.code == EFBIG { throw noAliasFile(path) }
      throw ConfigurationError(file: path, message: "cannot be read: check that it exists and who may read it")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw noAliasFile(path) }
    return text
  }

  private static func noAliasFile(_ path: String) -> ConfigurationError {
    ConfigurationError(
      file: path, message: "is no alias file: name the text that postmap or newaliases reads, not what it makes")
  }

  private mutating func read(aliases path: String, _ text: String) {
    for line in AliasLine.lines(of: text) {
      guard let colon = AliasWords.end(of: line.text, at: ":") else {
        warn(path, line, "has no colon: it is left out")
        continue
      }
      let name = line.text[..<colon].trimming
      let list = list(line.text[line.text.index(after: colon)...], path, line)
      // Postfix asks aliases(5) for every local domain.
      for domain in domains { add(name + "@" + domain, list, path, line) }
    }
  }

  private mutating func read(virtual path: String, _ text: String) {
    for line in AliasLine.lines(of: text) {
      guard let blank = AliasWords.end(of: line.text, at: " ") else {
        warn(path, line, "has a pattern and no address: it is left out")
        continue
      }
      let pattern = line.text[..<blank].trimming
      let list = list(line.text[blank...], path, line)
      if pattern.hasPrefix("@") {
        catchAlls[MailAddress.canonical(domain: String(pattern.dropFirst())), default: []].append(list)
      } else if pattern.contains("@") {
        add(String(pattern), list, path, line)
      } else if !domains.contains(MailAddress.canonical(domain: String(pattern))) {
        // A bare domain declares that it is virtual, and says nothing of anybody.
        for domain in domains { add(pattern + "@" + domain, list, path, line) }
      }
    }
  }

  private mutating func add(_ address: String, _ list: MailingList, _ path: String, _ line: AliasLine) {
    guard let address = MailAddress(address) else { return warn(path, line, "is for no address: it is left out") }
    lists[address.text, default: []].append(list)
  }

  private mutating func list(_ values: Substring, _ path: String, _ line: AliasLine) -> MailingList {
    var members = AliasMembers()
    collect(values, path, line, into: &members)
    return members.list
  }

  private mutating func collect(
    _ values: Substring, _ path: String, _ line: AliasLine, into members: inout AliasMembers
  ) {
    for value in AliasWords.values(values) {
      switch value {
      case .address(let text) where text.hasPrefix("@") && text.count > 1:
        members.add("@" + MailAddress.canonical(domain: String(text.dropFirst())))
      case .address(let text):
        if let address = MailAddress(text.contains("@") && !text.hasSuffix("\"") ? text : text + "@" + origin) {
          members.add(address.text)
        } else {
          members.isMissing()
          warn(path, line, "has a member that is no address")
        }
      case .include(let file): include(file, path, line, into: &members)
      case .unknowable: members.isMissing()
      }
    }
  }

  private mutating func include(_ file: String, _ path: String, _ line: AliasLine, into members: inout AliasMembers) {
    guard !members.open.contains(file) else {
      members.isMissing()
      return warn(path, line, "includes a file that includes it: the list counts as one that may hold anybody")
    }
    guard file.hasPrefix("/"), members.open.count < Self.deepestInclude, let lines = includes.lines(of: file) else {
      members.isMissing()
      return warn(
        path, line, "includes a file that cannot be read: the list counts as one that may hold anybody")
    }
    guard members.begin(file) else { return }
    for inner in lines { collect(inner.text[...], file, inner, into: &members) }
    members.end(file)
  }

  private mutating func warn(_ path: String, _ line: AliasLine, _ message: String) {
    warnings.append(RecordWarning(file: path, line: line.number, message: message))
  }
}
