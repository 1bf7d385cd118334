package city.hues.desktop

import city.hues.Battery
import city.hues.HuesClient
import city.hues.Location
import city.hues.LocationSource
import city.hues.Network
import city.hues.town.CityServer
import city.hues.town.fixture
import city.hues.ui.Fix
import city.hues.ui.HuesApp
import city.hues.ui.Picked
import city.hues.ui.PickedPhoto
import city.hues.ui.robots.Arrival
import city.hues.ui.robots.Lack
import city.hues.ui.robots.Place
import city.hues.ui.robots.Screens
import city.hues.ui.robots.Stage
import city.hues.ui.robots.Variant
import org.junit.jupiter.api.io.TempDir
import java.io.File

/** Tests on a phone-sized window of this machine, each in a town of its own. */
internal abstract class DesktopTest {
    @TempDir
    protected lateinit var home: File

    protected fun tell(variant: Variant, journey: DesktopStage.() -> Unit) =
        CityServer.start(File(home, "city"), TestClock.offsetMs).use { DesktopStage(variant, home, it).journey() }
}

/** A window on this machine, whose phone a test decides. */
internal class DesktopStage(variant: Variant, home: File, override val town: CityServer) : Stage(variant) {
    val device = TestDevice(home, town)
    private var shown: DesktopScreens? = null

    override val data get() = device.data
    override val client: HuesClient get() = checkNotNull(device.client) { "the app is not open" }
    override val called get() = device.called
    override val browsed get() = device.browsed
    override val asksForNotifications = false

    init {
        place(Place.Found())
    }

    override fun now() = TestClock.now()

    override fun file(name: String) = fixture(name).readBytes()

    override fun settle(isAsked: Boolean) {
        device.language = variant.language
    }

    override fun network(network: Network) {
        device.network.value = network
    }

    override fun battery(isLow: Boolean) {
        device.battery.value = Battery(percent = if (isLow) 5u else 95u)
    }

    override fun gallery(vararg photos: String) {
        device.gallery = photos.map { fixture("photos/$it") }
    }

    override fun video(name: String) {
        device.videos = listOf(fixture(name))
    }

    override fun camera(lack: Lack) {
        device.camera = if (lack == Lack.ABSENT) Picked.NoCamera else Picked.Denied
        device.recorder = device.camera
    }

    override fun place(place: Place) {
        device.fix = when (place) {
            is Place.Found -> Fix.Found(
                Location(
                    place.point,
                    accuracyM = place.accuracyM,
                    fixedAt = now().toInstant() - place.age,
                    source = LocationSource.GPS,
                    mock = place.isMock,
                ),
            )
            is Place.Nowhere -> if (place.why == Lack.ABSENT) Fix.Unknown else Fix.Denied
        }
    }

    override fun loseKey() = device.loseKey()

    override fun open(arrival: Arrival?, work: Screens.() -> Unit) = open(PhoneSize.USUAL, arrival, work)

    fun open(size: PhoneSize, arrival: Arrival? = null, work: DesktopScreens.() -> Unit) =
        start(device, variant, size, outside = { arrival?.let { bring(it) } }) {
            shown = this
            work()
        }

    override fun arrive(arrival: Arrival) = checkNotNull(shown).fromOutside { bring(arrival) }

    private fun HuesApp.bring(arrival: Arrival) = when (arrival) {
        is Arrival.Photos -> share(arrival.names.map { PickedPhoto(fixture("photos/$it")) })
        is Arrival.Redirect -> redirected(arrival.url)
    }

    override fun lookAway() = checkNotNull(shown).fromOutside { resume() }

    override fun turn() = Unit
}
