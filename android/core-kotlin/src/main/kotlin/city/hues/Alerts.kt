package city.hues

import kotlinx.coroutines.flow.Flow

/** Warnings, and the places that the citizen wants to be warned for, which never leave the phone. */
class Alerts internal constructor(private val client: HuesClient) {
    /** The warnings that hold now, from what is on the phone, in the first of these languages that each has. */
    suspend fun current(languages: List<Language>): AlertList = client.call { it.alerts(languages.map(Language::tag)) }

    /**
     * The same, now and after each change. A warning that ends is no event: ask again as time passes. The flow ends with the client.
     */
    fun watch(languages: List<Language>): Flow<AlertList> =
        client.watch({ it == Event.AlertsChanged }) { current(languages) }

    /** The places, in the order in which they were added. */
    suspend fun watchedPlaces(): List<WatchedPlace> = client.call { it.watchedPlaces() }

    /**
     * Adds a place.
     *
     * @throws ApiException `InvalidInput` beyond ten places or for a position that is none, `StorageFull`.
     */
    suspend fun watchPlace(name: String, point: Point): PlaceId = client.call { it.watchPlace(name, point) }

    /** Forgets a place. */
    suspend fun unwatchPlace(id: PlaceId): Unit = client.call { it.unwatchPlace(id) }
}

/** Its tag (RFC 5646). */
val Language.tag: String get() = name.lowercase()
