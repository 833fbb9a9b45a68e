import CGSF
import Extraction

/// Takes each library's ways once, before files become unreachable.
public enum ProtectionWarmth {
  /// Locks a small file of each kind. Call it once in the process.
  public static func prepare() {
    gsf_init()
    guard let password = try? Password("warm") else { return }
    // Any bytes do; what makes guessing slow would make each start slow.
    _ = try? OfficeContainer.bytes(
      AgileEncryption(UnsafeRawBufferPointer(start: nil, count: 0), password: password, spins: 1))
    let documents = [Array(pdf.utf8), Array("Name,Form".utf8), []]
    for document in documents {
      document.withUnsafeBytes { bytes in
        _ = try? FileProtector.protect(bytes, name: "a.csv", password: password)
      }
    }
  }

  private static let pdf = """
    %PDF-1.4
    1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
    2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
    3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>> endobj
    trailer <</Root 1 0 R>>

    """
}
