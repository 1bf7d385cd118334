package city.hues.desktop

import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.toComposeImageBitmap
import city.hues.Config
import city.hues.HuesClient
import city.hues.KeyGuard
import city.hues.Language
import city.hues.MapTiles
import city.hues.Network
import city.hues.PhotoView
import city.hues.ReportId
import city.hues.town.CityServer
import city.hues.ui.Device
import city.hues.ui.Fix
import city.hues.ui.Picked
import city.hues.ui.PickedPhoto
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.runBlocking
import org.jetbrains.skia.Image
import java.io.File

/** A phone whose camera, gallery, position and network a test decides. */
internal class TestDevice(private val home: File, private val city: CityServer?) : Device {
    private val fileKey = FileKeyGuard(File(home, "key"))
    private var client: HuesClient? = null

    /** Thrown by the keystore instead of its work. */
    var keyFailure: Exception? = null
    var camera: Picked = Picked.NoCamera
    var gallery: List<File> = emptyList()
    var fix: Fix = Fix.Unknown
    var mapTiles: MapTiles? = null
    val called = mutableListOf<String>()
    val browsed = mutableListOf<String>()

    override val network = MutableStateFlow(Network.NONE)
    override var language: Language? = null

    override suspend fun openClient(): HuesClient {
        val origin = city?.origin ?: NOBODY
        val config = Config(
            dataDir = data.path,
            origin = origin,
            alertKeys = listOfNotNull(city?.alertKey),
            loginIssuer = "$origin/login",
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

    /** All is sent that can go, and all is fetched that is new. */
    fun sync() = runBlocking { checkNotNull(client).sync() }

    /** How many drafts the core has, and how many that can be taken back. */
    fun kept(): Pair<Int, Int> = runBlocking {
        val reports = checkNotNull(client).reports
        reports.tally().drafts.toInt() to reports.discarded().size
    }

    /** The wrapped key of what is on the phone. */
    fun key(): List<Byte> = File(data, "vault.key").readBytes().toList()

    /** What the core has of the photos of the only report. */
    fun photos(): List<PhotoView> = runBlocking {
        val reports = checkNotNull(client).reports
        reports.get(reports.list(limit = 1).single().id).photos
    }

    override fun browse(url: String) {
        browsed += url
    }

    override fun call(number: String) {
        called += number
    }

    override fun picture(bytes: ByteArray): ImageBitmap = Image.makeFromEncoded(bytes).toComposeImageBitmap()

    override suspend fun takePhoto(report: ReportId?): Picked = camera

    override suspend fun choosePhotos(): Picked = Picked.Photos(gallery.map { PickedPhoto(it) })

    override suspend fun locate(): Fix = fix

    private val data get() = File(home, "data")

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
