package city.hues.desktop

import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.toComposeImageBitmap
import city.hues.Battery
import city.hues.Config
import city.hues.HuesClient
import city.hues.KeyGuard
import city.hues.Language
import city.hues.Network
import city.hues.ReportId
import city.hues.VideoLimits
import city.hues.ui.Device
import city.hues.ui.Fix
import city.hues.ui.Picked
import city.hues.ui.PickedPhoto
import kotlinx.coroutines.flow.MutableStateFlow
import org.jetbrains.skia.Image
import java.awt.Desktop
import java.awt.FileDialog
import java.awt.Frame
import java.io.File
import java.net.URI

/** A desktop computer in the place of a phone: a folder, a file dialog, no camera and no position. */
class DesktopDevice(private val config: Config, private val keyGuard: KeyGuard, home: File) : Device {
    private val languageFile = File(home, "language")

    override val network = MutableStateFlow(Network.UNMETERED)

    /** A computer's battery and disk are left out: both are larger than a phone's. */
    override val battery = MutableStateFlow(Battery())

    override suspend fun freeSpace(): ULong? = null

    override var language: Language?
        get() = languageFile.takeIf { it.exists() }?.let { file -> Language.entries.find { it.name == file.readText() } }
        set(chosen) {
            if (chosen == null) languageFile.delete() else languageFile.writeText(chosen.name)
        }

    override suspend fun openClient(): HuesClient = HuesClient.open(config, keyGuard)

    override suspend fun putDataAside() {
        HuesClient.putAside(File(config.dataDir))
    }

    override fun browse(url: String) {
        // Whoever has no browser that this computer knows of can still open the page by hand.
        println(url)
        if (Desktop.isDesktopSupported() && Desktop.getDesktop().isSupported(Desktop.Action.BROWSE)) {
            Desktop.getDesktop().browse(URI(url))
        }
    }

    override fun call(number: String) = browse("tel:$number")

    override fun picture(bytes: ByteArray): ImageBitmap = Image.makeFromEncoded(bytes).toComposeImageBitmap()

    override suspend fun takePhoto(report: ReportId?): Picked = Picked.NoCamera

    override suspend fun choosePhotos(): Picked = Picked.Photos(chosen(several = true).map { PickedPhoto(it) })

    override suspend fun recordVideo(report: ReportId?, limits: VideoLimits): Picked = Picked.NoCamera

    override suspend fun chooseVideo(): Picked = Picked.Photos(chosen(several = false).map { PickedPhoto(it, isVideo = true) })

    private fun chosen(several: Boolean): List<File> = FileDialog(null as Frame?).run {
        isMultipleMode = several
        isVisible = true
        files.toList()
    }

    override suspend fun locate(): Fix = Fix.Unknown
}
