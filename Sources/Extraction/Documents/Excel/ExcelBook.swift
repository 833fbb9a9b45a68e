/// What a workbook says of its sheets, and what they share.
final class ExcelBook: XMLHandler {
  struct Sheet: Hashable {
    var name: String
    /// "hidden" and "veryHidden", which Excel's own menu does not show (§18.18.68).
    var isHidden: Bool
    var isVeryHidden: Bool
    fileprivate var relation: String

    /// "sheet Data (hidden)".
    var place: String { "sheet \(name)" + (isVeryHidden ? " (very hidden)" : isHidden ? " (hidden)" : "") }
  }

  var strings: [String] = []
  var styles = ExcelStyles()
  /// Name of a part with links → its targets.
  var links: [String: [String: String]] = [:]
  var pivots: [String: PivotFields] = [:]
  var pivotsWithRecords: Set<String> = []
  private(set) var names: [String] = []
  var countsFrom1904 = false
  private(set) var isProtected = false
  private var sheets: [Sheet] = []
  private var byPart: [String: Sheet] = [:]
  private var definedName: String?
  private var text: [UInt8] = []

  func start(_ name: XMLName, _ attributes: XMLAttributes) {
    switch name {
    case "sheet":
      let state = attributes["state"]
      addSheet(
        attributes["name"] ?? "", isHidden: state == "hidden", isVeryHidden: state == "veryHidden",
        relation: attributes.relation() ?? "")
    case "workbookPr": countsFrom1904 = attributes.isOn("date1904")
    case "workbookProtection":
      // Some programs write it without a lock.
      if attributes.isOn("lockStructure") || attributes.isOn("lockWindows") || attributes.isOn("lockRevision") {
        isProtected = true
      }
    case "fileSharing":
      if attributes["reservationPassword"] != nil || attributes["hashValue"] != nil
        || attributes.isOn("readOnlyRecommended")
      {
        isProtected = true
      }
    case "definedName":
      definedName = attributes["name"]
      text = []
    default: break
    }
  }

  func end(_ name: XMLName) {
    guard name == "definedName", let own = definedName else { return }
    definedName = nil
    let value = String(decoding: text, as: UTF8.self)
    // Print areas and filters say nothing.
    if !own.hasPrefix("_xlnm."), names.count < 20_000 { names.append("\(own): \(value)") }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) { if definedName != nil, text.count < 65536 { text += bytes } }

  func addSheet(_ name: String, isHidden: Bool, isVeryHidden: Bool, relation: String) {
    sheets.append(
      Sheet(name: name, isHidden: isHidden || isVeryHidden, isVeryHidden: isVeryHidden, relation: relation))
  }

  /// Ties sheets to parts, once workbook and links are read.
  func finishIndex() {
    let targets = links.first { $0.key.hasPrefix("xl/_rels/workbook") }?.value ?? [:]
    for (number, sheet) in sheets.enumerated() {
      byPart[targets[sheet.relation] ?? "xl/worksheets/sheet\(number + 1).xml"] = sheet
    }
  }

  func sheet(ofPart name: String) -> Sheet {
    byPart[name]
      ?? Sheet(
        name: name.split(separator: "/").last.map(String.init) ?? name, isHidden: false, isVeryHidden: false,
        relation: "")
  }

  /// The sheet that a part of comments belongs to.
  func sheet(withPart name: String) -> Sheet? {
    for (part, targets) in links where targets.values.contains(name) {
      let sheet = "xl/worksheets/" + (part.split(separator: "/").last ?? "").dropLast(5)
      if let found = byPart[sheet] { return found }
    }
    return nil
  }
}

/// Texts that cells share (§18.4): runs joined without a space.
final class SharedStrings: XMLHandler {
  private(set) var all: [String] = []
  private var text: [UInt8] = []
  private var captures = false
  private var isPhonetic = false

  func start(_ name: XMLName, _ attributes: XMLAttributes) {
    switch name {
    case "si": text.removeAll(keepingCapacity: true)
    case "rPh": isPhonetic = true
    case "t": captures = !isPhonetic
    default: break
    }
  }

  func end(_ name: XMLName) {
    switch name {
    case "si": all.append(String(decoding: text, as: UTF8.self))
    case "rPh": isPhonetic = false
    case "t": captures = false
    default: break
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) { if captures { text += bytes } }
}
