package city.hues.desktop

import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.toComposeImageBitmap
import city.hues.Battery
import city.hues.Config
import city.hues.HuesClient
import city.hues.KeyGuard
import city.hues.Language
import city.hues.MapTiles
import city.hues.Network
import city.hues.Open311
import city.hues.PhotoView
import city.hues.ReportId
import city.hues.VideoLimits
import city.hues.town.Town
import city.hues.ui.Device
import city.hues.ui.Fix
import city.hues.ui.Picked
import city.hues.ui.PickedPhoto
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.flow.MutableStateFlow
import org.jetbrains.skia.Image
import java.io.File

/** A phone whose camera, gallery, position, network, battery and room a test decides. */
internal class TestDevice(private val home: File, private val city: Town?) : Device {
    private val fileKey = FileKeyGuard(File(home, "key"))

    /** The core, while it is open. */
    var client: HuesClient? = null
        private set

    /** Thrown by the keystore instead of its work. */
    var keyFailure: Exception? = null
    var camera: Picked = Picked.NoCamera
    var recorder: Picked = Picked.NoCamera
    var videos: List<File> = emptyList()
    var gallery: List<File> = emptyList()
    var fix: Fix = Fix.Unknown
    var mapTiles: MapTiles? = null

    /** Where the phone is, when it finds that out late. */
    var lateFix: Deferred<Fix>? = null

    /** Done before a picture is drawn, in the thread that draws it. */
    var beforePicture: () -> Unit = {}
    var open311: Open311? = null
    val called = mutableListOf<String>()
    val browsed = mutableListOf<String>()

    override val network = MutableStateFlow(Network.NONE)
    override val battery = MutableStateFlow(Battery())
    var space: ULong? = null
    override var language: Language? = null

    override suspend fun freeSpace() = space

    override suspend fun openClient(): HuesClient {
        val origin = city?.origin ?: NOBODY
        val config = Config(
            dataDir = data.path,
            origin = origin,
            alertKeys = listOfNotNull(city?.alertKey),
            loginIssuer = "$origin/login",
            open311 = open311,
            mapTiles = mapTiles,
            clockOffsetMs = TestClock.offsetMs,
        )
        return HuesClient.open(config, keystore).also { client = it }
    }

    override suspend fun putDataAside() {
        HuesClient.putAside(data)
    }

    /** The process ends. */
    fun kill() {
        client?.close()
        client = null
    }

    /** The keystore has lost the key. */
    fun loseKey() = fileKey.erase()

    override fun browse(url: String) {
        browsed += url
    }

    override fun call(number: String) {
        called += number
    }

    override fun picture(bytes: ByteArray): ImageBitmap {
        beforePicture()
        return Image.makeFromEncoded(bytes).toComposeImageBitmap()
    }

    override suspend fun takePhoto(report: ReportId?): Picked = camera

    override suspend fun choosePhotos(): Picked = Picked.Photos(gallery.map { PickedPhoto(it) })

    override suspend fun recordVideo(report: ReportId?, limits: VideoLimits): Picked = recorder

    override suspend fun chooseVideo(): Picked = Picked.Photos(videos.map { PickedPhoto(it, isVideo = true) })

    override suspend fun locate(): Fix = lateFix?.await() ?: fix

    /** The folder of the core. */
    val data get() = File(home, "data")

    private val keystore = object : KeyGuard {
        override fun wrap(secret: ByteArray) = keyFailure?.let { throw it } ?: fileKey.wrap(secret)

        override fun unwrap(wrapped: ByteArray) = keyFailure?.let { throw it } ?: fileKey.unwrap(wrapped)

        override fun erase() = keyFailure?.let { throw it } ?: fileKey.erase()
    }

    private companion object {
        /** Nobody listens on this port (RFC 6335 section 6 reserves it). */
        const val NOBODY = "http://127.0.0.1:1"
    }
}
