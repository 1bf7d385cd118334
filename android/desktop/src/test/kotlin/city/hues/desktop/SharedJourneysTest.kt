package city.hues.desktop

import city.hues.Network
import city.hues.town.CityServer
import city.hues.ui.robots.Screens
import city.hues.ui.robots.Variant
import city.hues.ui.robots.aDraftIsThrownAwayAndTakenBack
import city.hues.ui.robots.aReportGetsItsNumber
import city.hues.ui.robots.aReportWaitsForTheNetwork
import city.hues.ui.robots.whatIsMissingIsFound
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.io.TempDir
import java.io.File

/** The journeys that a phone in somebody's hand makes too, but for those of a window that is made anew. */
internal class SharedJourneysTest {
    @TempDir
    private lateinit var home: File
    private lateinit var city: CityServer
    private lateinit var device: TestDevice

    @BeforeEach
    fun aTownAndAPhone() {
        city = CityServer.start(File(home, "city"))
        device = TestDevice(home, city)
    }

    @AfterEach
    fun theEnd() = city.close()

    private fun tell(variant: Variant, journey: Screens.() -> Unit) {
        device.language = variant.language
        start(device, variant) { journey() }
    }

    @InEveryVariant
    fun `a report waits for the network`(variant: Variant) = tell(variant) { aReportWaitsForTheNetwork() }

    @InEveryVariant
    fun `a report gets its number`(variant: Variant) {
        device.network.value = Network.UNMETERED
        tell(variant) { aReportGetsItsNumber() }
        assertEquals(1, city.reports().size)
    }

    @InEveryVariant
    fun `what is missing is found`(variant: Variant) = tell(variant) { whatIsMissingIsFound() }

    @InEveryVariant
    fun `a draft is thrown away and taken back`(variant: Variant) = tell(variant) { aDraftIsThrownAwayAndTakenBack() }
}
