import HuesCore
import Observation

/// What the citizen and the city both changed of a report, part by part, and which of the two is to count.
@MainActor @Observable
public final class ConflictModel {
    /// What there is to choose; `nil` until it was read.
    public private(set) var conflicts: [ConflictView]?
    /// The change can be dropped.
    public private(set) var canDrop = false
    /// What was chosen, for the two versions that were seen then.
    public private(set) var choices: [ConflictView: AmendmentChoice] = [:]

    @ObservationIgnored private let session: AppSession
    @ObservationIgnored private let id: ReportId
    @ObservationIgnored private var readings = Readings()

    /// Nothing to choose until ``run()``.
    public init(session: AppSession, id: ReportId) { (self.session, self.id) = (session, id) }

    /// Each part has its choice.
    public var isChosen: Bool {
        guard let conflicts, !conflicts.isEmpty else { return false }
        return conflicts.allSatisfy { choices[$0] != nil }
    }

    /// Reads what there is to choose, and again whenever it changes, until the task is cancelled or the client is shut down.
    public func run() async {
        let events = session.client.events()
        await refresh()
        for await event in events where event.concerns(id) { await refresh() }
    }

    /// Reads it once.
    public func refresh() async {
        let reading = readings.begin()
        await session.attempt { client throws(ApiError) in
            let amendment = try await client.report(id).amendment
            guard readings.show(reading) else { return }
            (conflicts, canDrop) = (amendment?.conflicts ?? [], amendment?.canDrop ?? false)
        }
    }

    /// One of the two versions of a part is to count. Nothing is sent yet.
    public func choose(_ choice: AmendmentChoice, in conflict: ConflictView) { choices[conflict] = choice }

    /// Sends what was chosen.
    ///
    /// - Returns: Whether nothing is left to choose; if not, the city changed it again, or the session's notice says why.
    @discardableResult
    public func send() async -> Bool {
        await refresh()
        guard isChosen else { return false }
        for conflict in conflicts ?? [] {
            guard let choice = choices[conflict] else { return false }
            let isDone = await session.attempt { client throws(ApiError) in
                try await client.choose(choice, for: conflict.part, of: id)
            }
            guard isDone else { break }
        }
        await refresh()
        return conflicts == []
    }

    /// Drops the change: the report stays as the city has it.
    public func drop() async {
        await session.attempt { client throws(ApiError) in try await client.dropChange(of: id) }
        await refresh()
    }
}
