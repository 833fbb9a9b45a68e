import CTesseract
import Glibc
import Synchronization

/// Reads text in pictures (OCR) with Tesseract and its English model.
enum TextRecogniser {
  enum Outcome: Equatable {
    /// Nothing but white space when the picture shows no text.
    case text(String)
    /// Why it was not read, in words.
    case unread(String)
  }

  /// A picture in grey, a byte a point, 0 is black.
  struct Grey {
    var width: Int
    var height: Int
    var points: [UInt8]
  }

  private struct Engine {
    let handle: OpaquePointer

    init?() {
      guard let handle = TessBaseAPICreate() else { return nil }
      // Nil: where the package of the library looks for its models.
      guard TessBaseAPIInit3(handle, nil, "eng") == 0 else {
        TessBaseAPIDelete(handle)
        return nil
      }
      TessBaseAPISetPageSegMode(handle, PSM_AUTO)
      self.handle = handle
    }
  }

  /// One for the process: loading the model takes a fifth of a second, and its file is out of reach behind the wall.
  private static let engine = Mutex<Engine?>(nil)

  /// Below this mean confidence, of 100, what comes out of photographs is no text.
  private static let confidence: Int32 = 30
  /// Milliseconds below which it is not worth beginning.
  private static let least = 100
  private static let resolution: Int32 = 200

  /// Loads the model.
  static func prepare() {
    setMsgSeverity(6)  // L_SEVERITY_NONE
    engine.withLock { if $0 == nil { $0 = Engine() } }
  }

  static func recognise(_ picture: Grey, budget: inout DocumentBudget) -> Outcome {
    guard picture.points.count == picture.width * picture.height, picture.width > 0 else { return .text("") }
    return recognise(points: picture.width * picture.height, budget: &budget) { handle in
      picture.points.withUnsafeBufferPointer {
        TessBaseAPISetImage(
          handle, $0.baseAddress, Int32(picture.width), Int32(picture.height), 1, Int32(picture.width))
      }
    }
  }

  static func recognise(_ picture: UnsafeMutablePointer<Pix>, budget: inout DocumentBudget) -> Outcome {
    let points = Int(pixGetWidth(picture)) * Int(pixGetHeight(picture))
    return recognise(points: points, budget: &budget) { TessBaseAPISetImage2($0, picture) }
  }

  private static func recognise(points: Int, budget: inout DocumentBudget, set: (OpaquePointer) -> Void) -> Outcome {
    guard budget.recognition >= least else { return .unread("the time for reading pictures was used up") }
    guard budget.take(pixels: points) else { return .unread("more points than are read in one message") }
    let left = Int32(clamping: budget.recognition)
    let began = milliseconds()
    defer { budget.recognition -= Int(milliseconds() - began) }
    return engine.withLock { engine in
      if engine == nil { engine = Engine() }
      guard let handle = engine?.handle else { return .unread("Tesseract's English model is missing") }
      set(handle)
      TessBaseAPISetSourceResolution(handle, resolution)
      defer { TessBaseAPIClear(handle) }
      let monitor = TessMonitorCreate()
      defer { TessMonitorDelete(monitor) }
      TessMonitorSetDeadlineMSecs(monitor, left)
      guard TessBaseAPIRecognize(handle, monitor) == 0, milliseconds() - began <= Int64(left) else {
        return .unread("the time for reading pictures was used up")
      }
      guard TessBaseAPIMeanTextConf(handle) >= confidence, let text = TessBaseAPIGetUTF8Text(handle) else {
        return .text("")
      }
      defer { TessDeleteText(text) }
      return .text(String(cString: text))
    }
  }

  private static func milliseconds() -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
  }
}
