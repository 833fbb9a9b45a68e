import Foundation

/// Invented records of a given size: three pupils of five, the rest their guardians.
public enum LargeSchool {
  static let firstNames = [
    "Aisha", "Ben", "Chloe", "Dev", "Ella", "Femi", "Grace", "Hugo", "Ines", "Jack", "Kofi", "Lena", "Mina", "Noor",
    "Omar", "Priya",
  ]

  /// Writes `namesakes.csv`, pupils, in which each of a few first names is borne by many.
  /// - Returns: its path.
  public static func writeNamesakes(bearers: Int, to folder: TemporaryFolder) throws -> String {
    let rows = firstNames.flatMap { name in (0..<bearers).map { "\(name),Ash\(String($0, radix: 26)),7A,7\n" } }
    return try folder.write("namesakes.csv", text: "legal_first,legal_last,form,year\n" + rows.joined())
  }

  /// Writes `pupils.csv`.
  /// - Returns: its path.
  public static func write(people: Int, to folder: TemporaryFolder) throws -> String {
    let first = firstNames
    let start = [
      "Ash", "Bar", "Cran", "Dun", "East", "Fair", "Glen", "Har", "Ing", "Kel", "Lang", "Mar", "Nor", "Oak", "Pem",
      "Quar",
    ]
    let middle = [
      "ber", "den", "fer", "gar", "hol", "ker", "lin", "mor", "ner", "per", "ring", "ster", "ton", "ver", "win", "zel",
    ]
    let end = [
      "by", "field", "ford", "ham", "ington", "land", "ley", "man", "more", "ridge", "shaw", "son", "stone", "ton",
      "wood", "worth",
    ]
    var text = "upn,legal_first,legal_last,date_of_birth,form,year,guardian1_name,guardian1_email\n"
    for number in 0..<(people * 3 / 5) {
      let last = start[number % 16] + middle[number / 16 % 16] + end[number / 256 % 16]
      let name = first[number / 4_096 % 16]
      let year = 7 + number % 5
      let guardian = number % 3 < 2 ? "Parent\(number) \(last),parent\(number)@homemail.example" : ","
      text +=
        "X\(930_000_000_000 + number),\(name)\(number / 65_536),\(last),20\(10 + number % 5)-0\(1 + number % 9)-1\(number % 9),\(year)A,\(year),\(guardian)\n"
    }
    return try folder.write("pupils.csv", text: text)
  }
}
