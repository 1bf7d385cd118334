import HuesCore
import Observation

/// The citizen's reports: those that wait first, then the newest.
@MainActor @Observable
public final class ReportsModel {
    /// How many more are read at a time.
    public static let page = 50

    /// The reports so far; `nil` until they were read.
    public private(set) var reports: [ReportSummary]?
    /// Something waits to reach the city, of these or of others.
    public private(set) var isAnythingWaiting = false
    /// There may be more than these.
    public private(set) var hasMore = false

    /// The drafts that were thrown away and can be taken back, the last one first.
    public private(set) var discarded: [DiscardedDraft] = []

    /// The reports of others that the citizen follows, the latest first.
    public private(set) var followed: [FollowedReport] = []

    @ObservationIgnored private var drafts: [ReportId: DraftSummary] = [:]
    @ObservationIgnored private let session: AppSession
    @ObservationIgnored private var readings = Readings()
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
        let (reading, limit) = (readings.begin(), limit)
        await session.attempt { client throws(ApiError) in
            let names = try await client.categoryNames()
            let read = try await client.reports(limit: limit)
            let drafts = try await client.drafts()
            let discarded = try await client.discardedDrafts()
            let followed = try await client.followedReports()
            let tally = try await client.tally()
            if followed.contains(where: \.changed) { try await client.markFollowedSeen() }
            guard readings.show(reading) else { return }
            self.drafts = Dictionary(drafts.map { ($0.id, $0) }) { first, _ in first }
            (self.names, self.discarded, self.followed) = (names, discarded, followed)
            (reports, hasMore, isAnythingWaiting) = (read, read.count == limit, tally.waiting > 0)
        }
    }

    /// Reads one page more.
    public func more() async {
        limit += Self.page
        await refresh()
    }

    /// When a draft was saved, in words; `nil` for a report that is none.
    public func saved(_ report: ReportSummary) -> Words? { drafts[report.id]?.sentence }

    /// Makes another draft like this one.
    ///
    /// - Returns: The new one; `nil` when that failed, and then the session says why.
    public func duplicate(_ id: ReportId) async -> ReportId? {
        var copy: ReportId?
        await session.attempt { client throws(ApiError) in copy = try await client.duplicate(id) }
        return copy
    }

    /// Throws a draft away, which can be undone.
    public func discard(_ id: ReportId) async {
        await session.attempt { _ throws(ApiError) in try await session.discard(id) }
        await refresh()
    }

    /// Takes a discarded draft back.
    public func restore(_ id: ReportId) async {
        await session.restore(id)
        await refresh()
    }

    /// Follows a report of others no longer.
    public func unfollow(_ publicId: String) async {
        await session.attempt { client throws(ApiError) in try await client.unfollow(publicId) }
        await refresh()
    }

    /// Erases a discarded draft for good.
    public func erase(_ id: ReportId) async {
        await session.erase(id)
        await refresh()
    }

    /// What a report is about; `nil` when the citizen has not said.
    public func category(of report: ReportSummary) -> Words? {
        report.category.flatMap { names[$0] }
    }

    /// What a report of somebody else is about; `nil` when the city has no such category any more.
    public func category(of followed: FollowedReport) -> Words? { names[followed.report.category] }
}

extension HuesClient {
    /// The categories' names by their ids.
    func categoryNames() async throws(ApiError) -> [String: Words] {
        Dictionary(try await categories().map { ($0.id, $0.name) }) { first, _ in first }
    }
}

extension ReportSummary: Identifiable {}
extension DiscardedDraft: Identifiable {}
extension FollowedReport: Identifiable {
    /// The id under which everyone may see it.
    public var id: String { report.publicId }
}
extension PhotoView: Identifiable {}
extension PhotoId: Identifiable {
    /// It is its own id.
    public var id: String { text }
}
