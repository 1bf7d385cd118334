package city.hues.app

import android.Manifest
import android.content.Intent
import android.location.LocationManager
import android.net.Uri
import android.os.SystemClock
import androidx.compose.ui.test.junit4.ComposeTestRule
import androidx.core.content.getSystemService
import androidx.core.net.toUri
import city.hues.HuesClient
import city.hues.Network
import city.hues.town.CityServer
import city.hues.town.fixture
import city.hues.ui.robots.Arrival
import city.hues.ui.robots.Lack
import city.hues.ui.robots.Place
import city.hues.ui.robots.Screens
import city.hues.ui.robots.Stage
import city.hues.ui.robots.Variant
import org.junit.rules.TemporaryFolder
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowActivity.PermissionsRequest
import org.robolectric.shadows.ShadowSystemClock
import java.time.Duration
import java.time.OffsetDateTime
import android.location.Location as SystemLocation

/** Both extremes of everything. */
internal fun robolectricVariants() = listOf(Variant.VI_LIGHT_100, Variant.EN_DARK_200).map { arrayOf<Any>(it.name) }

/** Tells a journey in a town of its own. */
internal fun tellOnRobolectric(rule: ComposeTestRule, home: TemporaryFolder, variant: Variant, journey: RobolectricStage.() -> Unit) =
    CityServer.start(home.newFolder("city")).use { city -> RobolectricStage(rule, variant, city).use { it.journey() } }

/** A phone whose window and core are real; the system around them is Robolectric's. */
internal class RobolectricStage(rule: ComposeTestRule, variant: Variant, override val town: CityServer) : Stage(variant), AutoCloseable {
    val app = TestApplication.instance
    val phone: Phone
    private val apps = OtherApps().apply { install() }
    private val manager = checkNotNull(app.getSystemService<LocationManager>())
    private var network = Network.NONE
    private var given = 0
    private var here: SystemLocation? = null
    private var refused: PermissionsRequest? = null

    override val data get() = app.coreFolder
    override val client: HuesClient get() = checkNotNull(app.parts.core.opened) { "the app is not open" }
    override val called get() = apps.called
    override val browsed get() = apps.browsed
    override val asksForNotifications = true

    init {
        // It has been on for a while, so that something can have been long ago.
        ShadowSystemClock.advanceBy(Duration.ofHours(1))
        app.origin = town.origin
        app.alertKey = town.alertKey
        phone = Phone(rule, variant, ::system)
        shadowOf(manager).setProviderEnabled(LocationManager.GPS_PROVIDER, true)
        place(Place.Found())
    }

    override fun now(): OffsetDateTime = OffsetDateTime.now()

    override fun file(name: String) = fixture(name).readBytes()

    override fun settle(isAsked: Boolean) {
        app.settings.language = variant.language
        if (isAsked) app.settings.rememberAsking(Permission.NOTIFICATIONS)
    }

    override fun network(network: Network) {
        this.network = network
        phone.network(network)
    }

    override fun battery(isLow: Boolean) = app.battery(isLow)

    override fun gallery(vararg photos: String) {
        apps.gallery = photos.map(::photo)
    }

    override fun video(name: String) {
        apps.video = kept(name)
    }

    private fun photo(name: String): Uri = kept("photos/$name")

    /** A file of its own, also when there is the same one already. */
    private fun kept(name: String): Uri = "content://gallery/${given++}/$name".toUri().also { uri ->
        shadowOf(app.contentResolver).registerInputStreamSupplier(uri) { fixture(name).inputStream() }
    }

    override fun camera(lack: Lack) {
        apps.camera = lack
    }

    override fun place(place: Place) {
        val isForbidden = place == Place.Nowhere(Lack.FORBIDDEN)
        if (isForbidden) shadowOf(app).denyPermissions(*LOCATION) else shadowOf(app).grantPermissions(*LOCATION)
        // Why the app asks was said before.
        app.settings.rememberAsking(Permission.LOCATION)
        shadowOf(manager).setLocationEnabled(place is Place.Found)
        here = (place as? Place.Found)?.let {
            SystemLocation(LocationManager.GPS_PROVIDER).apply {
                latitude = it.point.lat
                longitude = it.point.lon
                accuracy = it.accuracyM.toFloat()
                isMock = it.isMock
                elapsedRealtimeNanos = SystemClock.elapsedRealtimeNanos() - it.age.toNanos()
            }
        }
    }

    /** What Android does when the app asks it: it looks where it is, and a citizen who does not allow that says so. */
    private fun system() {
        val fix = here
        if (fix != null && shadowOf(manager).getLocationRequests(LocationManager.GPS_PROVIDER).isNotEmpty()) shadowOf(manager).simulateLocation(fix)
        val asked = shadowOf(phone.window).lastRequestedPermission
        if (asked == null || asked === refused || !asked.requestedPermissions.contains(LOCATION.first())) return
        refused = asked
        phone.window.answerPermission(isGranted = false)
    }

    override fun loseKey() = FakeAndroidKeyStore.keys.clear()

    override fun open(arrival: Arrival?, work: Screens.() -> Unit) {
        phone.network(network)
        phone.open(arrival?.asIntent(app, ::photo) ?: Intent(Intent.ACTION_MAIN).setClass(app, MainActivity::class.java))
        try {
            phone.work()
        } finally {
            phone.kill()
        }
    }

    override fun arrive(arrival: Arrival) {
        val intent = arrival.asIntent(app, ::photo)
        if (arrival is Arrival.Redirect) phone.leave()
        phone.bring(intent)
        if (arrival is Arrival.Redirect) phone.comeBack()
    }

    override fun lookAway() {
        phone.leave()
        phone.comeBack()
    }

    override fun turn() = phone.turn()

    override fun close() = apps.remove()

    private companion object {
        val LOCATION = arrayOf(Manifest.permission.ACCESS_FINE_LOCATION, Manifest.permission.ACCESS_COARSE_LOCATION)
    }
}
