package city.hues.ui

import androidx.compose.ui.graphics.ImageBitmap
import city.hues.Battery
import city.hues.HuesClient
import city.hues.Language
import city.hues.Location
import city.hues.Network
import city.hues.PhotoHint
import city.hues.ReportId
import city.hues.VideoLimits
import kotlinx.coroutines.flow.StateFlow
import java.io.File

/**
 * What the system around the screens does for them: Android in the app, a window on a desktop, a fake in a test. It opens the core,
 * because it alone knows the folder and the keystore; it decides nothing.
 */
interface Device {
    /** The language that the citizen chose; `null` before the first start is over. It outlives the process, and needs no key. */
    var language: Language?

    /** What network there is. */
    val network: StateFlow<Network>

    /** What the system knows of the battery. */
    val battery: StateFlow<Battery>

    /** How many bytes the app may still write; `null`: the system can't tell. */
    suspend fun freeSpace(): ULong?

    /**
     * Opens the core.
     *
     * @throws city.hues.ApiException as [HuesClient.open].
     */
    suspend fun openClient(): HuesClient

    /** Puts the data aside that can't be opened any more. */
    suspend fun putDataAside()

    /** Opens a page in the system's browser: a login leaves the app, and comes back through [HuesApp.redirected]. */
    fun browse(url: String)

    /** Offers to call the number; the citizen presses the last button. */
    fun call(number: String)

    /** A JPEG, or a tile of a map, as it is drawn. */
    fun picture(bytes: ByteArray): ImageBitmap

    /**
     * One photo of the camera, for a report; for `null`, one in which nothing is yet. If this process does not live to see it, the next one hands
     * it over with [HuesApp.photoTaken].
     */
    suspend fun takePhoto(report: ReportId?): Picked

    /** Photos that are on the phone. */
    suspend fun choosePhotos(): Picked

    /** One video of the camera, which stops at these limits; else as [takePhoto]. */
    suspend fun recordVideo(report: ReportId?, limits: VideoLimits): Picked

    /** A video that is on the phone. */
    suspend fun chooseVideo(): Picked

    /** Where the phone is. */
    suspend fun locate(): Fix
}

/** What came of asking for photos or a video. */
sealed interface Picked {
    /** These; none when the citizen thought better of it. */
    data class Photos(val photos: List<PickedPhoto>) : Picked

    /** The citizen does not let the app. */
    data object Denied : Picked

    /** There is no camera. */
    data object NoCamera : Picked
}

/** A file, and what the picker knew beside it. */
data class PickedPhoto(val file: File, val hint: PhotoHint = PhotoHint(), val isVideo: Boolean = false)

/** What came of asking where the phone is. */
sealed interface Fix {
    /** There. */
    data class Found(val location: Location) : Fix

    /** The citizen does not let the app. */
    data object Denied : Fix

    /** The phone can't tell, or not now. */
    data object Unknown : Fix
}
