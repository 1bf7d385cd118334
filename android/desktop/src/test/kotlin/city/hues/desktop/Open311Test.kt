package city.hues.desktop

import city.hues.Location
import city.hues.LocationSource
import city.hues.Network
import city.hues.Open311
import city.hues.Point
import city.hues.town.CityServer
import city.hues.ui.Fix
import city.hues.ui.robots.ComposeRobot
import city.hues.ui.robots.HomeRobot
import city.hues.ui.robots.ReportRobot
import city.hues.ui.robots.Variant
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.io.TempDir
import java.io.File

/**
 * A city that is spoken to by Open311: where nobody knows whether a report arrived, the citizen is asked; what such a city can't do has no place
 * on the pages.
 */
internal class Open311Test {
    @TempDir
    private lateinit var home: File
    private lateinit var city: CityServer
    private lateinit var device: TestDevice

    @BeforeEach
    fun aTownAndAPhone() {
        city = CityServer.start(File(home, "city"), TestClock.offsetMs)
        device = TestDevice(home, city)
        device.fix = Fix.Found(Location(Point(16.4698, 107.5786), accuracyM = 8.0, fixedAt = TestClock.now().toInstant(), source = LocationSource.GPS))
        device.network.value = Network.UNMETERED
        val services = mapOf("pollution" to "003")
        device.open311 = Open311("/open311/v2", jurisdiction = "hue.example", apiKey = "0123456789abcdef", services = services)
    }

    @AfterEach
    fun theEnd() = city.close()

    @InEveryVariant
    fun `what may have arrived is left when the citizen says so`(variant: Variant) = asked(variant) { report ->
        report.check("report-may-have-arrived")
        report.leaveIt()
        report.untilSaid(variant.of("Bạn đã chọn để nguyên.", "You chose to leave it at that."))
    }

    @InEveryVariant
    fun `what may have arrived goes again when the citizen says so`(variant: Variant) = asked(variant) { report ->
        report.sendAgain()
        report.untilNumbered()
        report.untilSaid(variant.of("Thành phố đã nhận phản ánh. Số: ", "The city has the report. Number: "))
    }

    @InEveryVariant
    fun `there is no switch without an effect, and no place for replies that never come`(variant: Variant) = begun(variant) { draft ->
        assertFalse(has("share-text"))
        draft.untilSaid(variant.of("Thành phố này công khai mọi phản ánh", "This city publishes every report"))
        draft.scrollTo("preview")
        draft.check("compose-always-public")
        val report = draft.send()
        report.untilNumbered()
        assertFalse(report.hasReplies)
        report.check("report-no-replies")
    }

    @InEveryVariant
    fun `a city of the protocol has both`(variant: Variant) {
        device.open311 = null
        begun(variant) { draft ->
            assertTrue(has("share-text"))
            val report = draft.send()
            report.untilNumbered()
            assertTrue(report.hasReplies)
        }
    }

    private fun asked(variant: Variant, work: DesktopScreens.(ReportRobot) -> Unit) {
        // It arrives, nobody says so, and the list shows nothing of it.
        city.setOpen311(mapOf("lists_nothing" to true))
        city.misbehave("POST", "/open311/v2/requests", mapOf("fault" to "lose_answer", "times" to 1))
        begun(variant) { draft ->
            val report = draft.send()
            report.untilAsked()
            work(report)
        }
    }

    private fun begun(variant: Variant, work: DesktopScreens.(ComposeRobot) -> Unit) {
        device.language = variant.language
        start(device, variant) {
            var draft = HomeRobot(this).newReport()
            draft.locate("Phường Phú Xuân")
            draft = draft.choose("pollution")
            draft.write("Cống nghẹt, nước tràn ra đường.")
            work(draft)
        }
    }
}
