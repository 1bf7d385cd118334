import HuesCore
import Observation

/// What waits to reach the city: each part with its reason, its next try and how far it is, and what can be done.
@MainActor @Observable
public final class OutboxModel {
    /// The reports of which something waits, the oldest first; `nil` until they were read.
    public private(set) var waiting: [WaitingReport]?

    @ObservationIgnored private let session: AppSession
    @ObservationIgnored private var readings = Readings()

    /// An outbox that is empty until ``run()``.
    public init(session: AppSession) { self.session = session }

    /// Reads it, and again whenever it changes, until the task is cancelled or the client is shut down.
    public func run() async {
        let events = session.client.events(buffering: .bufferingNewest(1))
        await refresh()
        for await _ in events { await refresh() }
    }

    /// Reads it once.
    public func refresh() async {
        let reading = readings.begin()
        await session.attempt { client throws(ApiError) in
            let read = try await client.waiting()
            if readings.show(reading) { waiting = read }
        }
    }

    /// Tries a report now, a parked one once more.
    public func tryNow(_ id: ReportId) async {
        await act { client throws(ApiError) in try await client.tryNow(id) }
    }

    /// Sends now what is held back of a report, at the cost that was on the button.
    public func sendAnyway(_ id: ReportId, _ how: SendAnyway) async {
        await act { client throws(ApiError) in try await client.sendAnyway(id, how) }
    }

    /// Takes a report back to a draft.
    ///
    /// - Returns: Whether it is one now; if not, the session's notice says why.
    public func editAgain(_ id: ReportId) async -> Bool {
        await act { client throws(ApiError) in try await client.editAgain(id) }
    }

    /// Gives a report up; what nobody else has can be taken back: ``AppSession/discarded``.
    public func giveUp(_ id: ReportId) async {
        await session.giveUp(id)
        await refresh()
    }

    /// The report is not taken back after all.
    public func keep(_ id: ReportId) async {
        await act { client throws(ApiError) in try await client.keep(id) }
    }

    /// What becomes of a report of which nobody knows whether the city has it.
    public func decide(_ id: ReportId, _ decision: WhenUnsure) async {
        await act { client throws(ApiError) in try await client.decide(id, decision) }
    }

    @discardableResult
    private func act(_ action: (HuesClient) async throws(ApiError) -> Void) async -> Bool {
        let isDone = await session.attempt(action)
        await refresh()
        return isDone
    }
}

extension WaitingReport: Identifiable {}
extension WaitingItem: Identifiable {}
