import Glibc

/// Looks every two milliseconds whether something has come.
/// - Throws: `KitError.timeout`.
func wait(for what: String, milliseconds: Int, until hasCome: () -> Bool) throws(KitError) {
  var waited = 0
  while !hasCome() {
    guard waited < milliseconds else { throw .timeout(waitingFor: what, milliseconds: milliseconds) }
    usleep(2_000)
    waited += 2
  }
}
