import Configuration

extension PeopleReader {
  mutating func readStaff() throws(ConfigurationError) {
    try rows(.staff) { reader, row in
      let name = NameParts(title: row["title"], first: row["first_name"], last: row["last_name"])
      guard !name.full.isEmpty else { return reader.warn(row, "has no name; the row is left out") }
      let leaving = reader.leaving(row)
      guard leaving != .longAgo else { return }
      // A school address may be somebody else's by now, and is no colleague's any more.
      let email = leaving == .yes ? "" : reader.address(row, "email")
      let home = reader.address(row, "private_email")
      if !email.isEmpty, reader.records.addresses.find(email) != nil {
        reader.warn(row, "its email is somebody else's, too; both are kept", in: "email")
      }
      var entry = PeopleRecords.Entry(kind: PersonKind(role: row["role"]), name: name)
      entry.role = row["role"]
      entry.departments = row["department"]
      entry.school = row["school"]
      entry.addresses = [email, home]
      _ = reader.records.add(entry)
      if !home.isEmpty { reader.records.staffPrivate.insert(reader.records.addresses.intern(home)) }
    }
  }

  mutating func readSenders() throws(ConfigurationError) {
    try rows(.senders) { reader, row in
      let address = reader.address(row, "address")
      guard !address.isEmpty else { return reader.warn(row, "has no address; the row is left out") }
      reader.records.owners[address, default: []] += row["owners"].items.map(\.canonicalAddress)
    }
  }

  mutating func readContacts() throws(ConfigurationError) {
    try rows(.contacts) { reader, row in
      let place = row["email_or_domain"].lowercased()
      let plain = place.hasPrefix("@") ? String(place.dropFirst()) : place
      guard plain.contains("@") ? plain.isAddress : plain.isDomain else {
        return reader.warn(row, "email_or_domain is neither an address nor a domain; the row is left out")
      }
      let domain = plain.contains("@") ? plain.canonicalAddress : MailAddress.canonical(domain: plain)
      if reader.records.contacts[domain] != nil {
        return reader.warn(row, "its email_or_domain stands in a row above; the first row counts")
      }
      let bulk = Int(row["bulk"])
      if bulk == nil, !row["bulk"].isEmpty { reader.warn(row, "bulk is no number; it is left out") }
      let contact = Contact(
        name: row["name"], organisation: row["organisation"], addressOrDomain: domain,
        kind: row["kind"].isEmpty ? "professional" : row["kind"].lowercased(),
        mayReceive: reader.categories(row), bulk: bulk.map { max(0, $0) },
        isSafeguardingRoute: row["safeguarding_route"].yesOrNo ?? false)
      reader.records.contacts[domain] = contact
      if contact.isExactAddress, !contact.name.isEmpty {
        let kind = PersonKind(rawValue: contact.kind) ?? .professional
        _ = reader.records.add(.init(kind: kind, name: NameParts(contact.name), addresses: [domain]))
      }
    }
  }

  mutating func readGroups() throws(ConfigurationError) {
    try rows(.groups) { reader, row in
      let address = reader.address(row, "address")
      let member = reader.address(row, "member")
      guard !address.isEmpty else { return reader.warn(row, "has no address; the row is left out") }
      // A list whose members are unreadable is still known to be a list.
      let list = reader.records.addresses.intern(address)
      reader.records.memberships.append((list, reader.records.addresses.intern(member)))
    }
  }
}

extension PersonKind {
  /// What a member of the staff file is, by the role: a staff governor and the clerk stay staff.
  fileprivate init(role: String) {
    let role = role.lowercased()
    if role.contains("volunteer") {
      self = .volunteer
    } else if (role.contains("governor") || role.contains("trustee")) && !role.contains("staff gov")
      && !role.contains("clerk")
    {
      self = .governor
    } else {
      self = .staff
    }
  }
}

extension String {
  /// One @ with something before it, a domain behind it, and no white space.
  var isAddress: Bool {
    guard let at = lastIndex(of: "@"), at != startIndex, utf8.count <= 320 else { return false }
    return !utf8.contains { $0 <= 0x20 || $0 == 0x7F } && !self[index(after: at)...].isEmpty
  }

  fileprivate var isDomain: Bool {
    contains(".") && utf8.count <= 255 && !utf8.contains { $0 <= 0x20 || $0 == 0x40 } && !hasPrefix(".")
      && !hasSuffix(".")
  }
}
