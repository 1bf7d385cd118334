package city.hues.desktop

import city.hues.Location
import city.hues.LocationSource
import city.hues.MapTiles
import city.hues.Network
import city.hues.Point
import city.hues.town.CityServer
import city.hues.ui.Fix
import city.hues.ui.robots.HomeRobot
import city.hues.ui.robots.PinRobot
import city.hues.ui.robots.Screens
import city.hues.ui.robots.Variant
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.io.TempDir
import java.io.File

/** A city whose adopter names a map: it lies under the borders, says whose it is, and is missed by nobody when it does not come. */
internal class MapTilesTest {
    @TempDir
    private lateinit var home: File
    private lateinit var city: CityServer
    private lateinit var device: TestDevice

    @BeforeEach
    fun aTownAndAPhone() {
        city = CityServer.start(File(home, "city"))
        device = TestDevice(home, city)
        device.fix = Fix.Found(Location(Point(16.4698, 107.5786), accuracyM = 8.0, source = LocationSource.GPS))
        device.network.value = Network.UNMETERED
        device.mapTiles = MapTiles(city.tiles, MAP, maxZoom = 19u)
    }

    @AfterEach
    fun theEnd() = city.close()

    @InEveryVariant
    fun `the map lies under the borders and says whose it is`(variant: Variant) {
        city.serveTiles("pictures")
        atThePin(variant) { pin ->
            pin.untilMapped(MAP)
            pin.check("pin-map")
            pin.closer()
            pin.untilMapped(MAP)
            pin.check("pin-map-closer")
            pin.choose().untilSaid("Phường Phú Xuân")
        }
    }

    @InEveryVariant
    fun `without its tiles the page is as it was`(variant: Variant) {
        atThePin(variant) { pin ->
            until("the map was asked for") { city.state().getJSONArray("tiles").length() > 0 }
            assertFalse(pin.isMapped)
            pin.choose().untilSaid("Phường Phú Xuân")
        }
    }

    @InEveryVariant
    fun `a city that names no map asks nobody for one`(variant: Variant) {
        city.serveTiles("pictures")
        device.mapTiles = null
        atThePin(variant) { pin -> pin.choose().untilSaid("Phường Phú Xuân") }
        assertEquals(0, city.state().getJSONArray("tiles").length())
    }

    private fun atThePin(variant: Variant, work: Screens.(PinRobot) -> Unit) {
        device.language = variant.language
        start(device, variant) {
            val draft = HomeRobot(this).newReport()
            draft.locate("Phường Phú Xuân")
            val pin = draft.pin()
            pin.untilOver("Phường Phú Xuân")
            work(pin)
        }
    }

    private companion object {
        const val MAP = "© Bản đồ bịa để thử"
    }
}
