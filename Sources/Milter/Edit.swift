public import Spool

/// A change that Postfix makes to a message which it accepts.
public enum Edit: Hashable, Sendable {
  /// Replaces the value of the `occurrence`th field (from 1) of that name; nil deletes it. A field that is not there is
  /// added at the end by Postfix. The value may be folded with CR LF or LF, each followed by white space.
  case changeHeader(name: String, occurrence: Int, value: String?)
  /// Puts a field before the one at `index` (from 0, in the order of `Transaction.headers`).
  case insertHeader(index: Int, name: String, value: String)
  /// Puts a field after all others.
  case addHeader(name: String, value: String)
  /// Takes a recipient out of the envelope; the address as in `Envelope`.
  case deleteRecipient(String)
  /// Adds a recipient to the envelope. Postfix knows the parameters NOTIFY and ORCPT here, and ignores others.
  case addRecipient(Envelope.Path)
}
