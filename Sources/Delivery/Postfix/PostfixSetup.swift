import Foundation

/// What a Postfix of this machine is told by its main.cf and master.cf, as its own `postconf` says.
public struct PostfixSetup: Sendable {
  /// A line of master.cf.
  public struct Service: Hashable, Sendable {
    /// "127.0.0.1:10026", "smtp", "postern-tls".
    public var name: String
    /// "inet", "unix" …
    public var type: String
    /// It sees its queue folder as the root of all files.
    public var isChrooted: Bool
    /// "smtpd", "smtp" …
    public var program: String
    /// Its "-o" overrides.
    public var overrides: [String: String]
  }

  /// Why `postconf` could not be asked.
  public struct Trouble: Error, Hashable, Sendable, CustomStringConvertible {
    public var description: String
  }

  public var services: [Service]
  private let main: [String: String]

  /// - Parameters:
  ///   - services: text of `postconf -M`.
  ///   - overrides: text of `postconf -Px`.
  ///   - main: text of `postconf -x`.
  init(services: String, overrides: String, main: String) {
    var found = services.split(separator: "\n").compactMap { Service(line: $0) }
    for (name, value) in Self.assignments(overrides) {
      let parts = name.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count >= 3, let parameter = parts.last else { continue }
      // A socket's path may hold slashes itself.
      let place = parts.dropLast(2).joined(separator: "/")
      let type = parts[parts.count - 2]
      for index in found.indices where found[index].name == place && found[index].type == type {
        found[index].overrides[String(parameter)] = value
      }
    }
    self.services = found
    self.main = Dictionary(Self.assignments(main)) { $1 }
  }

  /// Asks `postconf`, which any user may.
  /// - Parameter configuration: the folder of its files; nil for the system's.
  public static func read(_ configuration: String?) throws(Trouble) -> PostfixSetup {
    PostfixSetup(
      services: try ask(["-M"], configuration), overrides: try ask(["-Px"], configuration),
      main: try ask(["-x"], configuration))
  }

  /// A parameter of main.cf, or its default; empty where there is none.
  public func value(_ name: String) -> String { main[name] ?? "" }

  /// A parameter as a service sees it.
  public func value(_ name: String, of service: Service) -> String { service.overrides[name] ?? value(name) }

  /// The SMTP servers that may answer at a place: who listens there before who listens on all addresses, and those
  /// before who listens at a name, of which nobody can tell here.
  public func servers(host: String, port: Int) -> [Service] {
    let all = services.filter { $0.type == "inet" && $0.program == "smtpd" && $0.port == "\(port)" }
    let place = host.lowercased()
    let exact = all.filter { Self.isOne(place, $0.host) }
    let open = all.filter { ["", "0.0.0.0", "::"].contains($0.host) }
    // That name has two addresses.
    if place == "localhost", !(exact + open).isEmpty { return exact + open }
    if !exact.isEmpty { return exact }
    if !open.isEmpty { return open }
    return all.filter { !$0.hasNumericHost }
  }

  private static func isOne(_ place: String, _ host: String) -> Bool {
    let loopback = ["127.0.0.1", "::1"]
    return place == host || (place == "localhost" && loopback.contains(host))
      || (host == "localhost" && loopback.contains(place))
  }

  private static func assignments(_ text: String) -> [(String, String)] {
    text.split(separator: "\n").compactMap { line in
      guard let equals = line.firstIndex(of: "=") else { return nil }
      let value = line[line.index(after: equals)...].trimmingCharacters(in: .whitespaces)
      return (line[..<equals].trimmingCharacters(in: .whitespaces), value)
    }
  }

  private static func ask(_ arguments: [String], _ configuration: String?) throws(Trouble) -> String {
    let ended: BoundedProgram.End?
    do {
      ended = try BoundedProgram.run(
        "/usr/sbin/postconf", (configuration.map { ["-c", $0] } ?? []) + arguments, seconds: patience)
    } catch {
      throw Trouble(description: "postconf cannot be run: see that Postfix is installed on this machine")
    }
    guard let ended else {
      throw Trouble(
        description: "postconf has not answered for \(patience) seconds: see that its files and tables can be read")
    }
    guard ended.status == 0 else {
      throw Trouble(
        description:
          "postconf ended with status \(ended.status): \(ended.errors.trimmingCharacters(in: .whitespacesAndNewlines))")
    }
    return ended.output
  }

  /// In seconds: it reads two files, and is done in a fraction of one.
  private static let patience = 10
}

extension PostfixSetup.Service {
  /// master(5): name, type, private, unprivileged, chroot, wake-up, limit, command.
  init?(line: Substring) {
    let words = line.split(whereSeparator: \.isWhitespace)
    guard words.count >= 8 else { return nil }
    self.init(
      name: String(words[0]), type: String(words[1]), isChrooted: words[4] == "y", program: String(words[7]),
      overrides: [:])
  }

  /// "10026" of "127.0.0.1:10026", "[::1]:10026" and "10026".
  var port: Substring { name[(name.lastIndex(of: ":").map { name.index(after: $0) } ?? name.startIndex)...] }

  /// The address or name where it listens, lower case and without brackets; empty for all addresses.
  var host: String {
    guard let colon = name.lastIndex(of: ":") else { return "" }
    let host = name[..<colon].lowercased()
    return host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
  }

  var hasNumericHost: Bool { host.contains(":") || host.allSatisfy { $0.isNumber || $0 == "." } }
}
