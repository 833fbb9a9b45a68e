import People

/// Which addresses a line of `audiences.yaml` means: "head@school.example", "year7@" (in any of the school's domains),
/// "*-parents@school.example", "council.example" (with what is below it) or "*.nhs.uk" (what is below alone).
struct AddressPattern: Hashable, Sendable {
  /// The part before "@"; nil for any. "*" stands for any letters.
  let local: String?
  /// nil for the school's own domains.
  let domain: String?
  /// The domains below are meant, and not the domain itself.
  let isBelowAlone: Bool

  /// Names addresses whose every letter is given.
  var isExact: Bool { local?.contains("*") == false && domain != nil && !isBelowAlone }

  enum Fault: Error {
    case noPattern, wholeCountry
  }

  init(_ text: String) throws(Fault) {
    let text = text.lowercased()
    guard !text.contains(where: { $0.isWhitespace || "<>(),;:|\"\\".contains($0) }) else { throw .noPattern }
    let halves = text.split(separator: "@", omittingEmptySubsequences: false)
    guard halves.count <= 2, let last = halves.last else { throw .noPattern }
    var domain = String(last)
    isBelowAlone = domain.hasPrefix("*.")
    if isBelowAlone { domain.removeFirst(2) }
    let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
    guard !domain.contains("*"), domain.isEmpty || !labels.contains("") else { throw .noPattern }
    if halves.count == 2 {
      guard !halves[0].isEmpty, !(domain.isEmpty && isBelowAlone) else { throw .noPattern }
      local = halves[0] == "*" ? nil : String(halves[0])
      // "*@" would make everybody at the school the same.
      if domain.isEmpty, local == nil { throw .noPattern }
    } else {
      guard !domain.isEmpty else { throw .noPattern }
      local = nil
    }
    if !domain.isEmpty, labels.count < 2 { throw .wholeCountry }
    self.domain = domain.isEmpty ? nil : MailAddress.canonical(domain: domain)
  }

  /// - Parameter isOwn: whether the domain is one of the school's own.
  func fits(_ address: MailAddress, isOwn: Bool) -> Bool {
    if let domain {
      guard address.domain == domain ? !isBelowAlone : address.domain.hasSuffix("." + domain) else { return false }
    } else if !isOwn {
      return false
    }
    return local.map { Self.fits(Array(address.local.utf8)[...], Array($0.utf8)[...]) } ?? true
  }

  /// Whether a text fits a pattern with stars; what a star took is tried longer where the rest does not fit.
  private static func fits(_ text: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
    let star = UInt8(ascii: "*")
    var (at, next) = (text.startIndex, pattern.startIndex)
    var retry: (pattern: Int, text: Int)?
    while at < text.endIndex {
      if next < pattern.endIndex, pattern[next] == star {
        retry = (next + 1, at)
        next += 1
      } else if next < pattern.endIndex, pattern[next] == text[at] {
        (at, next) = (at + 1, next + 1)
      } else if let last = retry {
        retry = (last.pattern, last.text + 1)
        (next, at) = (last.pattern, last.text + 1)
      } else {
        return false
      }
    }
    return pattern[next...].allSatisfy { $0 == star }
  }
}
