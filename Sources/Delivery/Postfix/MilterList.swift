/// The milters that Postfix asks, as `smtpd_milters` lists them: by commas or spaces, each perhaps in braces with settings
/// of its own (Postfix's MILTER_README).
struct MilterList {
  struct Entry: Hashable {
    /// "unix:/run/postern/milter.sock".
    var address: String
    var settings: [String: String]
  }

  var entries: [Entry] = []

  init(_ text: String) {
    var depth = 0
    var words: [String] = [""]
    for character in text {
      switch character {
      case "{": depth += 1
      case "}": depth -= 1
      case _ where depth == 0 && (character == "," || character.isWhitespace): words.append("")
      default: words[words.count - 1].append(character)
      }
    }
    for word in words where !word.allSatisfy(\.isWhitespace) {
      let parts = word.split(separator: ",").map { $0.trimmed }
      // Braces may hold nothing but commas.
      guard let address = parts.first else { continue }
      var settings: [String: String] = [:]
      for part in parts.dropFirst() {
        let sides = part.split(separator: "=", maxSplits: 1).map { $0.trimmed }
        if sides.count == 2 { settings[sides[0]] = sides[1] }
      }
      entries.append(Entry(address: address, settings: settings))
    }
  }

  /// How Postfix writes the address of a socket that libmilter writes as `unix:/PATH` or `inet:PORT@HOST`.
  /// - Parameter root: the folder that a service takes for the root of all files; empty where it is the real one.
  static func postfixAddress(of socket: String, root: String = "") -> String {
    if socket.hasPrefix("unix:") {
      let path = String(socket.dropFirst(5))
      return "unix:" + (!root.isEmpty && path.hasPrefix(root + "/") ? String(path.dropFirst(root.count)) : path)
    }
    let parts = socket.split(separator: ":", maxSplits: 1)
    let place = (parts.last ?? "").split(separator: "@", maxSplits: 1)
    guard parts.count == 2, let port = place.first else { return socket }
    let host = place.count == 2 ? String(place[1]) : "127.0.0.1"
    return "inet:\(host.contains(":") ? "[\(host)]" : host):\(port)"
  }
}

extension Substring {
  fileprivate var trimmed: String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
