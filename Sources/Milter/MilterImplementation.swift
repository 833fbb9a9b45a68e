/// Who speaks the milter protocol for a `MilterServer`.
public enum MilterImplementation: String, Hashable, Sendable, CaseIterable {
  /// Postern itself: a thread for each connection, so that none waits for another's callback, and one system call for
  /// what Postfix sends at once.
  case postern
  /// libmilter of sendmail 8.17, which runs callbacks on a pool of threads. It serves once in the life of a process.
  case libmilter
}
