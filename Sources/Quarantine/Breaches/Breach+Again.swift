extension Breach {
  /// Whether an entry that stands here is what somebody would enter now: the same form, sent once more.
  /// - Parameters:
  ///   - values: in the form that `BreachField.checked` gives; nil empties a field.
  ///   - seen: how many entries there were when it was written.
  func isEntered(
    _ act: BreachEntry.Act, _ values: [BreachField: String?], _ text: String, by actor: String, after seen: Int
  ) -> Bool {
    guard (0..<entries.count).contains(seen) else { return false }
    let entry = entries[seen]
    let then = Breach(
      id: id, openedAt: openedAt, closedAt: nil, record: record, entries: Array(entries.prefix(seen)))
    return entry.act == act && entry.by == actor && entry.text == text
      && entry.changes == then.account.changes(to: values)
  }
}

extension QuarantineError {
  static func overtaken(_ id: BreachID) -> QuarantineError {
    QuarantineError(
      .changed, "something was done on the record \(id) since you opened this page",
      remedy: "look at it, and send yours once more")
  }
}
