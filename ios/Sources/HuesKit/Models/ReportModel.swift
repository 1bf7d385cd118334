import Foundation
import HuesCore
import Observation

/// One report on its way and at the city: its state with reason and next try, the number, the timeline and the thread.
@MainActor @Observable
public final class ReportModel {
    /// The report's id.
    public let id: ReportId
    /// What the core says of it; `nil` until ``run()`` has read it.
    public private(set) var report: ReportView?
    /// Why the last reading or action failed.
    public private(set) var failure: ApiError?

    @ObservationIgnored private let client: HuesClient

    /// A report that is empty until ``run()``.
    public init(client: HuesClient, id: ReportId) {
        self.client = client
        self.id = id
    }

    /// Reads the report, and again whenever it changes, until the task is cancelled or the client is shut down.
    public func run() async {
        let events = client.events()
        await refresh()
        for await event in events where event.concerns(id) { await refresh() }
    }

    /// Reads the report once.
    public func refresh() async {
        do { (report, failure) = (try await client.report(id), nil) } catch { failure = error }
    }

    /// Tries a waiting report now, a parked one once more.
    public func tryNow() async {
        await act { client, id throws(ApiError) in try await client.tryNow(id) }
    }

    /// Takes the report back to a draft.
    ///
    /// - Returns: Whether it is one now; if not, ``failure`` says why.
    @discardableResult
    public func editAgain() async -> Bool {
        await act { client, id throws(ApiError) in try await client.editAgain(id) }
    }

    /// The citizen has seen the thread.
    public func markRead() async {
        await act { client, id throws(ApiError) in try await client.markRead(id) }
    }

    @discardableResult
    private func act(
        _ action: (HuesClient, ReportId) async throws(ApiError) -> Void
    ) async -> Bool {
        do { try await action(client, id) } catch {
            failure = error
            return false
        }
        await refresh()
        return true
    }
}

extension Event {
    /// Whether a report has to be read again.
    func concerns(_ id: ReportId) -> Bool {
        switch self {
        case .reportsChanged(let ids): ids.contains(id)
        case .mediaProgress(let report, _, _): report == id
        // The reason why it waits, and the next try.
        case .syncChanged: true
        default: false
        }
    }
}
