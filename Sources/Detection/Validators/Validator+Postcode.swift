extension Validators {
  /// Postcode of one of Royal Mail's 124 areas, or a Crown dependency's, BFPO's or GIR. Royal Mail, "Programmer's guide to PAF":
  /// the forms and letters of each place, as in BS 7666.
  static let postcode = Validator(name: "postcode_area") { matched in
    guard let postcode = Postcode(matched), postcode.isKnownArea else { return nil }
    return postcode.text
  }

  /// The form alone: areas come and go, and people mistype.
  static let postcodeForm = Validator(name: "postcode_form") { matched in Postcode(matched)?.text }
}

private struct Postcode {
  let text: String
  let isKnownArea: Bool

  init?(_ matched: [UInt8]) {
    guard let code = CompactCode(matched), (5...7).contains(code.count) else { return nil }
    let inward = code.count - 3
    guard !code.isLetter(inward), code.isLetters(inward + 1..<code.count) else { return nil }
    text =
      String(decoding: code.bytes[..<inward], as: UTF8.self) + " "
      + String(decoding: code.bytes[inward...], as: UTF8.self)
    if text == "GIR 0AA" {
      isKnownArea = true
      return
    }
    guard !code.holds(inward + 1, "CIKMOV"), !code.holds(inward + 2, "CIKMOV"), code.isLetter(0), !code.holds(0, "QVX")
    else { return nil }
    let letters = code.isLetter(1) ? 2 : 1
    if letters == 2, code.holds(1, "IJZ") { return nil }
    let district = letters..<inward
    guard (1...2).contains(district.count), !code.isLetter(letters) else { return nil }
    if district.count == 2, code.isLetter(letters + 1) {
      // W1A, EC1A: the letter that ends a district.
      let isAllowed =
        letters == 1 ? code.holds(letters + 1, "ABCDEFGHJKPSTUW") : code.holds(letters + 1, "ABEHMNPRVWXY")
      guard isAllowed else { return nil }
    }
    isKnownArea = Self.areas.contains(String(decoding: code.bytes[..<letters], as: UTF8.self))
  }

  private static let areas = Set(
    """
    AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY \
    G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW \
    OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD \
    WF WN WR WS WV YO ZE
    """.split(separator: " ").map(String.init))
}
