extension AccountStore {
  /// Counts a link that led nowhere. A link of 256 random bits is found by nobody; this keeps those slow who try, and never
  /// anybody who has one: it is asked only where there is none.
  /// - Throws: `wait` for a network from which many have been tried.
  public func countMissedLink(from client: Client) throws(AccountsError) {
    try draw(
      Budgets(isKnownBrowser: false, drawn: [(secrets.digest("missed links", client.network), .network)]))
  }
}
