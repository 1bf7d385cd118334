import HuesCore
import Observation

/// The home screen: the worst warning that holds now with its age, how many reports wait or have news, and whom to call.
@MainActor @Observable
public final class HomeModel {
    /// What stands on the page, from the top to the bottom; none until all of this was read.
    public private(set) var parts: [HomePart] = []
    /// The warning to show first; `nil`: none holds, or none was read yet.
    public private(set) var worst: AlertLine?
    /// How many hold beside it.
    public private(set) var others = 0
    /// When the city last confirmed the warnings; `nil`: never.
    public private(set) var asOf: Words?
    /// How many reports are drafts, wait, or have news; `nil` until all of this was read.
    public private(set) var reports: ReportTally?
    /// What was being written when the app was cut off.
    public private(set) var recovered: Recovered?
    /// The language of the warnings, from the next ``refresh()`` on.
    public var language: Language

    @ObservationIgnored private let session: AppSession
    @ObservationIgnored private var readings = Readings()

    /// A home screen that is empty until ``run()``.
    public init(session: AppSession, language: Language = .vi) {
        (self.session, self.language) = (session, language)
    }

    /// Numbers to call, the most useful first.
    public var hotlines: [Hotline] { session.city?.hotlines ?? [] }

    /// Reads everything, and again at each change, until the task is cancelled or the client is shut down.
    public func run() async {
        // Any change has everything read again, so one that waits stands for all.
        let events = session.client.events(buffering: .bufferingNewest(1))
        await refresh()
        for await _ in events { await refresh() }
    }

    /// The citizen goes on with it later.
    public func putAwayRecovered() async {
        for draft in recovered?.drafts ?? [] {
            await session.attempt { client throws(ApiError) in try await client.putAway(draft.id) }
        }
        await refresh()
    }

    /// The draft of a question to an agency; `nil` when there could be none.
    public func beginQuestion() async -> ReportId? {
        var draft: ReportId?
        await session.attempt { client throws(ApiError) in draft = try await client.beginQuestion() }
        return draft
    }

    /// Reads everything once.
    public func refresh() async {
        let reading = readings.begin()
        await session.attempt { client throws(ApiError) in
            let list = try await client.alerts(in: language)
            let tally = try await client.tally()
            var line: AlertLine?
            if let first = list.alerts.first { line = try await AlertLine(first, client) }
            let asOf = try await client.words(ifAny: list.asOf)
            let recovered = try await client.recoveredDrafts()
            let parts = try await client.homeParts()
            guard readings.show(reading) else { return }
            (self.asOf, self.recovered, self.parts) = (asOf, recovered, parts)
            (worst, others, reports) = (line, max(0, list.alerts.count - 1), tally)
        }
    }
}
