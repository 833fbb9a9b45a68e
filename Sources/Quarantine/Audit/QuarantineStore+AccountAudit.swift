extension QuarantineStore {
  /// Puts a line about somebody's account, or their signing in, on the trail and commits it.
  public func auditAccount(_ action: AuditAction, by actor: String, reason: String) throws(QuarantineError) {
    try audit(action, of: nil, by: actor, reason: reason)
  }
}
