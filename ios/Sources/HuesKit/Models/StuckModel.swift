import HuesCore
import Observation

/// The core did not open: why, and what the citizen can do.
@MainActor @Observable
public final class StuckModel {
    /// Why.
    public let error: ApiError

    @ObservationIgnored private weak var app: AppModel?

    init(_ error: ApiError, app: AppModel) {
        (self.error, self.app) = (error, app)
    }

    /// What happened and what can be done, in the core's words.
    public var words: Words { error.words() }

    /// Trying again will not help: the data must be put aside, which loses nothing.
    public var canStartAfresh: Bool { error == .KeyLost || error == .DataDamaged }

    /// Tries again.
    public func tryAgain() async { await app?.open() }

    /// Puts the data aside, untouched, and begins anew.
    public func startAfresh() async { await app?.startAfresh() }
}
