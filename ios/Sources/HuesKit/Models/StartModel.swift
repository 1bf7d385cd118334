import HuesCore
import Observation

/// The first start: the language, and what is kept and why. No permission is asked for here; each is asked for when it is needed.
@MainActor @Observable
public final class StartModel {
    /// The language of the page; the first of the city's until the citizen chooses.
    public var chosen = Language.vi

    @ObservationIgnored private let app: AppModel

    /// A page for an app that has not been started before.
    public init(app: AppModel) { self.app = app }

    /// The first start is over.
    public func begin() { app.speak(chosen) }
}
