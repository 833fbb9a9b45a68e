import CGMime

extension TreeBuilder {
  /// What an entity's header says about it.
  func describe(
    _ object: UnsafeMutablePointer<GMimeObject>, fields: HeaderFields, header: Range<Int>, slot: Slot
  ) -> MIMEPart {
    let index = parts.count
    let contentType = g_mime_object_get_content_type(object)
    let type = GMimeLibrary.take(g_mime_content_type_get_mime_type(contentType))?.lowercased() ?? "text/plain"
    let isMultipart = GMimeLibrary.is(object, GMimeLibrary.multipartType)
    let body = leafRange(object) ?? header.upperBound..<max(header.upperBound, slot.end)
    var part = MIMEPart(
      number: slot.number, parent: slot.parent, depth: slot.depth, type: type,
      content: PartContent([], isContainer: isMultipart))
    part.reading = slot.reading
    bodies[index] = body
    if slot.source.isRawMail {
      part.headerRange = header
      part.bodyRange = body
    }
    part.parameters = parameters(g_mime_content_type_get_parameters(contentType))
    if let encoding = fields.first("content-transfer-encoding") {
      part.transferEncoding = HeaderParameters(encoding).head
    }
    if let id = fields.first("content-id") {
      part.contentID = String(decoding: id, as: UTF8.self).filter { !"<> ".contains($0) }
    }
    part.description = fields.first("content-description").map { HeaderDecoding.text($0) }
    var dispositionParameters: [String: String] = [:]
    if let disposition = g_mime_object_get_content_disposition(object) {
      part.disposition = g_mime_content_disposition_get_disposition(disposition).map {
        String(cString: $0).lowercased()
      }
      dispositionParameters = parameters(g_mime_content_disposition_get_parameters(disposition))
    }
    name(&part, dispositionParameters["filename"], fields, index)
    part.isAttachment = isAttachment(part, slot)
    if slot.isInAlternative, part.disposition == "attachment" { note(.attachmentInAlternative, part: index) }
    if fields.hasNUL { note(.nulBytes, part: index) }
    return part
  }

  private func parameters(_ list: UnsafeMutablePointer<GMimeParamList>?) -> [String: String] {
    guard let list else { return [:] }
    var values: [String: String] = [:]
    for index in 0..<min(g_mime_param_list_length(list), 200) {
      guard let parameter = g_mime_param_list_get_parameter_at(list, index),
        let name = g_mime_param_get_name(parameter), let value = g_mime_param_get_value(parameter)
      else { continue }
      let key = String(cString: name).lowercased()
      if values[key] == nil { values[key] = String(cString: value) }
    }
    return values
  }

  /// The file name that most programs show, and those that others show.
  private func name(_ part: inout MIMEPart, _ filename: String?, _ fields: HeaderFields, _ index: Int) {
    var names: [String] = []
    func add(_ name: String?) {
      guard let name else { return }
      let decoded = HeaderDecoding.text(name).filter { $0 != "\0" && $0 != "\r" && $0 != "\n" }
      // Programs that keep to RFC 2047 §5 show an encoded word in a parameter as it stands.
      for name in decoded == name ? [decoded] : [decoded, name]
      where name.contains(where: { !$0.isWhitespace }) && !names.contains(name) {
        names.append(name)
      }
    }
    add(filename)
    add(part.parameters["name"])
    for (field, parameter) in [("content-disposition", "filename"), ("content-type", "name")] {
      let values = fields.all(field)
      for value in values {
        let all = HeaderParameters(value)
        for value in all.values(parameter) { add(value) }
        if all.hasDoubled { note(.doubledParameter, part: index) }
      }
      if Set(values).count > 1 { note(.doubledHeader, part: index) }
    }
    part.name = names.first
    part.otherNames = Array(names.dropFirst())
  }

  /// Mail programs show as attachments what says so, what has a name, and what they cannot show in the text.
  private func isAttachment(_ part: MIMEPart, _ slot: Slot) -> Bool {
    if part.disposition == "attachment" { return true }
    if part.type.hasPrefix("multipart/") { return false }
    let isInRelated = slot.parent.map { parts[$0].type == "multipart/related" } ?? false
    if isInRelated, part.contentID != nil, part.type.hasPrefix("image/") { return false }
    if part.name != nil { return true }
    if part.disposition == "inline" { return false }
    return !part.type.hasPrefix("text/") && !part.type.contains("pgp-") && !part.type.contains("-signature")
  }
}
