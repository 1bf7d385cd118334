package city.hues.desktop

import city.hues.Location
import city.hues.LocationSource
import city.hues.Network
import city.hues.Open311
import city.hues.Point
import city.hues.town.CityServer
import city.hues.ui.Fix
import city.hues.ui.robots.HomeRobot
import city.hues.ui.robots.ReportRobot
import city.hues.ui.robots.Variant
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.io.TempDir
import java.io.File

/** A city that is spoken to by Open311: where nobody knows whether a report arrived, the citizen is asked. */
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
        // It arrives, nobody says so, and the list shows nothing of it.
        city.setOpen311(mapOf("lists_nothing" to true))
        city.misbehave("POST", "/open311/v2/requests", mapOf("fault" to "lose_answer", "times" to 1))
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

    private fun asked(variant: Variant, work: DesktopScreens.(ReportRobot) -> Unit) {
        device.language = variant.language
        start(device, variant) {
            var draft = HomeRobot(this).newReport()
            draft.locate("Phường Phú Xuân")
            draft = draft.choose("pollution")
            draft.write("Cống nghẹt, nước tràn ra đường.")
            val report = draft.send()
            report.untilAsked()
            work(report)
        }
    }
}
