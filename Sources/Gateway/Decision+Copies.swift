import Policy

extension Decision {
  /// Each recipient's address and what becomes of their copy now: "hold", "split: copy 1 of 2".
  var deliveries: [(address: String, words: String)] {
    let families = copies.filter { $0.shown != .everybody }
    return recipients.enumerated().map { index, recipient in
      let word = recipient.action.rawValue
      let way = recipient.action < .protect && route(of: index) == .verifiedTLS ? "by verified TLS" : nil
      guard recipient.action == .split, let copy = families.firstIndex(where: { $0.recipients.contains(index) }) else {
        return (recipient.address, way.map { "\(word): \($0)" } ?? word)
      }
      let number = "\(word): copy \(copy + 1) of \(families.count)"
      return (recipient.address, way.map { "\(number), \($0)" } ?? number)
    }
  }

  /// What each copy shows, a sentence each; none where one copy serves all.
  var copyLines: [String] {
    let families = copies.filter { $0.shown != .everybody }
    return families.enumerated().map { number, copy in
      var shown = "nobody"
      if case .only(let addresses) = copy.shown, !addresses.isEmpty { shown = addresses.joined(separator: ", ") }
      let to = copy.recipients.map { recipients[$0].address }.joined(separator: ", ")
      return "Copy \(number + 1) of \(families.count) goes to \(to); its To and Cc show \(shown)."
    }
  }
}
