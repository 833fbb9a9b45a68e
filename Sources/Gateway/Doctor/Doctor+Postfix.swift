import Configuration
import Delivery
import Foundation
import Glibc

extension Doctor {
  /// Postfix's settings: the milters, the services for what Postern sends, TLS, and the log.
  func postfix() -> [Diagnosis] {
    let setup: PostfixSetup
    do {
      setup = try PostfixSetup.read(settings.reinject.postfix)
    } catch {
      return [
        Diagnosis(
          "postfix", .warn, "Postfix's configuration cannot be looked at: \(error)",
          remedy: "run doctor on the machine that Postfix runs on, and name its folder with 'reinject: {postfix: …}'")
      ]
    }
    var found = Self.lines(
      "milters", setup.faults(milter: settings.listen.milter),
      fine: "Postfix asks Postern about all mail, and lets it wait while Postern is down")
    found += Self.lines(
      "reinjection", setup.faults(settings.reinject, milter: settings.listen.milter),
      fine: "the service on port \(settings.reinject.port) takes what Postern sends")
    if let tls = settings.tls {
      found += Self.lines(
        "tls", setup.faults(tls, milter: settings.listen.milter),
        fine: "the service on port \(tls.port) sends over verified TLS alone (\(tls.level.rawValue))")
    }
    found += ordinaryTLS(setup)
    found.append(log(setup))
    return found
  }

  private static func lines(_ check: String, _ faults: [PostfixFault], fine: String) -> [Diagnosis] {
    faults.isEmpty
      ? [Diagnosis(check, .ok, fine)] : faults.map { Diagnosis(check, .fail, $0.message, remedy: $0.remedy) }
  }

  /// Mail to the people who protect children goes the ordinary way, so that it never waits (D15): that is to encrypt
  /// wherever the other side can.
  private func ordinaryTLS(_ setup: PostfixSetup) -> [Diagnosis] {
    var found: [Diagnosis] = []
    let level = setup.value("smtp_tls_security_level")
    if level.isEmpty || level == "none" {
      found.append(
        Diagnosis(
          "tls", .warn, "ordinary mail goes out in clear, that to safeguarding partners too",
          remedy: "write smtp_tls_security_level = dane into main.cf (with smtp_dns_support_level = dnssec), or may"))
    } else {
      found.append(Diagnosis("tls", .ok, "ordinary mail goes out with the TLS level '\(level)'"))
    }
    let relay = setup.value("relayhost")
    if let tls = settings.tls, !tls.isRelayed, !relay.isEmpty {
      found.append(
        Diagnosis(
          "tls", .warn, "ordinary mail goes to the relay \(relay), and that over verified TLS goes past it",
          remedy: "write content_filter=postern-tls:\(relay) and 'tls: {relay: true}' where it is to go the same way"))
    }
    return found
  }

  /// After a crash the log tells what has gone.
  private func log(_ setup: PostfixSetup) -> Diagnosis {
    guard let path = settings.reinject.log, access(path, R_OK) == 0 else {
      return Diagnosis(
        "log", .warn, "Postfix's log cannot be read at \(settings.reinject.log ?? "-")",
        remedy: "write maillog_file into main.cf, and name that file with 'reinject: {log: …}'")
    }
    return Diagnosis("log", .ok, "Postfix's log \(path) can be read")
  }
}
