import Crypto
import Foundation

extension MasterKey {
  /// Seals a letter of our own that is about no held message.
  func sealOutgoing(_ record: Data, of id: OutgoingID) throws -> Data { try seal(record, "outgoing \(id)") }

  func openOutgoing(_ sealed: Data, of id: OutgoingID) throws -> Data { try open(sealed, "outgoing \(id)") }

  /// Seals who asked for a row.
  func sealActor(_ actor: String, of id: OutgoingID) throws -> Data { try seal(Data(actor.utf8), "actor \(id)") }

  func openActor(_ sealed: Data, of id: OutgoingID) throws -> String {
    String(decoding: try open(sealed, "actor \(id)"), as: UTF8.self)
  }

  private func seal(_ data: Data, _ bound: String) throws -> Data {
    try AES.GCM.seal(data, using: outbox, authenticating: Data(bound.utf8)).combined ?? Data()
  }

  private func open(_ sealed: Data, _ bound: String) throws -> Data {
    try AES.GCM.open(AES.GCM.SealedBox(combined: sealed), using: outbox, authenticating: Data(bound.utf8))
  }
}
