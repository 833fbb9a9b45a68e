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

  /// The SMTP servers that listen on a port.
  public func servers(port: Int) -> [Service] {
    services.filter {
      $0.type == "inet" && $0.program == "smtpd" && ($0.name.split(separator: ":").last ?? "") == "\(port)"
    }
  }

  private static func assignments(_ text: String) -> [(String, String)] {
    text.split(separator: "\n").compactMap { line in
      guard let equals = line.firstIndex(of: "=") else { return nil }
      let value = line[line.index(after: equals)...].trimmingCharacters(in: .whitespaces)
      return (line[..<equals].trimmingCharacters(in: .whitespaces), value)
    }
  }

  private static func ask(_ arguments: [String], _ configuration: String?) throws(Trouble) -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/sbin/postconf")
    process.arguments = (configuration.map { ["-c", $0] } ?? []) + arguments
    let (output, errors) = (Pipe(), Pipe())
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    // It warns of what it does not know in a line or two: no pipe overflows.
    process.standardError = errors
    do { try process.run() } catch {
      throw Trouble(description: "postconf cannot be run: see that Postfix is installed on this machine")
    }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      throw Trouble(
        description:
          "postconf ended with status \(process.terminationStatus): \(said.trimmingCharacters(in: .whitespacesAndNewlines))"
      )
    }
    return text
  }
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
}
