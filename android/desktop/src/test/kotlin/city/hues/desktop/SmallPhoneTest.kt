package city.hues.desktop

import city.hues.KeyGuardException
import city.hues.Location
import city.hues.LocationSource
import city.hues.Network
import city.hues.Point
import city.hues.town.CityServer
import city.hues.town.floodWarning
import city.hues.ui.Fix
import city.hues.ui.robots.HomeRobot
import city.hues.ui.robots.Screens
import city.hues.ui.robots.StuckRobot
import city.hues.ui.robots.Variant
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.io.TempDir
import java.io.File

/** On the smallest phone, and in the largest letters, what a page is for can be pressed without scrolling. */
internal class SmallPhoneTest {
    @TempDir
    private lateinit var home: File
    private lateinit var city: CityServer
    private lateinit var device: TestDevice

    @BeforeEach
    fun aTownAndAPhone() {
        city = CityServer.start(File(home, "city"), TestClock.offsetMs)
        city.warn(floodWarning(TestClock.now()))
        device = TestDevice(home, city)
    }

    @AfterEach
    fun theEnd() = city.close()

    @InEveryVariant
    fun `what each page is for is in reach`(variant: Variant) {
        device.network.value = Network.METERED
        device.fix = Fix.Found(Location(Point(16.4698, 107.5786), accuracyM = 8.0, source = LocationSource.GPS))
        device.keyFailure = KeyGuardException.Locked()
        start(device, variant, PhoneSize.SMALL) {
            assertInReach("again")
            check("stuck")
            device.keyFailure = null
            StuckRobot(this).again()
            assertInReach("begin")
            press("language-${variant.language.name}")
            check("start")
            press("begin")
            val phone = HomeRobot(this)
            phone.untilSaid(variant.of("Lũ trên sông Hương", "The Hương river rises"))
            assertInReach("new-report")
            check("home")
            val me = phone.me()
            assertInReach("log-in")
            me.check("me")
            me.back()
            var draft = HomeRobot(this).newReport()
            assertInReach("send")
            draft.check("compose")
            draft.locate("Phường Phú Xuân")
            val pin = draft.pin()
            pin.untilOver("Phường Phú Xuân")
            assertInReach("choose-pin")
            pin.check("pin")
            draft = pin.choose().choose("noise")
            draft.write("Karaoke sau 22 giờ.")
            city.misbehave("POST", "/v1/reports", mapOf("fault" to "unavailable", "status" to 503, "retry_after" to "1800"))
            val report = draft.send()
            report.untilSaid(variant.of("Máy chủ của thành phố đang bận.", "The city's server is busy."))
            assertInReach("try-now")
            report.check("report")
            report.back()
            val list = HomeRobot(this).myReports()
            list.untilSaid("Karaoke")
            assertInReach("new-report-button")
            list.check("reports")
        }
    }

    private fun Screens.assertInReach(tag: String) {
        untilShown(tag)
        assertTrue(isInReach(tag), "$tag is out of reach")
    }
}
