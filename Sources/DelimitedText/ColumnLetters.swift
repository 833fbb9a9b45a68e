/// What a spreadsheet shows over a column.
public enum ColumnLetters {
  /// - Parameter column: counted from 1.
  /// - Returns: "A" for 1, "AB" for 28; empty below 1.
  public static func of(_ column: Int) -> String {
    var (rest, text) = (column, "")
    while rest > 0 {
      let (above, letter) = (rest - 1).quotientAndRemainder(dividingBy: 26)
      text = String(UnicodeScalar(UInt8(0x41 + letter))) + text
      rest = above
    }
    return text
  }
}
