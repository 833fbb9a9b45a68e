import Delivery
import Foundation
import Glibc
import Quarantine
import Spool

extension Doctor {
  /// A harmless message from a member of staff to a pupil, by which is seen whether internal mail comes by.
  public struct Probe {
    let store: QuarantineStore
    let token: ProbeToken
    /// What a person would have to send by hand: from, to, subject.
    public let instruction: String
    let sender: String
    let recipient: String
  }

  /// Lets the filter expect a probe.
  /// - Throws: what keeps the store from being opened; a person reads it.
  public func prepareProbe(from sender: String, to recipient: String) throws -> Probe {
    let store = try openStore()
    let token = ProbeToken.random()
    try store.expect(token)
    return Probe(
      store: store, token: token,
      instruction: "Send a mail from \(sender) to \(recipient) now, with this subject: \(token.subject)",
      sender: sender, recipient: recipient)
  }

  /// Hands a probe to a mail server, as a program of the school would.
  /// - Returns: nil where the server has it.
  public func send(_ probe: Probe, host: String, port: Int) -> Diagnosis? {
    do {
      let message = try ProbeMail(probe.token, from: probe.sender, to: probe.recipient).file()
      let envelope = Envelope(
        sender: Envelope.Path(address: probe.sender), recipients: [Envelope.Path(address: probe.recipient)])
      _ = try Reinjection(host: host, port: port).send(message, envelope: envelope)
      return nil
    } catch {
      return Diagnosis(
        "probe", .fail, "\(host):\(port) does not take the probe: \(error)",
        remedy:
          "name the server that staff's own mail goes to with --server, or leave it out and send the probe by hand")
    }
  }

  /// Waits until a probe comes by.
  public func wait(for probe: Probe, seconds: Int) -> Diagnosis {
    let way = "from \(probe.sender) to \(probe.recipient)"
    let deadline = ContinuousClock.now + .seconds(seconds)
    while true {
      do {
        if try probe.store.probeSeenAt(probe.token) != nil {
          return Diagnosis("probe", .ok, "internal mail comes by Postern: the probe \(way) was seen")
        }
      } catch {
        return Diagnosis("probe", .fail, "\(error)", remedy: "see Postern's log")
      }
      guard ContinuousClock.now < deadline else { break }
      usleep(200_000)
    }
    return Diagnosis(
      "probe", .fail, "internal mail does not come by Postern: the probe \(way) was not seen within \(seconds) s",
      remedy:
        "bring internal mail to Postern as docs/routes.md shows; its client must be logged in or in 'trusted: {networks: …}'"
    )
  }
}
