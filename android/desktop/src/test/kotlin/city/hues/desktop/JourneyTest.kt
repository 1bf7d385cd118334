package city.hues.desktop

import city.hues.Location
import city.hues.LocationSource
import city.hues.Network
import city.hues.Point
import city.hues.town.CityServer
import city.hues.town.fixture
import city.hues.town.floodWarning
import city.hues.ui.Fix
import city.hues.ui.PickedPhoto
import city.hues.ui.robots.ComposeRobot
import city.hues.ui.robots.HomeRobot
import city.hues.ui.robots.StartRobot
import city.hues.ui.robots.Variant
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.io.TempDir
import java.io.File

/** A citizen's first report, told from the first start to the city's answer, with the real core and a real city. */
internal class JourneyTest {
    @TempDir
    private lateinit var home: File
    private lateinit var city: CityServer
    private lateinit var device: TestDevice

    @BeforeEach
    fun aTownAndAPhone() {
        city = CityServer.start(File(home, "city"), TestClock.offsetMs)
        device = TestDevice(home, city)
    }

    @AfterEach
    fun theEnd() = city.close()

    @InEveryVariant
    fun `a report that was begun without a network arrives, and the city's answer is read`(variant: Variant) {
        val lamp = "Đèn đường hỏng trước chợ Đông Ba, tối hai hôm nay."

        start(device, variant) {
            val phone = StartRobot(this).begin()
            assertTrue(phone.isOffline)
            phone.check("home-offline")
            var draft = phone.newReport()
            draft.check("compose-empty")
            device.gallery = listOf(fixture("photos/derived_hue_gps_o6.jpg"))
            draft.choosePhotos(1)
            draft.usePhotoPlace("Phường Phú Xuân")
            val categories = draft.categories()
            categories.untilShown("street-light")
            categories.check()
            categories.choose("street-light")
            draft = ComposeRobot(this)
            draft.untilAsked("fault")
            draft.option("fault", "off")
            draft.write(lamp)
            draft.untilSaved()
            // Where the page stands after typing depends on the moment; at its beginning it is the same each time.
            draft.scrollTo("choose-photos")
            draft.check("compose")
        }

        // The phone was killed, and everything is there.
        start(device, variant) {
            val phone = HomeRobot(this)
            phone.untilSaid(variant.of("1 bản nháp", "1 draft"))
            phone.untilSaid(lamp.removeSuffix("."))
            phone.check("home-recovered")
            assertTrue(phone.stand("danger", "recovered", "my-reports", "call-19001075", "me-button"))
            val list = phone.myReports()
            list.untilSaid(lamp)
            list.check("reports-draft")
            val draft = list.openDraft()
            draft.untilSaid(lamp)
            draft.untilSaid("Phường Phú Xuân")
            val report = draft.send()
            report.untilSaid(variant.of("Chưa có mạng. Máy sẽ tự gửi khi có mạng.", "No network. The phone sends it by itself"))
            report.check("report-waiting")
            report.back()
            HomeRobot(this).untilSaid(variant.of("1 đang chờ gửi", "1 waiting to be sent"))
            check("home-waiting")
            assertEquals(emptyList<String>(), city.reports())

            device.network.value = Network.UNMETERED
            HomeRobot(this).untilSaid(variant.of("Mọi phản ánh đã được gửi.", "Every report has been sent."))
        }

        val id = city.reports().single()
        city.setStatus(id, "assigned", "UBND phường Phú Xuân", "")
        city.setStatus(id, "in_progress", "Công ty Điện chiếu sáng", "Đã cử thợ đi kiểm tra.")
        city.reply(id, "Công ty Điện chiếu sáng", "Chào bạn, tối nay thợ sẽ thay bóng. Cảm ơn bạn đã báo.")
        city.warn(floodWarning(TestClock.now()))

        start(device, variant) {
            val phone = HomeRobot(this)
            phone.untilSaid(variant.of("1 trả lời mới", "1 new reply"))
            assertFalse(phone.isOffline)
            phone.untilSaid(variant.of("Lũ trên sông Hương lên mức báo động III", "The Hương river rises to alarm level III"))
            phone.check("home")

            val list = phone.myReports()
            list.untilSaid(variant.of("1 trả lời mới", "1 new reply"))
            list.check("reports")
            val report = list.open()
            report.untilNumbered()
            report.untilSaid("Chào bạn, tối nay thợ sẽ thay bóng.")
            report.check("report")
            report.scrollTo("message")
            check("report-replies")
        }

        // The network is gone, the warning is still there, and it says how old it is.
        device.network.value = Network.NONE
        start(device, variant) {
            val phone = HomeRobot(this)
            phone.untilSaid(variant.of("Cập nhật", "Updated"))
            assertFalse(shows(variant.of("trả lời mới", "new reply")))
            val alerts = phone.warnings()
            alerts.untilSaid(variant.of("Cập nhật lúc", "Updated at"))
            alerts.check()
            val alert = alerts.open()
            alert.untilSaid(variant.of("Không đi qua đoạn đường ngập.", "Do not cross flooded roads."))
            alert.check()
        }
    }

    @InEveryVariant
    fun `a pin is moved by hand, and what is missing is said beside it`(variant: Variant) {
        device.language = variant.language
        device.fix = Fix.Found(Location(Point(16.4698, 107.5786), accuracyM = 85.0, source = LocationSource.GPS))
        start(device, variant) {
            var draft = HomeRobot(this).newReport()
            draft.sendInVain()
            draft.untilSaid(variant.of("Hãy chọn loại phản ánh.", "Choose what the report is about."))
            // Asking to send has begun the draft.
            draft.untilSaved()
            draft.check("compose-missing")
            draft.locate("Phường Phú Xuân")
            draft.untilSaid(variant.of("Sai số khoảng 85 m", "Accurate to about 85 m"))
            val pin = draft.pin()
            pin.untilOver("Phường Phú Xuân")
            pin.check()
            pin.closer()
            draft = pin.choose()
            // A pin that was set by hand is where it is.
            draft.untilGone("accuracy")
            draft.untilSaid("Phường Phú Xuân")
            draft.scrollTo("ward")
            check("compose-place")
            draft.discard()
            HomeRobot(this).untilSaid(variant.of("Bạn chưa gửi phản ánh nào.", "You have not sent any report yet."))
            untilShown("discarded")
            check("home-discarded")
        }
    }

    @InEveryVariant
    fun `the language is changed, and a number is called`(variant: Variant) {
        device.language = variant.language
        start(device, variant) {
            val phone = HomeRobot(this)
            phone.call("19001075")
            assertEquals(listOf("19001075"), device.called)
            val me = phone.me()
            me.check("me-offline")
            me.speak("EN")
            me.untilSaid("Your data")
            me.speak("VI")
            me.untilSaid("Dữ liệu của bạn")
            goBack()
            HomeRobot(this)
        }
    }

    @InEveryVariant
    fun `who leaves a name and a number is told when the number is none, and the city gets both`(variant: Variant) {
        device.language = variant.language
        device.network.value = Network.METERED
        device.fix = Fix.Found(Location(Point(16.4698, 107.5786), accuracyM = 8.0, source = LocationSource.GPS))
        start(device, variant) {
            var draft = HomeRobot(this).newReport()
            draft.locate("Phường Phú Xuân")
            draft = draft.choose("noise")
            draft.write("Karaoke sau 22 giờ.")
            draft.leaveContact("Bà Hoa", "0914")
            draft.untilSaid(variant.of("Số điện thoại chưa đúng. Hãy xem lại.", "The phone number is not right. Check it."))
            draft.scrollTo("wrong-PHONE")
            draft.check("compose-contact")
            draft.sendInVain()
            draft.phoneNumber("0914 123 456")
            draft.untilGone("wrong-PHONE")
            draft.shareName()
            draft.send().untilNumbered()
        }
        assertTrue("Bà Hoa, 0914 123 456" in city.operatorsPage(city.reports().single()))
    }

    @InEveryVariant
    fun `photos of another app begin a report, also at the first start`(variant: Variant) {
        val photos = listOf(PickedPhoto(fixture("photos/derived_hue_gps_o6.jpg")), PickedPhoto(fixture("photos/progressive_cat.jpg")))
        start(device, variant, outside = { share(photos) }) {
            press("language-${variant.language.name}")
            press("begin")
            val draft = ComposeRobot(this)
            until("both photos") { count("photo") == 2 }
            draft.usePhotoPlace("Phường Phú Xuân")
            fromOutside { share(photos.take(1)) }
            until("a report of its own") { count("photo") == 1 }
            draft.back()
            HomeRobot(this).untilSaid(variant.of("2 bản nháp", "2 drafts"))
        }
    }
}
