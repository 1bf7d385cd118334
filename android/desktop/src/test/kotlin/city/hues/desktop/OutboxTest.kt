package city.hues.desktop

import city.hues.Location
import city.hues.LocationSource
import city.hues.Network
import city.hues.Point
import city.hues.town.CityServer
import city.hues.town.fixture
import city.hues.ui.Fix
import city.hues.ui.robots.HomeRobot
import city.hues.ui.robots.ReportRobot
import city.hues.ui.robots.ReportsRobot
import city.hues.ui.robots.Variant
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.io.TempDir
import java.io.File

/** What becomes of a report after Send: what waits and why, what is said to and fro, what the citizen thinks of it, and that they take it back. */
internal class OutboxTest {
    @TempDir
    private lateinit var home: File
    private lateinit var city: CityServer
    private lateinit var device: TestDevice

    @BeforeEach
    fun aTownAndAPhone() {
        city = CityServer.start(File(home, "city"), TestClock.offsetMs)
        device = TestDevice(home, city)
        device.fix = Fix.Found(Location(Point(16.4698, 107.5786), accuracyM = 8.0, fixedAt = TestClock.now().toInstant(), source = LocationSource.GPS))
    }

    @AfterEach
    fun theEnd() = city.close()

    @InEveryVariant
    fun `photos that wait for Wi-Fi are named, and go over mobile data when the citizen says so`(variant: Variant) {
        device.language = variant.language
        start(device, variant) {
            val me = HomeRobot(this).me()
            me.letPhotosWait()
            me.back()
            device.network.value = Network.METERED
            device.gallery = listOf(fixture("photos/progressive_cat.jpg"))
            send(photos = 1).untilNumbered()
            val report = ReportRobot(this)
            report.untilSaid(variant.of("Ảnh đang chờ Wi-Fi, như bạn đã chọn.", "Photos wait for Wi-Fi, as you chose."))
            report.back()
            val outbox = HomeRobot(this).myReports().outbox()
            outbox.untilSaid(variant.of("Ảnh 1, ", "Photo 1, "))
            outbox.check()
            outbox.sendOverAnyNetwork()
            outbox.untilEmpty()
            outbox.check("outbox-empty")
        }
        val sent = city.state().toString()
        assertTrue("\"stored_sha256\":\"" in sent, sent)
    }

    @InEveryVariant
    fun `what nobody else has is thrown away, and taken back`(variant: Variant) {
        device.language = variant.language
        start(device, variant) {
            send().back()
            val outbox = HomeRobot(this).myReports().outbox()
            outbox.untilSaid(variant.of("Nội dung phản ánh", "What you wrote"))
            outbox.check("outbox-offline")
            outbox.giveUp()
            outbox.untilEmpty()
            untilShown("discarded")
            outbox.back()
            val list = ReportsRobot(this)
            list.undo()
            list.openDraft().untilSaid("Cống nghẹt, nước tràn ra đường.")
            assertEquals(1 to 0, device.kept())
        }
        assertEquals(emptyList<String>(), city.reports())
    }

    @InEveryVariant
    fun `the city's answer is new once, and is answered`(variant: Variant) {
        device.language = variant.language
        device.network.value = Network.UNMETERED
        start(device, variant) {
            val report = send()
            report.untilNumbered()
            report.back()
            HomeRobot(this).untilSaid(variant.of("Mọi phản ánh đã được gửi.", "Every report has been sent."))
            val id = city.reports().single()
            city.reply(id, "Công ty Môi trường", "Bạn cho biết thêm: trước nhà số mấy?")
            device.sync()
            var opened = HomeRobot(this).myReports().open()
            untilShown("new-message")
            device.network.value = Network.NONE
            opened.reply("Trước nhà số 12.")
            opened.untilSaid("Trước nhà số 12.")
            untilShown("message-waits")
            opened.scrollTo("reply")
            opened.check("report-thread")
            opened.reply("Nhầm, số 21.")
            until("two messages wait") { count("unsend") == 2 }
            opened.unsend()
            until("one message waits") { count("unsend") == 1 }
            opened.back()
            opened = ReportsRobot(this).open()
            opened.untilSaid("Nhầm, số 21.")
            assertFalse(has("new-message"), "what was seen is not new any more")
            device.network.value = Network.UNMETERED
            until("the city has the answer") { "Nhầm, số 21." in city.state().toString() }
            assertFalse("Trước nhà số 12." in city.state().toString())
        }
    }

    @InEveryVariant
    fun `what was done is rated, and who is not content has it taken up again`(variant: Variant) {
        device.language = variant.language
        device.network.value = Network.UNMETERED
        start(device, variant) {
            send().untilNumbered()
            val id = city.reports().single()
            city.setStatus(id, "done", "Công ty Môi trường", "Đã nạo vét.")
            device.sync()
            val report = ReportRobot(this)
            untilShown("rate")
            report.scrollTo("rate")
            report.check("report-rating")
            report.rate("UNSATISFIED", "Vẫn ngập.")
            until("the city knows") { "Vẫn ngập." in city.operatorsPage(id) }
        }
    }

    @InEveryVariant
    fun `a report is taken back, kept, and one that was closed meanwhile says so with its number`(variant: Variant) {
        device.language = variant.language
        device.network.value = Network.UNMETERED
        start(device, variant) {
            val report = send()
            report.untilNumbered()
            device.sync()
            val id = city.reports().single()
            device.network.value = Network.NONE
            val means = variant.of("Rút lại phản ánh này?", "Take this report back?")
            report.giveUp(means)
            report.untilSaid(variant.of("Bạn đã rút lại. Đang chờ báo cho thành phố.", "You took it back. The city is still to be told."))
            report.keep()
            report.giveUp(means)
            untilShown("keep")
            city.setStatus(id, "done", "Công ty Môi trường", "Đã nạo vét.")
            device.network.value = Network.UNMETERED
            report.untilSaid(variant.of("Thành phố đã kết thúc xử lý trước khi bạn rút lại", "The city had closed the report before you took it back"))
            report.untilNumbered()
            report.untilSaid("Đã nạo vét.")
            // Where the page stands after the presses depends on the moment; at its beginning it is the same each time.
            report.scrollTo("state")
            report.check("report-parked")
            report.keep()
            report.untilSaid(variant.of("Thành phố đã nhận đủ.", "The city has all of it."))
        }
    }

    private fun DesktopScreens.send(photos: Int = 0): ReportRobot {
        var draft = HomeRobot(this).newReport()
        if (photos > 0) draft.choosePhotos(photos)
        draft.locate("Phường Phú Xuân")
        draft = draft.choose("pollution")
        draft.write("Cống nghẹt, nước tràn ra đường.")
        return draft.send()
    }
}
