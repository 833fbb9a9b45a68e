import Foundation
import Spool
import Testing

@testable import People

@Suite("What workers get of the people (D7)")
struct SealedTableTests {
  private static let pupils = """
    upn,legal_first,legal_last,preferred_name,date_of_birth,form,year,school,guardian1_name,guardian1_email,email,flags
    X987654321098,Xylophona,Brambleby,Quillie,2012-09-03,Wobble7,Year 7,Zanzibar School,Marmalade Brambleby,quokka@thistle.example,xb@oakfield.example,sen
    """
  private static let staff =
    "title,first_name,last_name,role,email\nMrs,Ottoline,Featherstone,SENCO,of@oakfield.example\n"

  @Test("holds no name, address, number, form or date in clear, in no encoding")
  func nothingInClear() throws {
    let names = try TemporaryNames(first: "Periwinkle\n", last: "Snodgrass\n")
    let file = try Records.index(pupils: Self.pupils, staff: Self.staff).table(gazetteer: names.gazetteer())
    let bytes = try file.withBytes { Data($0) }
    let planted = [
      "Xylophona", "Brambleby", "Quillie", "Wobble7", "Zanzibar", "Marmalade", "quokka", "thistle", "X987654321098",
      "2012", "Ottoline", "Featherstone", "SENCO", "oakfield", "Periwinkle", "Snodgrass",
    ]
    for word in planted.flatMap({ [$0, $0.lowercased(), $0.uppercased()] }) {
      for encoding in [String.Encoding.utf8, .utf16LittleEndian, .utf16BigEndian, .utf32LittleEndian] {
        let pattern = try #require(word.data(using: encoding))
        #expect(bytes.range(of: pattern) == nil, "\(word) stands in the table")
      }
    }
    for day in [Int32(20_120_903), Int32(20_120_903).byteSwapped] {
      #expect(bytes.range(of: withUnsafeBytes(of: day) { Data($0) }) == nil)
    }
  }

  @Test("is sealed: nobody who holds it can change, cut or lengthen it")
  func sealed() throws {
    let file = try Records.index(pupils: Self.pupils).table()
    #expect(throws: SpoolError.self) { try file.append([0]) }
    let descriptor = try file.descriptor
    #expect(ftruncate(descriptor, 0) != 0)
    #expect(ftruncate(descriptor, off_t(try file.size + 1)) != 0)
    var byte: UInt8 = 0
    #expect(pwrite(descriptor, &byte, 1, 0) != 1)
  }

  @Test("two tables of the same people share no hash: each has a key of its own")
  func keyed() throws {
    let index = try Records.index(pupils: Self.pupils)
    let (one, other) = (try PeopleTable(index.table()), try PeopleTable(index.table()))
    let name = Array("brambleby".utf8)
    func hash(_ table: PeopleTable) -> UInt64 { name.withUnsafeBytes { table.hash(name.indices, of: $0) } }
    #expect(hash(one) == hash(one))
    #expect(hash(one) != hash(other))
  }

  @Test("that was cut, or is something else, is refused")
  func damaged() throws {
    let good = try Records.index(pupils: Self.pupils).table().withBytes { Array($0) }
    for bytes in [[], [UInt8](repeating: 0, count: 4096), Array(good.prefix(good.count / 2)), Array(good.dropFirst(8))]
    {
      let file = MemoryFile()
      try file.append(bytes)
      #expect(throws: PeopleTableError.self) { try PeopleTable(file) }
    }
  }
}
