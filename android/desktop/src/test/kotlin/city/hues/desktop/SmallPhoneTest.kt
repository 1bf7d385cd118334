package city.hues.desktop

import city.hues.KeyGuardException
import city.hues.Network
import city.hues.ui.robots.HomeRobot
import city.hues.ui.robots.Screens
import city.hues.ui.robots.StuckRobot
import city.hues.ui.robots.Variant
import org.junit.jupiter.api.Assertions.assertTrue

/** On the smallest phone, and in the largest letters, what a page is for can be pressed without scrolling. */
internal class SmallPhoneTest : DesktopTest() {
    @InEveryVariant
    fun `what each page is for is in reach`(variant: Variant) = tell(variant) {
        warnOfFlood()
        network(Network.METERED)
        device.keyFailure = KeyGuardException.Locked()
        open(PhoneSize.SMALL) {
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
            town.misbehave("POST", "/v1/reports", mapOf("fault" to "unavailable", "status" to 503, "retry_after" to "1800"))
            val report = draft.send()
            report.untilSaid(variant.of("Hệ thống của thành phố đang bận.", "The city's system is busy."))
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
