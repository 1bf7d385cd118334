package city.hues.app

import android.content.Context
import android.content.Intent
import android.graphics.BitmapFactory
import android.widget.Toast
import androidx.browser.customtabs.CustomTabsIntent
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.asImageBitmap
import androidx.core.net.toUri
import city.hues.Battery
import city.hues.HuesClient
import city.hues.Language
import city.hues.Network
import city.hues.ReportId
import city.hues.VideoLimits
import city.hues.ui.Device
import city.hues.ui.Fix
import city.hues.ui.Picked
import kotlinx.coroutines.flow.StateFlow

/** The phone around the screens. Each thing that it does is done by a neighbour of this file. */
internal class AndroidDevice(
    private val context: Context,
    private val core: Core,
    private val settings: Settings,
    private val connectivity: Connectivity,
    private val power: Power,
    private val storage: Storage,
    private val foreground: Foreground,
    private val whereabouts: Whereabouts,
    private val photos: Photos,
) : Device {
    override var language: Language? by settings::language

    override val network: StateFlow<Network> get() = connectivity.network

    override val battery: StateFlow<Battery> get() = power.battery

    override suspend fun freeSpace(): ULong? = storage.free()

    override suspend fun openClient(): HuesClient = core.client().also { if (core.isWatched) it.resume() }

    override suspend fun putDataAside() = core.putAside()

    /** In a tab of the browser over this window, which shows its address and knows the citizen's passwords. */
    override fun browse(url: String) {
        val tab = CustomTabsIntent.Builder().setShowTitle(true).build()
        if (!foreground.open { tab.launchUrl(it, url.toUri()) }) tell(words().getString(R.string.no_browser))
    }

    /** The citizen presses the last button; so it needs no permission. */
    override fun call(number: String) {
        if (!foreground.open(Intent(Intent.ACTION_DIAL, "tel:$number".toUri()))) tell(words().getString(R.string.no_dialler, number))
    }

    override fun picture(bytes: ByteArray): ImageBitmap = checkNotNull(BitmapFactory.decodeByteArray(bytes, 0, bytes.size)).asImageBitmap()

    override suspend fun takePhoto(report: ReportId?): Picked = photos.take(report)

    override suspend fun choosePhotos(): Picked = photos.choose()

    override suspend fun recordVideo(report: ReportId?, limits: VideoLimits): Picked = photos.record(report, limits)

    override suspend fun chooseVideo(): Picked = photos.chooseVideo()

    override suspend fun locate(): Fix = whereabouts.locate()

    private fun words() = context.speaking(language)

    private fun tell(words: String) = Toast.makeText(context, words, Toast.LENGTH_LONG).show()
}
