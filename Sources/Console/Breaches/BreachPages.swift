import Hummingbird
import Quarantine

/// All pages of the breach register. Who may see and do what is asked of `Policy/Access`; nothing of that stands here.
struct BreachPages: Sendable {
  let ground: Ground

  func add(to router: RouterGroup<ConsoleContext>) {
    BreachListPage(ground: ground).add(to: router)
    RegisterExportPage(ground: ground).add(to: router)
    ReportPage(ground: ground).add(to: router)
    DisclosureListPage(ground: ground).add(to: router)
    DisclosurePage(ground: ground).add(to: router)
    let record = router.group("breaches/:reference")
    BreachRecordPage(ground: ground).add(to: record)
    RecordExportPage(ground: ground).add(to: record)
    for act in [NoteAct(), AssessAct(), DecideAct(.ico), DecideAct(.people), CloseAct()] as [any BreachAct] {
      BreachActPage(ground: ground, act: act).add(to: record, at: "\(act.path)")
    }
    for field in BreachField.allCases {
      BreachActPage(ground: ground, act: CorrectAct(field, ground)).add(to: record, at: "correct/\(field.rawValue)")
    }
  }
}
