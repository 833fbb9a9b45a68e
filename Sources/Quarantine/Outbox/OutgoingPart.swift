import Policy
import Spool

/// One of the copies in which held content goes on.
struct OutgoingPart {
  var envelope: Envelope
  var shown: ShownAddresses
  var route: OutgoingRoute?

  init(_ envelope: Envelope, shown: ShownAddresses = .everybody, route: OutgoingRoute? = nil) {
    self.envelope = envelope
    self.shown = shown
    self.route = route
  }
}
