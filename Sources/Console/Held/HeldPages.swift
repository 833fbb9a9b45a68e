import Configuration
import Delivery
import Foundation
import Hummingbird
import Policy
import Quarantine

/// All pages of held mail. Who may see and do what is asked of the desk; nothing of that stands here.
struct HeldPages: Sendable {
  let ground: Ground
  /// Has content read by workers (D4).
  let room: ReadingRoom
  private let lookers = Lookers()
  private let searches = SearchShelf()

  init(ground: Ground, room: ReadingRoom) {
    self.ground = ground
    self.room = room
  }

  func add(to router: RouterGroup<ConsoleContext>) {
    HeldListPage(ground: ground, searches: searches).add(to: router)
    BulkPage(ground: ground, room: room).add(to: router)
    let message = router.group("held/:reference")
    HeldMessagePage(ground: ground, lookers: lookers).add(to: message)
    ReadPage(ground: ground, room: room).add(to: message)
    PasswordPage(ground: ground).add(to: message)
    ReleasePage(ground: ground, room: room).add(to: message)
    RiskPage(ground: ground, room: room).add(to: message)
    ReturnPage(ground: ground, room: room).add(to: message)
    DeletePage(ground: ground, room: room).add(to: message)
    FalseAlarmPage(ground: ground).add(to: message)
    AskPage(ground: ground).add(to: message)
    AnswerPage(ground: ground).add(to: message)
    HeldBreachPage(ground: ground).add(to: message)
    GlassPage(ground: ground).add(to: message)
    UndoPage(ground: ground).add(to: message)
  }
}
