package city.hues.ui.robots

import city.hues.Config
import city.hues.DraftEdit
import city.hues.HuesClient
import city.hues.KeyGuard
import city.hues.Location
import city.hues.LocationSource
import city.hues.Network
import city.hues.PhotoView
import city.hues.Point
import city.hues.town.Town
import city.hues.town.floodWarning
import kotlinx.coroutines.runBlocking
import java.io.File
import java.time.Duration
import java.time.OffsetDateTime

/**
 * Where a journey is told: a phone with the app on it, and a town around it. A window on a desktop, Robolectric and a phone in somebody's hand
 * are such places. At the beginning there is no network, nothing was written, and the phone finds itself at [Place.HERE].
 */
internal abstract class Stage(val variant: Variant) {
    /** The city, which some journeys do without. */
    abstract val town: Town

    /** The app's folder of data. */
    abstract val data: File

    /** The app's core, while the app is open. */
    abstract val client: HuesClient

    /** The numbers that the citizen was offered to call. */
    abstract val called: List<String>

    /** The pages that opened in the browser. */
    abstract val browsed: List<String>

    /** Whether this phone asks about notifications. */
    abstract val asksForNotifications: Boolean

    /** The time on this phone and in this town. */
    abstract fun now(): OffsetDateTime

    /** A file of `tests/data`, or of the city's data. */
    abstract fun file(name: String): ByteArray

    /** The first start is over, in the language of the variant; and the citizen was asked about notifications, or not yet. */
    abstract fun settle(isAsked: Boolean = true)

    /** What network there is from now on; none at the beginning. */
    abstract fun network(network: Network)

    /** The battery is nearly empty from now on, or not any more; there is no charger. At the beginning it is not. */
    abstract fun battery(isLow: Boolean)

    /** What the citizen chooses in the gallery from now on: photos of `tests/data/photos`. */
    abstract fun gallery(vararg photos: String)

    /** What the citizen chooses when they are shown videos: a file of `tests/data`. */
    abstract fun video(name: String)

    /** What becomes of the wish for the camera from now on, for a photo and for a video. */
    abstract fun camera(lack: Lack)

    /** Where the phone finds itself from now on. */
    abstract fun place(place: Place)

    /** The phone's keystore has lost the key. */
    abstract fun loseKey()

    /** The citizen opens the app, or [arrival] does; the process ends when the work is done. */
    abstract fun open(arrival: Arrival? = null, work: Screens.() -> Unit)

    /** Something comes from outside to the app that is open. */
    abstract fun arrive(arrival: Arrival)

    /** The citizen looks at something else, and comes back. A window on a desktop learns only that they are back. */
    abstract fun lookAway()

    /** The phone is turned, which makes a window anew. One on a desktop stays. */
    abstract fun turn()

    /** All is sent that can go, and all is fetched that is new; the core may hear of a new network only now. */
    fun Screens.sync() = until("the city was asked") { runBlocking { client.sync() }.unreached == null }

    /** How many drafts the core has, and how many that can be taken back. */
    fun kept(): Pair<Int, Int> = runBlocking { client.reports.tally().drafts.toInt() to client.reports.discarded().size }

    fun Screens.untilKept(drafts: Int, discarded: Int) =
        until("$drafts drafts and $discarded discarded ones are kept") { kept() == drafts to discarded }

    /** The core has this text of the only draft. */
    fun Screens.untilWritten(text: String) =
        until("\"$text\" is on the phone") { runBlocking { client.reports.run { get(drafts().single().id).draft.text == text } } }

    /** What the core has of the photos of the only report. */
    fun photos(): List<PhotoView> = runBlocking { client.reports.run { get(list(limit = 1).single().id).photos } }

    /** The wrapped key of what is on the phone. */
    fun key(): List<Byte> = File(data, "vault.key").readBytes().toList()

    /** The reason for notifications comes with the first report. */
    fun Screens.declineNotifications() {
        if (!asksForNotifications) return
        untilShown("why")
        check("why-notifications")
        press("not-now")
        until("the reason is gone") { !has("why") }
    }

    /** The city warns of a flood. */
    fun warnOfFlood() = town.warn(floodWarning(file("cap/hue_flood_warning.xml").decodeToString(), now()))

    /** Somebody else reports noise at [Place.HERE], with a phone of their own. */
    fun aNeighbourReports(text: String) = runBlocking {
        val folder = File(data.parentFile, "neighbour")
        val config = Config(
            dataDir = folder.path,
            origin = town.origin,
            alertKeys = listOf(town.alertKey),
            loginIssuer = "${town.origin}/login",
            clockOffsetMs = Duration.between(OffsetDateTime.now(), now()).toMillis(),
        )
        HuesClient.open(config, OpenKeystore).use { neighbour ->
            val id = neighbour.reports.create()
            neighbour.reports.edit(id, DraftEdit.Category("noise"))
            neighbour.reports.edit(id, DraftEdit.Text(text))
            neighbour.reports.edit(id, DraftEdit.Location(Location(Place.HERE, source = LocationSource.PIN)))
            neighbour.reports.submit(id)
            neighbour.setNetwork(Network.UNMETERED)
            neighbour.sync()
        }
        folder.deleteRecursively()
        assertEquals(1, town.reports().size)
    }

    /** A neighbour's keystore, which keeps nothing from anybody. */
    private object OpenKeystore : KeyGuard {
        override fun wrap(secret: ByteArray) = secret

        override fun unwrap(wrapped: ByteArray) = wrapped

        override fun erase() = Unit
    }
}

/** Why something of the phone can't be used. */
internal enum class Lack { ABSENT, FORBIDDEN }

/** Where the phone finds itself. */
internal sealed interface Place {
    data class Found(
        val point: Point = HERE,
        val accuracyM: Double = 8.0,
        val age: Duration = Duration.ZERO,
        /** Another app made it up. */
        val isMock: Boolean = false,
    ) : Place

    /** Nowhere, and why. */
    data class Nowhere(val why: Lack) : Place

    companion object {
        /** In Phường Phú Xuân. */
        val HERE = Point(16.4698, 107.5786)
    }
}

/** What comes to the app from outside. */
internal sealed interface Arrival {
    /** Another app hands over photos of `tests/data/photos`. */
    data class Photos(val names: List<String>) : Arrival {
        constructor(vararg names: String) : this(names.toList())
    }

    /** The browser comes back from a login. */
    data class Redirect(val url: String) : Arrival
}

internal fun assertEquals(expected: Any?, actual: Any?) {
    if (expected != actual) throw AssertionError("$actual instead of $expected")
}

internal fun assertNotEquals(unexpected: Any?, actual: Any?) {
    if (unexpected == actual) throw AssertionError("it is $actual")
}

internal fun assertTrue(isSo: Boolean, otherwise: String = "it is not so") {
    if (!isSo) throw AssertionError(otherwise)
}

internal fun assertFalse(isSo: Boolean, otherwise: String = "it is so") = assertTrue(!isSo, otherwise)
