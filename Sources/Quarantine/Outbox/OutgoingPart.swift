import Policy
import Spool

/// One of the copies in which held content goes on.
struct OutgoingPart {
  var envelope: Envelope
  var shown: ShownAddresses
  var route: OutgoingRoute?
  /// In the form under a password.
  var isProtected: Bool

  init(
    _ envelope: Envelope, shown: ShownAddresses = .everybody, route: OutgoingRoute? = nil, isProtected: Bool = false
  ) {
    self.isProtected = isProtected
    self.envelope = envelope
    self.shown = shown
    self.route = route
  }
}

extension QuarantineError {
  static func copyMissing(_ id: HeldID, count: Int) -> QuarantineError {
    QuarantineError(
      .copyMissing, "\(id) goes in several copies, and \(count) of its recipients are in none of them",
      remedy: "return it to its sender, and report it as an error of Postern")
  }
}
