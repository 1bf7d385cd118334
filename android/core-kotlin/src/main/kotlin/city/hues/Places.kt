package city.hues

/** What a position is worth, and the search for a ward by its name. None of it needs a network. */
class Places internal constructor(private val client: HuesClient) {
    /**
     * What a position is worth if the citizen takes it now: its ward, what lies beyond the city, and reasons to look at it twice.
     *
     * @throws ApiException `InvalidInput` for a position that is none.
     */
    suspend fun about(location: Location): PlaceFacts = client.call { it.place(location) }

    /** What the place of a report was worth when the citizen set it; `null` while it has none. */
    suspend fun of(report: ReportId): PlaceFacts? = client.call { it.reportPlace(report) }

    /**
     * The wards that a name may mean, the likeliest first: a name of today or of before the last reform, with marks or without, mistyped or
     * not typed to its end.
     */
    suspend fun search(typed: String, limit: Int): List<FoundWard> =
        client.call { it.searchWards(typed, limit.coerceAtLeast(0).toUInt()) }
}
