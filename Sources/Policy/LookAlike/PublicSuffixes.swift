import CPSL

/// Where a domain's owner begins: the public suffix list (publicsuffix.org), as Debian keeps it up to date.
final class PublicSuffixes: Sendable {
  /// The newest list of this machine, else the one that libpsl was built with.
  static let current = PublicSuffixes()

  /// Safe to share, because libpsl only reads a list once it is loaded, and this one is never freed.
  private nonisolated(unsafe) let list: OpaquePointer?

  private init() { list = psl_latest(nil) }

  /// A domain in two: "northmere" and "gov.uk" of "mash.northmere.gov.uk". The suffix alone where nobody owns it.
  /// - Parameter domain: lower case, in Unicode.
  func parts(of domain: String) -> (name: String, suffix: String) {
    let suffix = domain.withCString { bytes -> String in
      guard let list, let start = psl_unregistrable_domain(list, bytes) else { return "" }
      return String(cString: start)
    }
    let known = suffix.isEmpty ? String(domain.split(separator: ".").last ?? "") : suffix
    guard domain.utf8.count > known.utf8.count else { return ("", known) }
    let name = domain.dropLast(known.count + 1).split(separator: ".").last.map(String.init) ?? ""
    return (name, known)
  }
}
