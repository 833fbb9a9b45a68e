import Spool

/// Which of an envelope's parameters go on, and what the server must offer for them.
struct EnvelopeParameters {
  /// Extension keywords in upper case → the rest of their EHLO line.
  let offered: [String: String]
  /// Whatever the sender has asked for, a bounce is to hold no text.
  var returnsHeadersOnly = false

  /// Parameter → the extension that it needs. AUTH (RFC 4954 §5) speaks of the former hop; SIZE is written anew.
  private static let needs = [
    "BODY": "8BITMIME", "SMTPUTF8": "SMTPUTF8", "RET": "DSN", "ENVID": "DSN", "NOTIFY": "DSN", "ORCPT": "DSN",
    "REQUIRETLS": "REQUIRETLS", "MT-PRIORITY": "MT-PRIORITY", "BY": "DELIVERBY", "HOLDFOR": "FUTURERELEASE",
    "HOLDUNTIL": "FUTURERELEASE",
  ]

  func sender(_ path: Envelope.Path, recipients: [Envelope.Path], size: Int) throws(ReinjectionError) -> String {
    var parameters = try kept(path.parameters)
    let isASCII = ([path] + recipients).allSatisfy { $0.address.utf8.allSatisfy { $0 < 0x80 } }
    if !isASCII, !parameters.contains(where: { $0.uppercased() == "SMTPUTF8" }) {
      guard offered["SMTPUTF8"] != nil else {
        throw .missingExtension(keyword: "SMTPUTF8", parameter: "an address beyond ASCII")
      }
      parameters.append("SMTPUTF8")
    }
    if returnsHeadersOnly, offered["DSN"] != nil {
      parameters.removeAll { $0.uppercased().hasPrefix("RET=") }
      parameters.append("RET=HDRS")
    }
    if offered["SIZE"] != nil { parameters.append("SIZE=\(size)") }
    return try line("MAIL FROM:", path.address, parameters)
  }

  func recipient(_ path: Envelope.Path) throws(ReinjectionError) -> String {
    try line("RCPT TO:", path.address, kept(path.parameters))
  }

  private func kept(_ parameters: [String]) throws(ReinjectionError) -> [String] {
    var kept: [String] = []
    for parameter in parameters {
      let name = parameter.prefix { $0 != "=" }.uppercased()
      if name == "SIZE" || name == "AUTH" { continue }
      // Seven bits are what every server takes (RFC 6152 §2).
      if parameter.uppercased() == "BODY=7BIT", offered["8BITMIME"] == nil { continue }
      let needed = parameter.uppercased() == "BODY=BINARYMIME" ? "BINARYMIME" : Self.needs[name]
      guard let needed, offered[needed] != nil else {
        throw .missingExtension(keyword: needed ?? "an extension with \(name)", parameter: name)
      }
      guard parameter.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
        throw .invalidEnvelope("a parameter \(name)")
      }
      kept.append(parameter)
    }
    return kept
  }

  /// Nothing in an address may end the path or the line: a space or ">" only inside a quoted local part.
  private func line(_ verb: String, _ address: String, _ parameters: [String]) throws(ReinjectionError) -> String {
    var isQuoted = false
    var isEscaped = false
    for byte in address.utf8 {
      guard byte >= 0x20, byte != 0x7F else { throw .invalidEnvelope("an address of the envelope") }
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        isQuoted.toggle()
      } else if !isQuoted, byte == 0x20 || byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">") {
        throw .invalidEnvelope("an address of the envelope")
      }
    }
    guard !isQuoted, !isEscaped else { throw .invalidEnvelope("an address of the envelope") }
    return ([verb + "<\(address)>"] + parameters).joined(separator: " ")
  }
}
