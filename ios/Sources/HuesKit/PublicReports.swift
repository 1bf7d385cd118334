import HuesCore

/// What everyone sees: what of a draft becomes public, and the public reports of others.
extension HuesClient {
    /// Field by field what the city's staff and what everyone will see of a report, and the personal numbers that everyone would read.
    public func disclosure(of id: ReportId) async throws(ApiError) -> Disclosure {
        try await call { client throws in try client.disclosure(id: id) }
    }

    /// Open reports of others that may be about what the draft is about, as far as the phone knows.
    public func duplicates(of id: ReportId) async throws(ApiError) -> [Duplicate] {
        try await call { client throws in try client.duplicates(id: id) }
    }

    /// Asks the city what is reported in the draft's ward, unless that was done just now; then ``duplicates(of:)``. The city learns the ward and
    /// not the position. A network that fails is no error: what is known stays.
    public func refreshNearby(_ id: ReportId) async throws(ApiError) -> [Duplicate] {
        try await wait { client throws in try await client.refreshNearby(id: id) }
    }

    /// Follows a report of others that a draft would repeat. The city does not learn who follows.
    ///
    /// - Throws: `NotFound` when the phone knows no such report in the draft's ward, `StorageFull`.
    public func follow(_ publicId: String, insteadOf id: ReportId) async throws(ApiError) {
        try await call { client throws in try client.followReport(id: id, publicId: publicId) }
    }

    /// Follows a report no longer.
    public func unfollow(_ publicId: String) async throws(ApiError) {
        try await call { client throws in try client.unfollowReport(publicId: publicId) }
    }

    /// The reports that the citizen follows, the latest first, as they were when the phone last asked.
    public func followedReports() async throws(ApiError) -> [FollowedReport] {
        try await call { client throws in try client.followedReports() }
    }

    /// The citizen has seen what changed about them.
    public func markFollowedSeen() async throws(ApiError) {
        try await call { client throws in try client.markFollowedSeen() }
    }
}
