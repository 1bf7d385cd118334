package city.hues

import kotlinx.coroutines.flow.Flow

/** What everyone sees: what of a draft becomes public, and the public reports of others. */
class PublicReports internal constructor(private val client: HuesClient) {
    /** Field by field what the city's staff and what everyone will see of a report, and the personal numbers that everyone would read. */
    suspend fun disclosure(id: ReportId): Disclosure = client.call { it.disclosure(id) }

    /** Open reports of others that may be about what the draft is about, as far as the phone knows. */
    suspend fun duplicates(id: ReportId): List<Duplicate> = client.call { it.duplicates(id) }

    /**
     * Asks the city what is reported in the draft's ward, unless that was done just now; then [duplicates]. The city learns the ward and not
     * the position. A network that fails is no error: what is known stays.
     */
    suspend fun refreshNearby(id: ReportId): List<Duplicate> = client.wait { it.refreshNearby(id) }

    /**
     * Follows a report of others that a draft would repeat. The city does not learn who follows.
     *
     * @throws ApiException `NotFound` when the phone knows no such report in the draft's ward, `StorageFull`.
     */
    suspend fun follow(id: ReportId, publicId: String): Unit = client.call { it.followReport(id, publicId) }

    /** Follows a report no longer. */
    suspend fun unfollow(publicId: String): Unit = client.call { it.unfollowReport(publicId) }

    /** The reports that the citizen follows, the latest first, as they were when the phone last asked. */
    suspend fun followed(): List<FollowedReport> = client.call { it.followedReports() }

    /** The same, now and after each change. The flow ends with the client. */
    fun watchFollowed(): Flow<List<FollowedReport>> = client.watch({ it == Event.SyncChanged }) { followed() }

    /** The citizen has seen what changed about them. */
    suspend fun markFollowedSeen(): Unit = client.call { it.markFollowedSeen() }
}
