package city.hues.ui

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.graphics.ImageBitmap
import city.hues.ApiException
import city.hues.CityInfo
import city.hues.DiscardedDraft
import city.hues.GivingUp
import city.hues.HuesClient
import city.hues.Language
import city.hues.PhotoId
import city.hues.PhotoView
import city.hues.Point
import city.hues.ReportId
import city.hues.Tile
import city.hues.Trouble
import city.hues.Words
import city.hues.ui.compose.Desk
import city.hues.ui.compose.PhotoTile
import city.hues.ui.place.MapShape
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/**
 * The open core with what the pages share: what goes on when a page is left, what went wrong, and pictures that were drawn before. It lives
 * as long as the app, longer than any page.
 */
internal class Session(val client: HuesClient, val device: Device, val city: CityInfo, app: CoroutineScope) {
    /** What is done for the citizen, whatever page they are on. */
    val scope = CoroutineScope(app.coroutineContext + Job(app.coroutineContext[Job]))

    /** What went wrong with something that the citizen did, until they have read it. */
    var notice: Words? by mutableStateOf(null)

    /** The draft that the citizen has just thrown away, as long as that is said. */
    var discarded: DiscardedDraft? by mutableStateOf(null)

    /** What went wrong with the phone's data, until the citizen has read it. */
    var trouble: Trouble? by mutableStateOf(null)
        private set

    /** The login, which goes on while the browser covers the app. */
    val login = Login(this)

    /** Photos of another app that wait for their report. */
    var shared: List<PickedPhoto> by mutableStateOf(emptyList())

    /** A draft to which something came from outside, until its page is shown. */
    var arrived: ReportId? by mutableStateOf(null)

    private val pictures = mutableMapOf<PhotoId, ImageBitmap>()
    private val tiles = object : LinkedHashMap<Tile, ImageBitmap>(MAX_TILES, 0.75f, true) {
        override fun removeEldestEntry(eldest: Map.Entry<Tile, ImageBitmap>) = size > MAX_TILES
    }
    private var shape: MapShape? = null
    private var desk: Desk? = null

    init {
        scope.launch { device.network.collect { network -> attempt { client.setNetwork(network) } } }
        scope.launch { device.battery.collect { battery -> attempt { client.setBattery(battery) } } }
        tellFreeSpace()
        scope.launch { attempt { client.watchTroubles().collect { trouble = it.firstOrNull() } } }
    }

    /** Tells the core how much room there is; the system says that only when it is asked. */
    fun tellFreeSpace() = act { device.freeSpace()?.let { client.setFreeSpace(it) } }

    /** Does what the citizen asked for, though they may leave the page; a failure becomes the notice. */
    fun act(work: suspend () -> Unit) {
        scope.launch { attempt(work) }
    }

    /** Does it here and now; whether it was done. */
    suspend fun attempt(work: suspend () -> Unit): Boolean = try {
        work()
        true
    } catch (error: ApiException) {
        notice = error.words()
        false
    }

    /** A late photo or video goes into the draft for which it was taken, and the citizen is told. */
    fun receive(late: PickedPhoto, takenFor: ReportId?) = act {
        val reports = client.reports
        val added = if (late.isVideo) reports.addLateVideo(takenFor, late.file, late.hint) else reports.addLatePhoto(takenFor, late.file, late.hint)
        notice = added.words
        arrived = added.report
    }

    /** Nothing of it is of use any more. */
    fun end() = scope.cancel()

    /** The citizen has read what went wrong with the phone's data. */
    fun close(read: Trouble) = act { client.dismissTrouble(read.id) }

    /** The desk on which a draft lies. There is one at a time. */
    fun desk(draft: ReportId?, trail: Trail): Desk {
        val known = desk?.takeIf { it.id == draft && !it.isDone }
        if (known != null) return known
        leaveDesk()
        return Desk(draft, this, trail).also { desk = it }
    }

    /** The citizen is on a page that belongs to no draft. */
    fun leaveDesk() {
        desk?.takeIf { !it.isDone }?.putAway()
    }

    /** Throws a draft away, which can be undone. */
    fun discard(draft: ReportId) = act {
        client.reports.discard(draft)
        discarded = client.reports.discarded().find { it.id == draft }
    }

    /** Gives a report up: what nobody else has is thrown away, which can be undone; [gone] is told of that. */
    fun giveUp(report: ReportId, gone: () -> Unit) = act {
        if (client.reports.giveUp(report) == GivingUp.DISCARD) {
            discarded = client.reports.discarded().find { it.id == report }
            gone()
        }
    }

    /** Erases a discarded draft for good. */
    fun erase(draft: ReportId) = act {
        client.reports.erase(draft)
        discarded = null
    }

    /** Takes a discarded draft back. */
    fun restore(draft: ReportId) = act {
        client.reports.restore(draft)
        discarded = null
    }

    suspend fun picture(photo: PhotoId): ImageBitmap? = pictures[photo] ?: try {
        val jpeg = client.reports.thumbnail(photo)
        withContext(Dispatchers.IO) { device.picture(jpeg) }.also { pictures[photo] = it }
    } catch (_: ApiException.NotFound) {
        null
    }

    suspend fun tile(photo: PhotoView): PhotoTile {
        val shape = photo.width.toFloat() / photo.height.toFloat()
        return PhotoTile(photo.id, picture(photo.id), photo.durationMs != null, shape, photo.sentences)
    }

    /** A tile of the map as it is drawn; `null` when it can't be had now, or is none. */
    suspend fun tile(tile: Tile): ImageBitmap? = tiles[tile] ?: client.mapTile(tile)?.let { bytes ->
        withContext(Dispatchers.IO) { runCatching { device.picture(bytes) }.getOrNull() }
    }?.also { tiles[tile] = it }

    /** The city's wards, thin enough for a phone. */
    suspend fun map(): MapShape = shape ?: run {
        val map = client.map(MAP_TOLERANCE_M)
        withContext(Dispatchers.Default) { MapShape.of(map) }.also { shape = it }
    }

    /** The ward in words, or that there is none. */
    suspend fun ward(at: Point): Words = client.wardAt(at)?.let { Words(it.name, it.name) } ?: Texts.outsideCity

    /** The languages in which a text that the city wrote is read, the best one first. */
    fun languages(first: Language): List<Language> = listOf(first) + (Language.entries - first)

    private companion object {
        const val MAP_TOLERANCE_M = 20.0

        /** Each takes a quarter of a megabyte. */
        const val MAX_TILES = 64
    }
}
