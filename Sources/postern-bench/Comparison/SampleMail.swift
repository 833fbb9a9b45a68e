import Foundation

/// Ordinary school mail of a given size, a hundred different ones, that every contender lets through.
struct SampleMail {
  private let messages: [[UInt8]]

  /// - Parameter size: of a whole message, in bytes, roughly.
  init(size: Int) {
    let sentences = [
      "Please remember that the library closes at four on Friday.",
      "The minutes of the last meeting are on the shared drive.",
      "We need three more volunteers for the summer fair, mostly for the barbecue and the book stall.",
      "The supplier says that the chairs will arrive in the second week of term.",
      "Room 14 has a new projector; ask the office if the remote control has wandered off again.",
      "The coach leaves at half past eight from the front gate, and comes back before the end of the day.",
      "Could you check the figures for the photocopying budget before we order more paper?",
      "The governors liked the plan for the garden and asked for a costing of the fence.",
      "Year 9 will be off timetable on Thursday morning for the science workshop.",
      "The order number is 4471 and the invoice should follow next week.",
    ]
    var state: UInt64 = 42
    func pick(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    messages = (0..<100).map { number in
      var text =
        "From: Teacher <teacher@oakfield.example>\r\nTo: someone@elsewhere.example\r\nSubject: Notes of the week \(number)\r\n"
        + "Date: Tue, 13 Jan 2026 08:50:00 +0000\r\nMessage-ID: <bench-\(number)@oakfield.example>\r\nMIME-Version: 1.0\r\n"
        + "Content-Type: text/plain; charset=utf-8\r\n\r\nHello,\r\n\r\n"
      while text.utf8.count < size - 60 {
        text += sentences[pick(sentences.count)]
        text += pick(5) == 0 ? "\r\n\r\n" : "\r\n"
      }
      return Array((text + "\r\nKind regards\r\n").utf8)
    }
  }

  /// The message for a number, without the final dot.
  func message(_ number: Int) -> [UInt8] { messages[number % messages.count] }
}
