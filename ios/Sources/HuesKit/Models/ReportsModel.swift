import HuesCore
import Observation

/// The citizen's reports: those that wait first, then the newest.
@MainActor @Observable
public final class ReportsModel {
    /// How many more are read at a time.
    public static let page = 50

    /// The reports so far; `nil` until they were read.
    public private(set) var reports: [ReportSummary]?
    /// There may be more than these.
    public private(set) var hasMore = false

    @ObservationIgnored private let session: AppSession
    @ObservationIgnored private var names: [String: Words] = [:]
    @ObservationIgnored private var limit = page

    /// A list that is empty until ``run()``.
    public init(session: AppSession) { self.session = session }

    /// Reads the list, and again whenever it changes, until the task is cancelled or the client is shut down.
    public func run() async {
        let events = session.client.events(buffering: .bufferingNewest(1))
        await refresh()
        for await _ in events { await refresh() }
    }

    /// Reads the list once.
    public func refresh() async {
        await session.attempt { client throws(ApiError) in
            names = try await client.categoryNames()
            let read = try await client.reports(limit: limit)
            (reports, hasMore) = (read, read.count == limit)
        }
    }

    /// Reads one page more.
    public func more() async {
        limit += Self.page
        await refresh()
    }

    /// What a report is about; `nil` when the citizen has not said.
    public func category(of report: ReportSummary) -> Words? {
        report.category.flatMap { names[$0] }
    }
}

extension HuesClient {
    /// The categories' names by their ids.
    func categoryNames() async throws(ApiError) -> [String: Words] {
        Dictionary(try await categories().map { ($0.id, $0.name) }) { first, _ in first }
    }
}

extension ReportSummary: Identifiable {}
extension PhotoView: Identifiable {}
