import Configuration
import Policy
import PosternKit
import Quarantine
import Spool

@testable import Delivery

/// A school with invented officers; notices come from `postern@oakfield.example`.
func school(_ folder: TemporaryFolder, port: UInt16 = 9, perHour: Int = 20) throws -> Settings {
  try Settings.load(
    folder.write(
      "postern.yaml",
      text: """
        organisation: {name: Oakfield Academy, domains: [oakfield.example]}
        state: state
        keys: keys
        reinject: {host: 127.0.0.1, port: \(port)}
        officers:
          child_protection: [dsl@oakfield.example, deputy@oakfield.example]
          sen: [senco@oakfield.example]
          general: [dco@oakfield.example]
        notices: {contact: the office on extension 204, per_sender_an_hour: \(perHour)}
        """))
}

let senRule = HeldMessage.Rule(
  id: "sen.to-other-families", title: "Special educational needs information to other families", mode: .enforce,
  requirements: ["hold"], clause: "Greater care about how that data is used is required.",
  remedy: "take the attachment out, or send each family its own message",
  publicReason: "an attachment tells of the needs of a pupil who is not theirs")

func held(
  rules: [HeldMessage.Rule] = [senRule], cabinets: [Cabinet] = [.sen], releaser: Releaser = .sender,
  envelope: Envelope? = nil, automatic: Bool = false, conduct: [String]? = nil
) -> HeldMessage {
  HeldMessage(
    envelope: envelope
      ?? Envelope(
        sender: .init(address: "t.marlow@oakfield.example"),
        recipients: [.init(address: "a.parent@families.example"), .init(address: "b.parent@families.example")]),
    identity: "t.marlow@oakfield.example", receivedAt: 1_795_511_700, messageID: "<m1@oakfield.example>",
    isAutomatic: automatic, rules: rules, cabinets: cabinets, releaser: releaser, ruleSetVersion: "00",
    facts: .init(subject: "Secretsubject", people: ["Secret Person"]), concernsConduct: conduct != nil,
    conductSubjects: conduct ?? [])
}

func memoryFile(_ bytes: [UInt8]) throws -> MemoryFile {
  let file = MemoryFile()
  try file.append(bytes)
  try file.seal()
  return file
}
