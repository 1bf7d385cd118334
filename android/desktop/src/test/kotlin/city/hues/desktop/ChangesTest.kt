package city.hues.desktop

import city.hues.AmendmentChoice
import city.hues.Location
import city.hues.LocationSource
import city.hues.Network
import city.hues.Part
import city.hues.Point
import city.hues.town.CityServer
import city.hues.ui.Fix
import city.hues.ui.robots.ChangeRobot
import city.hues.ui.robots.HomeRobot
import city.hues.ui.robots.ReportRobot
import city.hues.ui.robots.Variant
import city.hues.ui.robots.aSentReportIsChanged
import city.hues.ui.robots.change
import city.hues.ui.robots.settle
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.io.TempDir
import java.io.File

/** A report that the city has is changed: written like a draft, sent through the outbox, and held against what the city changed meanwhile. */
internal class ChangesTest {
    @TempDir
    private lateinit var home: File
    private lateinit var city: CityServer
    private lateinit var device: TestDevice

    @BeforeEach
    fun aTownAndAPhone() {
        city = CityServer.start(File(home, "city"), TestClock.offsetMs)
        device = TestDevice(home, city)
        device.network.value = Network.UNMETERED
        device.fix = Fix.Found(Location(Point(16.4698, 107.5786), accuracyM = 8.0, fixedAt = TestClock.now().toInstant(), source = LocationSource.GPS))
    }

    @AfterEach
    fun theEnd() = city.close()

    private fun tell(variant: Variant, journey: DesktopScreens.() -> Unit) {
        device.language = variant.language
        start(device, variant, work = journey)
    }

    @InEveryVariant
    fun `a sent report is changed`(variant: Variant) {
        tell(variant) { aSentReportIsChanged() }
        assertTrue("Karaoke mỗi đêm" in city.operatorsPage(city.reports().single()))
    }

    @InEveryVariant
    fun `a change outlives its process, says what is wrong with it, waits in the outbox and arrives`(variant: Variant) {
        tell(variant) {
            sent()
            device.network.value = Network.NONE
            val change = change()
            change.address("Trước số 12, kiệt 34 Chi Lăng")
            change.rewrite(" ")
            change.sendInVain()
            change.untilSaid(variant.of("Hãy viết chuyện gì đã xảy ra.", "Write what happened."))
            change.check("change-missing")
            change.rewrite("Cống nghẹt cả tuần nay.")
            change.untilSaved("Cống nghẹt cả tuần nay.")
        }
        start(device, variant) {
            HomeRobot(this).goOn()
            val change = ChangeRobot(this)
            change.untilSaved("Cống nghẹt cả tuần nay.")
            change.check("change")
            val report = change.send()
            untilShown("amendment")
            report.untilSaid(variant.of("Chưa có mạng. Máy sẽ tự gửi khi có mạng.", "No network. The phone sends it by itself"))
            report.scrollTo("amendment")
            report.check("change-waits")
            report.back()
            val outbox = HomeRobot(this).myReports().outbox()
            outbox.untilSaid(variant.of("Điều bạn sửa trong phản ánh", "What you changed in the report"))
            assertTrue(outbox.canTryNow)
            device.network.value = Network.UNMETERED
            outbox.untilEmpty()
        }
        val page = city.operatorsPage(city.reports().single())
        for (said in listOf("Cống nghẹt cả tuần nay.", "Trước số 12, kiệt 34 Chi Lăng")) assertTrue(said in page) { "$said: $page" }
        assertEquals(1, city.reports().size)
    }

    @InEveryVariant
    fun `what both sides changed is chosen part by part`(variant: Variant) {
        tell(variant) {
            val conflict = conflicted().settle()
            conflict.untilSaid("Cống nghẹt cả tuần nay.")
            conflict.untilSaid("Cống nghẹt do rác.")
            assertFalse(conflict.canSend(), "nothing is chosen yet")
            conflict.check()
            conflict.choose(AmendmentChoice.MINE, Part.TEXT)
            assertFalse(conflict.canSend(), "there is more to choose")
            conflict.choose(AmendmentChoice.THEIRS, Part.ADDRESS)
            conflict.check("conflict-chosen")
            val report = conflict.send()
            until("nothing is left to choose or to send") { !has("amendment") }
            report.untilSaid("Cống nghẹt cả tuần nay.")
        }
        val page = city.operatorsPage(city.reports().single())
        for (said in listOf("Cống nghẹt cả tuần nay.", "Kiệt 36 Chi Lăng")) assertTrue(said in page) { "$said: $page" }
    }

    @InEveryVariant
    fun `a change that waits for a choice can't be sent before it`(variant: Variant) = tell(variant) {
        conflicted().press("back")
        val outbox = HomeRobot(this).myReports().outbox()
        outbox.untilSaid(variant.of("Điều bạn sửa trong phản ánh", "What you changed in the report"))
        assertFalse(outbox.canTryNow)
        outbox.check("outbox-conflict")
    }

    @InEveryVariant
    fun `a change that the city did not take is dropped`(variant: Variant) {
        tell(variant) {
            val report = conflicted().settle().drop()
            until("nothing waits") { !has("amendment") }
            report.untilSaid("Cống nghẹt do rác.")
        }
        assertFalse("cả tuần nay" in city.operatorsPage(city.reports().single()))
    }

    @InEveryVariant
    fun `a report that the city has closed says why it can't be changed, also to who is writing`(variant: Variant) {
        tell(variant) {
            sent()
            val change = change()
            change.rewrite("Cống nghẹt cả tuần nay.")
            change.untilSaved("Cống nghẹt cả tuần nay.")
            city.setStatus(city.reports().single(), "done", "Công ty Môi trường", "Đã nạo vét.")
            sync()
            untilShown("why-no-change")
            assertFalse(has("send"))
            change.check("change-too-late")
            val report = change.leaveItAsItWas()
            report.untilSaid("Cống nghẹt, nước tràn ra đường.")
            untilShown("why-no-change")
            assertFalse(has("begin-change"))
        }
    }

    /** All is sent that can go, and all is fetched that is new. */
    private fun sync() = runBlocking { checkNotNull(device.client).sync() }

    /** A report that the city has, on its page. */
    private fun DesktopScreens.sent(): ReportRobot {
        var draft = HomeRobot(this).newReport()
        draft.locate("Phường Phú Xuân")
        draft = draft.choose("pollution")
        draft.write("Cống nghẹt, nước tràn ra đường.")
        val report = draft.send()
        report.untilNumbered()
        until("the city has all of it") { has("begin-change") }
        sync()
        return report
    }

    /** The citizen and the staff have changed the same two parts. */
    private fun DesktopScreens.conflicted(): DesktopScreens {
        sent()
        device.network.value = Network.NONE
        val change = change()
        change.rewrite("Cống nghẹt cả tuần nay.")
        change.address("Kiệt 34 Chi Lăng")
        change.untilSaved("Kiệt 34 Chi Lăng")
        val report = change.send()
        val id = city.reports().single()
        city.correct(id, "text", "Cống nghẹt do rác.")
        city.correct(id, "address", "Kiệt 36 Chi Lăng")
        device.network.value = Network.UNMETERED
        untilShown("settle")
        report.scrollTo("amendment")
        report.check("change-conflict")
        return this
    }
}
