package city.hues.desktop

import city.hues.MapTiles
import city.hues.Network
import city.hues.town.Town
import city.hues.ui.robots.HomeRobot
import city.hues.ui.robots.PinRobot
import city.hues.ui.robots.Screens
import city.hues.ui.robots.Variant
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse

/** A city whose adopter names a map: it lies under the borders, says whose it is, and is missed by nobody when it does not come. */
internal class MapTilesTest : DesktopTest() {
    @InEveryVariant
    fun `the map lies under the borders and says whose it is`(variant: Variant) = atThePin(variant, serves = "pictures") { pin ->
        pin.untilMapped(MAP)
        pin.check("pin-map")
        pin.closer()
        pin.untilMapped(MAP)
        pin.check("pin-map-closer")
        pin.choose().untilSaid("Phường Phú Xuân")
    }

    @InEveryVariant
    fun `without its tiles the page is as it was`(variant: Variant) = atThePin(variant, serves = "off") { pin ->
        until("the map was asked for") { asked() > 0 }
        assertFalse(pin.isMapped)
        pin.choose().untilSaid("Phường Phú Xuân")
    }

    @InEveryVariant
    fun `a city that names no map asks nobody for one`(variant: Variant) = atThePin(variant, serves = "pictures", isNamed = false) { pin ->
        pin.choose().untilSaid("Phường Phú Xuân")
        assertEquals(0, asked())
    }

    private fun atThePin(variant: Variant, serves: String, isNamed: Boolean = true, work: AtThePin.(PinRobot) -> Unit) = tell(variant) {
        settle()
        network(Network.UNMETERED)
        town.serveTiles(serves)
        if (isNamed) device.mapTiles = MapTiles(town.tiles, MAP, maxZoom = 19u)
        open {
            val draft = HomeRobot(this).newReport()
            draft.locate("Phường Phú Xuân")
            val pin = draft.pin()
            pin.untilOver("Phường Phú Xuân")
            AtThePin(this, town).work(pin)
        }
    }

    private class AtThePin(private val screens: Screens, private val town: Town) {
        fun until(what: String, isSo: () -> Boolean) = screens.until(what, isSo)

        /** For how many tiles the town was asked. */
        fun asked() = town.state().getJSONArray("tiles").length()
    }

    private companion object {
        const val MAP = "© Bản đồ bịa để thử"
    }
}
