import CMilter
import Glibc
import Synchronization

// libmilter's callbacks. They only translate: what is done stands in `Session`.

extension Negotiation {
  /// "Go on", in the way that the MTA expects at a step: with no reply where `noReply` has been agreed upon.
  func answer(_ noReply: MilterSteps) -> sfsistat {
    sfsistat(chosenSteps.contains(noReply) ? SMFIS_NOREPLY : SMFIS_CONTINUE)
  }
}

extension MilterServer {
  /// Tells libmilter what to call, and what Postern may do to messages.
  func registerCallbacks() -> Bool {
    var description = smfiDesc()
    // libmilter keeps the pointer for the life of the process.
    description.xxfi_name = strdup("postern")
    description.xxfi_version = SMFI_VERSION
    description.xxfi_flags = UInt(Negotiation.actions.rawValue)
    description.xxfi_negotiate = onNegotiate
    description.xxfi_connect = onConnect
    description.xxfi_helo = onHelo
    description.xxfi_envfrom = onMail
    description.xxfi_envrcpt = onRecipient
    description.xxfi_data = onData
    description.xxfi_header = onHeader
    description.xxfi_eoh = onEndOfHeaders
    description.xxfi_body = onBody
    description.xxfi_eom = onEndOfMessage
    description.xxfi_abort = onAbort
    description.xxfi_close = onClose
    return smfi_register(description) == MI_SUCCESS
  }
}

private func session(_ context: OpaquePointer?) -> Session? {
  guard let stored = smfi_getpriv(context) else { return nil }
  return Unmanaged<Session>.fromOpaque(stored).takeUnretainedValue()
}

private func onNegotiate(
  _ context: OpaquePointer?, _ actions: UInt, _ steps: UInt, _ unused2: UInt, _ unused3: UInt,
  _ chosenActions: UnsafeMutablePointer<UInt>?, _ chosenSteps: UnsafeMutablePointer<UInt>?,
  _ chosen2: UnsafeMutablePointer<UInt>?, _ chosen3: UnsafeMutablePointer<UInt>?
) -> sfsistat {
  guard let server = MilterServer.current.withLock({ $0 }) else { return sfsistat(SMFIS_REJECT) }
  let negotiation = Negotiation(
    offeredActions: MilterActions(rawValue: UInt32(truncatingIfNeeded: actions)),
    offeredSteps: MilterSteps(rawValue: UInt32(truncatingIfNeeded: steps)))
  chosenActions?.pointee = UInt(negotiation.chosenActions.rawValue)
  chosenSteps?.pointee = UInt(negotiation.chosenSteps.rawValue)
  chosen2?.pointee = 0
  chosen3?.pointee = 0
  if negotiation.canAskForMacros { LibraryMacros.ask(context) }
  guard smfi_getpriv(context) == nil else { return sfsistat(SMFIS_CONTINUE) }
  let session = Session(server: server, negotiation: negotiation)
  smfi_setpriv(context, Unmanaged.passRetained(session).toOpaque())
  return sfsistat(SMFIS_CONTINUE)
}

private func onConnect(
  _ context: OpaquePointer?, _ hostname: UnsafeMutablePointer<CChar>?, _ address: UnsafeMutablePointer<sockaddr>?
) -> sfsistat {
  guard let session = session(context) else { return sfsistat(SMFIS_TEMPFAIL) }
  session.connect(
    hostname: hostname.map { String(cString: $0) } ?? "unknown",
    address: address.flatMap { NumericAddress(UnsafePointer($0)) }, macros: LibraryMacros(context))
  return session.negotiation.answer(.answersNoConnect)
}

private func onHelo(_ context: OpaquePointer?, _ name: UnsafeMutablePointer<CChar>?) -> sfsistat {
  guard let session = session(context) else { return sfsistat(SMFIS_TEMPFAIL) }
  session.client.helo = name.map { String(cString: $0) }
  return session.negotiation.answer(.answersNoHelo)
}

private func onMail(
  _ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> sfsistat {
  guard let session = session(context) else { return sfsistat(SMFIS_TEMPFAIL) }
  session.mail(path(arguments), macros: LibraryMacros(context))
  return session.negotiation.answer(.answersNoMail)
}

private func onRecipient(
  _ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> sfsistat {
  guard let session = session(context) else { return sfsistat(SMFIS_TEMPFAIL) }
  session.recipient(path(arguments))
  return session.negotiation.answer(.answersNoRecipient)
}

private func onData(_ context: OpaquePointer?) -> sfsistat {
  guard let session = session(context) else { return sfsistat(SMFIS_TEMPFAIL) }
  session.begin(macros: LibraryMacros(context))
  return session.negotiation.answer(.answersNoData)
}

private func onHeader(
  _ context: OpaquePointer?, _ name: UnsafeMutablePointer<CChar>?, _ value: UnsafeMutablePointer<CChar>?
) -> sfsistat {
  guard let session = session(context) else { return sfsistat(SMFIS_TEMPFAIL) }
  session.begin(macros: LibraryMacros(context))
  if let name, let value { session.header(name: bytes(name), value: bytes(value)) }
  return session.negotiation.answer(.answersNoHeader)
}

private func onEndOfHeaders(_ context: OpaquePointer?) -> sfsistat {
  guard let session = session(context) else { return sfsistat(SMFIS_TEMPFAIL) }
  session.begin(macros: LibraryMacros(context))
  session.endOfHeaders()
  return session.negotiation.answer(.answersNoEndOfHeaders)
}

private func onBody(_ context: OpaquePointer?, _ chunk: UnsafeMutablePointer<UInt8>?, _ count: Int) -> sfsistat {
  guard let session = session(context) else { return sfsistat(SMFIS_TEMPFAIL) }
  session.begin(macros: LibraryMacros(context))
  session.body(UnsafeRawBufferPointer(start: chunk, count: count))
  return session.negotiation.answer(.answersNoBody)
}

private func onEndOfMessage(_ context: OpaquePointer?) -> sfsistat {
  guard let session = session(context) else { return sfsistat(SMFIS_TEMPFAIL) }
  let answer = session.endOfMessage(macros: LibraryMacros(context), sign: { smfi_progress(context) })
  return LibraryAnswer(context: context, logger: session.server.logger).give(answer)
}

private func onAbort(_ context: OpaquePointer?) -> sfsistat {
  session(context)?.forgetMessage()
  return sfsistat(SMFIS_CONTINUE)
}

private func onClose(_ context: OpaquePointer?) -> sfsistat {
  guard let stored = smfi_getpriv(context) else { return sfsistat(SMFIS_CONTINUE) }
  smfi_setpriv(context, nil)
  Unmanaged<Session>.fromOpaque(stored).release()
  return sfsistat(SMFIS_CONTINUE)
}

private func bytes(_ text: UnsafePointer<CChar>) -> UnsafeRawBufferPointer {
  UnsafeRawBufferPointer(start: text, count: strlen(text))
}

private func path(_ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> (String, [String]) {
  guard let arguments, let first = arguments[0] else { return ("", []) }
  var parameters: [String] = []
  var index = 1
  // libmilter ends the list with a null pointer.
  while let parameter = arguments[index] {
    parameters.append(String(cString: parameter))
    index += 1
  }
  return (String(cString: first), parameters)
}
