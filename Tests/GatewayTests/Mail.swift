import Foundation
import PosternKit

/// A message as a mail program of the school writes it, with every field that Postfix would else add.
struct Mail {
  /// As the From line has it.
  var from = "t.ash@oakfield.example"
  var to = ["karen.hart@postbox.example"]
  var cc: [String] = []
  var subject = "Tuesday"
  var fields: [String] = ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"]
  var text = "See you on Tuesday."
  /// The envelope's sender; nil for the one of the From line.
  var sender: String?
  /// The envelope's recipients; nil for those of To and Cc.
  var recipients: [String]?
  let identifier = "<\(UUID().uuidString)@oakfield.example>"

  var envelopeSender: String { sender ?? from }
  var envelopeRecipients: [String] { recipients ?? (to + cc) }

  var bytes: [UInt8] {
    var lines = ["From: \(from)"]
    if !to.isEmpty { lines.append("To: \(to.joined(separator: ",\n "))") }
    if !cc.isEmpty { lines.append("Cc: \(cc.joined(separator: ",\n "))") }
    lines += ["Subject: \(subject)", "Date: Tue, 24 Nov 2026 09:15:00 +0000", "Message-ID: \(identifier)"]
    return message((lines + ["MIME-Version: 1.0"] + fields).joined(separator: "\n") + "\n\n\(text)\n")
  }
}

extension Mail {
  /// Special needs of Mia Stone in mail to another family: held, and the sender may end it.
  static func toBeHeld(from: String = "t.ash@oakfield.example") -> Mail {
    Mail(from: from, text: "The EHCP review for Mia Stone is on Tuesday.")
  }

  /// What is to be protected: the health of the recipient's own child.
  static func toBeProtected(from: String = "t.ash@oakfield.example") -> Mail {
    Mail(from: from, text: "The epilepsy plan for Oliver Hart is agreed.")
  }

  /// What is to be refused where the sender's own program shows it: a password for a pupil.
  static func toBeRefused(from: String = "t.ash@oakfield.example") -> Mail {
    Mail(from: from, to: ["o.hart@pupils.oakfield.example"], text: "Your password: Heron!Copper42")
  }

  /// Three families who would see each other.
  static func toBeHidden(from: String = "t.ash@oakfield.example") -> Mail {
    Mail(
      from: from, to: ["karen.hart@postbox.example", "Peter Stone <peter.stone@postbox.example>"],
      cc: ["ngozi.bello@postbox.example"],
      recipients: ["karen.hart@postbox.example", "peter.stone@postbox.example", "ngozi.bello@postbox.example"])
  }
}
