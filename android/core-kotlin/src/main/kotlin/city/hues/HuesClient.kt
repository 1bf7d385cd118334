package city.hues

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.withContext
import java.io.File
import java.time.Instant

/**
 * The core, as an app holds it: one client for the whole app, usable from any coroutine.
 *
 * Every call that changes something returns when the change is on disk. Calls touch the disk, so they run on [Dispatchers.IO] and may be
 * made from the main thread; [sync] and the login wait for the network. Each failure is an [ApiException], which has words for the citizen.
 */
class HuesClient internal constructor(
    private val client: Client,
    private val hub: EventHub,
    isWatched: Boolean,
    /** What the city does beside taking reports. */
    val capabilities: Capabilities,
) : AutoCloseable {
    private val wakefulness = Wakefulness(isWatched, ::letGo)

    /** The citizen's reports. */
    val reports: Reports = Reports(this)

    /** The warnings. */
    val alerts: Alerts = Alerts(this)

    /** Calls for help. */
    val sos: Sos = Sos(this)

    /** What a position is worth, and the search for a ward. */
    val places: Places = Places(this)

    /** What everyone sees. */
    val publicReports: PublicReports = PublicReports(this)

    /** Who is logged in. */
    val account: Account = Account(this)

    /**
     * What changes from the moment in which it is collected. An event says what changed, not how: ask again. The flow ends with the
     * client; nothing is dropped.
     */
    val events: Flow<Event> get() = hub.events

    /**
     * Sends all that can go and fetches what is new. A network that fails is no error: the outcome tells of it. Cancelling the coroutine
     * that waits for it does not stop the round.
     */
    suspend fun sync(): SyncOutcome = wait { it.sync() }

    /** The platform says what network there is. A better one ends the waits for the network. */
    suspend fun setNetwork(network: Network): Unit = call { it.setNetwork(network) }

    /** The platform says what it knows of the battery; while that is to be spared, photos and videos wait. */
    suspend fun setBattery(battery: Battery): Unit = call { it.setBattery(battery) }

    /** The platform says how many bytes the app may still write; when they are few, the system is handed nothing. */
    suspend fun setFreeSpace(bytes: ULong): Unit = call { it.setFreeSpace(bytes) }

    /** Whether photos wait for a network that does not cost by the byte. */
    suspend fun photosWaitForUnmetered(): Boolean = call { it.photosWaitForUnmetered() }

    /** The citizen chooses whether they do. */
    suspend fun setPhotosWaitForUnmetered(wait: Boolean): Unit = call { it.setPhotosWaitForUnmetered(wait) }

    /** Whether videos do; at first they do. */
    suspend fun videosWaitForUnmetered(): Boolean = call { it.videosWaitForUnmetered() }

    /** The citizen chooses whether they do. */
    suspend fun setVideosWaitForUnmetered(wait: Boolean): Unit = call { it.setVideosWaitForUnmetered(wait) }

    /** The app came to the foreground: what was paused opens again, waits end, and what can go goes. */
    suspend fun resume() {
        wakefulness.watch()
        call { it.resume() }
        hub.release()
    }

    /**
     * The app goes to sleep: once no call and no work that is to be kept [awake] is under way, no file or lock is held any more. What is being
     * sent beside those is cut off and goes on later. Calls work all the same, and let go again when they are done; [events] and the `watch…`
     * flows are silent until [resume].
     */
    suspend fun pause() {
        // At once, so that whoever comes back next has the last word.
        wakefulness.unwatch()
        hub.hold()
        withContext(Dispatchers.IO) { wakefulness.settle() }
    }

    /** Keeps the core open as long as the work goes on, also while the app sleeps. */
    suspend fun <T> awake(work: suspend () -> T): T {
        wakefulness.begin()
        try {
            return work()
        } finally {
            withContext(NonCancellable + Dispatchers.IO) { wakefulness.end() }
        }
    }

    /**
     * Makes a new data key and seals everything with it. It takes as long as copying all photos; a pause or a kill on the way loses
     * nothing, and the next start goes on.
     */
    suspend fun rotateKey(): Unit = call { it.rotateKey() }

    /** How far a new key is, here or since the last start; `null` when there is none on its way. */
    suspend fun keyChange(): KeyChange? = call { it.keyChange() }

    /** The same, now and after each change. The flow ends with the client. */
    fun watchKeyChange(): Flow<KeyChange?> = watch({ it == Event.SyncChanged }) { keyChange() }

    /** What [wipe] would mean now. */
    suspend fun erasure(): Erasure = call { it.erasure() }

    /** The same, now and after each change. The flow ends with the client. */
    fun watchErasure(): Flow<Erasure> = watch({ it is Event.ReportsChanged || it == Event.SyncChanged }) { erasure() }

    /**
     * Erases everything that the citizen has on this phone, the key first. The client is as if new afterwards; what was sent stays with
     * the city.
     */
    suspend fun wipe(): Unit = call { it.wipe() }

    /** What went wrong with the phone's data and was not dismissed yet, the oldest first. */
    suspend fun troubles(): List<Trouble> = call { it.troubles() }

    /** The same, now and after each change. The flow ends with the client. */
    fun watchTroubles(): Flow<List<Trouble>> = watch({ it == Event.SyncChanged }) { troubles() }

    /** The citizen has seen it. What was put aside is erased at the first start more than 30 days after it happened. */
    suspend fun dismissTrouble(id: String): Unit = call { it.dismissTrouble(id) }

    /** When the platform should wake the app for a [sync]; `null`: nothing waits for a time. */
    suspend fun nextWake(): Instant? = call { it.nextWake() }

    /** The parts of the home page that have something to show now, from the top to the bottom. */
    suspend fun homeParts(): List<HomePart> = call { it.homeParts() }

    /** Every ward with its borders, thinned to so many metres; 50 suit a map of the whole city on a phone. */
    suspend fun map(toleranceM: Double): CityMap = call { it.map(toleranceM) }

    /** The tiles that cover what is seen of the map; `null` where the city has no map but its borders. */
    suspend fun tileMap(view: MapView): TileMap? = call { it.tileMap(view) }

    /**
     * The picture of a tile: PNG, JPEG or WebP. `null` when it can't be had now; the map is drawn without it. Its server is told which tile, and
     * nothing else of the citizen.
     */
    suspend fun mapTile(tile: Tile): ByteArray? = wait { it.mapTile(tile) }

    /** The ward in which a point lies; `null` outside the city. */
    suspend fun wardAt(point: Point): Ward? = call { it.wardAt(point) }

    /** A moment as people in this city say it now. */
    suspend fun moment(at: Instant): Words = call { it.moment(at) }

    /** The moment with which setting one begins: the last full five minutes. */
    suspend fun momentToSet(): Instant = call { it.momentToSet() }

    /** A moment so many steps later; earlier for a negative number. */
    suspend fun moved(at: Instant, by: MomentStep, steps: Int): Instant = call { it.movedMoment(at, by, steps) }

    /**
     * Ends the client and gives the data directory free: later calls fail with [ApiException.Closed], flows of events end. What is being
     * sent is cut off; nothing is lost by that. It may take some seconds then.
     */
    override fun close() {
        client.shutDown()
        hub.finish()
    }

    /** One call of the core, away from the caller's thread. */
    internal suspend fun <T> call(work: (Client) -> T): T = wait { work(it) }

    /** The same for calls that wait for the network. */
    internal suspend fun <T> wait(work: suspend (Client) -> T): T = withContext(Dispatchers.IO) {
        wakefulness.begin()
        try {
            work(client)
        } finally {
            wakefulness.end()
        }
    }

    private fun letGo() = try {
        client.pause()
    } catch (_: ApiException) {
        // It is closed, or what could not be folded together is at the next start; nothing is held either way.
    }

    internal fun <T> watch(concerns: (Event) -> Boolean, load: suspend () -> T): Flow<T> = hub.watch(concerns, load)

    companion object {
        /**
         * Opens the data directory, or makes it. What the last process left unfinished is taken up again. A client that nobody looks at is
         * asleep, as after [pause].
         *
         * @throws ApiException `InUse`, `KeyLocked`, `KeyLost`, `NewerData`, `DataDamaged`, `StorageFull`, `StorageReadOnly`, `StorageBusy` or
         * `InvalidConfig`; the data is untouched then.
         */
        suspend fun open(config: Config, keyGuard: KeyGuard, isWatched: Boolean = true): HuesClient = withContext(Dispatchers.IO) {
            val hub = EventHub(isHeld = !isWatched)
            val client = Client.open(config, keyGuard, hub)
            HuesClient(client, hub, isWatched, client.capabilities())
        }

        /**
         * Puts a data directory aside, untouched, so that the citizen can start afresh after [ApiException.KeyLost] or
         * [ApiException.DataDamaged]. Returns its new path.
         */
        suspend fun putAside(dataDir: File): File =
            withContext(Dispatchers.IO) { File(city.hues.putAside(dataDir.path)) }
    }
}
