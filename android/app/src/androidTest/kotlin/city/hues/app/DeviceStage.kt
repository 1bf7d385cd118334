package city.hues.app

import android.Manifest
import android.content.ContentValues
import android.content.Context
import android.content.Intent
import android.location.LocationManager
import android.net.ConnectivityManager
import android.net.NetworkCapabilities
import android.net.Uri
import android.os.Build
import android.os.ParcelFileDescriptor
import android.os.SystemClock
import android.provider.MediaStore
import androidx.compose.ui.test.junit4.ComposeTestRule
import androidx.core.content.edit
import androidx.core.content.getSystemService
import androidx.lifecycle.Lifecycle
import androidx.test.core.app.ActivityScenario
import androidx.test.core.app.ApplicationProvider
import androidx.test.platform.app.InstrumentationRegistry
import city.hues.HuesClient
import city.hues.Language
import city.hues.Network
import city.hues.town.Town
import city.hues.ui.robots.Arrival
import city.hues.ui.robots.Lack
import city.hues.ui.robots.Place
import city.hues.ui.robots.Screens
import city.hues.ui.robots.Stage
import city.hues.ui.robots.Variant
import org.junit.Assume.assumeTrue
import java.io.File
import java.security.KeyStore
import java.time.OffsetDateTime
import android.location.Location as SystemLocation

/**
 * A phone in somebody's hand. The city is one on the computer (`cargo run -p city`), reached by `adb reverse`, and named with the runner's
 * arguments `city` and `alert-key`; without them each journey is left out.
 */
internal class DeviceStage(private val rule: ComposeTestRule) : Stage(Variant.entries.first { it.language == Language.VI }), AutoCloseable {
    private val instrumentation = InstrumentationRegistry.getInstrumentation()
    private val app = ApplicationProvider.getApplicationContext<HuesApplication>()
    private val apps = OtherApps()
    private val manager = checkNotNull(app.getSystemService<LocationManager>())
    private var scenario: ActivityScenario<MainActivity>? = null
    private var here: Place.Found? = null

    override val town: Town
    override val data get() = File(app.noBackupFilesDir, "core-debug")
    override val client: HuesClient get() = checkNotNull(app.parts.core.opened) { "the app is not open" }
    override val called get() = apps.called
    override val browsed get() = apps.browsed
    override val asksForNotifications = Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU

    init {
        val arguments = InstrumentationRegistry.getArguments()
        val (origin, alertKey) = arguments.getString("city") to arguments.getString("alert-key")
        assumeTrue("no city is named", origin != null && alertKey != null)
        town = Town(checkNotNull(origin), checkNotNull(alertKey))
        town.behave()
        forgetAll()
        app.settings.origin = origin
        app.settings.alertKey = alertKey
        apps.install()
        network(Network.NONE)
        instrumentation.uiAutomation.grantRuntimePermission(app.packageName, Manifest.permission.ACCESS_FINE_LOCATION)
        shell("appops set ${app.packageName} android:mock_location allow")
        PROVIDERS.forEach(::makeUp)
        place(Place.Found())
    }

    /** As if the app had just been installed. */
    private fun forgetAll() {
        end()
        app.noBackupFilesDir.listFiles().orEmpty().forEach { it.deleteRecursively() }
        app.getSharedPreferences("settings", Context.MODE_PRIVATE).edit(commit = true) { clear() }
    }

    private fun end() = instrumentation.runOnMainSync { app.end() }

    override fun close() {
        apps.remove()
        PROVIDERS.forEach(manager::removeTestProvider)
        network(Network.UNMETERED)
        shell("cmd battery reset")
    }

    override fun now(): OffsetDateTime = OffsetDateTime.now()

    override fun file(name: String) = instrumentation.context.assets.open(name.substringAfterLast('/')).use { it.readBytes() }

    override fun settle(isAsked: Boolean) {
        app.settings.language = variant.language
        if (isAsked) app.settings.rememberAsking(Permission.NOTIFICATIONS)
    }

    override fun network(network: Network) {
        shell("cmd connectivity airplane-mode ${if (network == Network.NONE) "enable" else "disable"}")
        if (network != Network.NONE) shell("svc wifi ${if (network == Network.METERED) "disable" else "enable"}")
        rule.waitUntil("$network", PATIENCE_MS) { system() == network }
    }

    private fun system(): Network {
        val manager = checkNotNull(app.getSystemService<ConnectivityManager>())
        val network = manager.activeNetwork?.let(manager::getNetworkCapabilities) ?: return Network.NONE
        return if (network.hasCapability(NetworkCapabilities.NET_CAPABILITY_NOT_METERED)) Network.UNMETERED else Network.METERED
    }

    override fun battery(isLow: Boolean) {
        shell("cmd battery unplug")
        shell("cmd battery set level ${if (isLow) 5 else 95}")
    }

    override fun gallery(vararg photos: String) {
        apps.gallery = photos.map(::photo)
    }

    private fun photo(name: String) = kept("photos/$name", MediaStore.Images.Media.EXTERNAL_CONTENT_URI, "image/jpeg")

    /** Whatever it is, the gallery takes it for a video. */
    override fun video(name: String) {
        apps.video = kept(name, MediaStore.Video.Media.EXTERNAL_CONTENT_URI, "video/mp4")
    }

    /** Puts it into the phone's gallery. */
    private fun kept(name: String, gallery: Uri, type: String): Uri {
        assumeTrue("an app may put files there since Android 10", Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q)
        val values = ContentValues().apply {
            put(MediaStore.MediaColumns.DISPLAY_NAME, name.substringAfterLast('/'))
            put(MediaStore.MediaColumns.MIME_TYPE, type)
        }
        val uri = checkNotNull(app.contentResolver.insert(gallery, values))
        checkNotNull(app.contentResolver.openOutputStream(uri)).use { it.write(file(name)) }
        return uri
    }

    override fun camera(lack: Lack) {
        apps.camera = lack
    }

    override fun place(place: Place) {
        here = place as? Place.Found ?: throw UnsupportedOperationException("a permission that is taken back ends the process of the test")
    }

    /** From now on a test says where this provider finds the phone. */
    @Suppress("DEPRECATION")
    private fun makeUp(provider: String) {
        manager.addTestProvider(provider, false, false, false, false, false, false, false, 1, 1)
        manager.setTestProviderEnabled(provider, true)
    }

    private fun tellPlace() {
        val place = here ?: return
        for (provider in PROVIDERS) {
            val fix = SystemLocation(provider).apply {
                latitude = place.point.lat
                longitude = place.point.lon
                accuracy = place.accuracyM.toFloat()
                time = System.currentTimeMillis() - place.age.toMillis()
                elapsedRealtimeNanos = SystemClock.elapsedRealtimeNanos() - place.age.toNanos()
            }
            manager.setTestProviderLocation(provider, fix)
        }
    }

    override fun loseKey() {
        val keys = KeyStore.getInstance("AndroidKeyStore").apply { load(null) }
        for (name in keys.aliases()) keys.deleteEntry(name)
    }

    override fun open(arrival: Arrival?, work: Screens.() -> Unit) {
        val launcher = Intent(Intent.ACTION_MAIN).setClass(app, MainActivity::class.java)
        val opened = ActivityScenario.launch<MainActivity>(arrival?.asIntent(app, ::photo) ?: launcher)
        scenario = opened
        try {
            RealPhone(rule, variant, ::tellPlace).work()
        } finally {
            opened.close()
            end()
        }
    }

    override fun arrive(arrival: Arrival) {
        app.startActivity(arrival.asIntent(app, ::photo).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK))
        rule.waitForIdle()
    }

    override fun lookAway() {
        checkNotNull(scenario).moveToState(Lifecycle.State.CREATED).moveToState(Lifecycle.State.RESUMED)
    }

    override fun turn() {
        checkNotNull(scenario).recreate()
    }

    private fun shell(command: String) {
        ParcelFileDescriptor.AutoCloseInputStream(instrumentation.uiAutomation.executeShellCommand(command)).use { it.readBytes() }
    }

    private companion object {
        const val PATIENCE_MS = 30_000L
        val PROVIDERS = listOf(LocationManager.GPS_PROVIDER, LocationManager.NETWORK_PROVIDER)
    }
}
