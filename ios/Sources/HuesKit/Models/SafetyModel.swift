import HuesCore
import Observation

/// What the citizen does for the safety of what is on the phone: a new key for it, or the end of all of it.
@MainActor @Observable
public final class SafetyModel {
    /// How far a new key is; `nil` when none is on its way.
    public private(set) var change: KeyChange?
    /// A new key has taken over since the screen was opened.
    public private(set) var hasNewKey = false
    /// What erasing everything would mean now, a sentence each.
    public private(set) var erasure: [Words] = []

    @ObservationIgnored private let session: AppSession
    @ObservationIgnored private var readings = Readings()

    /// Nothing is known until ``run()``.
    public init(session: AppSession) { self.session = session }

    /// Reads how things stand, and again whenever they change, until the task is cancelled or the client is shut down.
    public func run() async {
        let events = session.client.events()
        await refresh()
        for await event in events where event.isOfSafety { await refresh() }
    }

    /// Reads how things stand once.
    public func refresh() async {
        let reading = readings.begin()
        await session.attempt { client throws(ApiError) in
            let (change, erasure) = (try await client.keyChange(), try await client.erasure())
            if readings.show(reading) { (self.change, self.erasure) = (change, erasure.sentences()) }
        }
    }

    /// Makes a new key. The citizen goes on meanwhile; what a pause or a kill leaves over is done at the next start.
    public func makeKey() async {
        hasNewKey = false
        hasNewKey = await session.attempt { client throws(ApiError) in try await client.rotateKey() }
        await refresh()
    }
}

extension Event {
    /// Whether it may change what stands there: how far a key is, or how many reports are where.
    fileprivate var isOfSafety: Bool {
        switch self {
        case .syncChanged, .reportsChanged: true
        default: false
        }
    }
}

extension SafetyModel: Identifiable {}
