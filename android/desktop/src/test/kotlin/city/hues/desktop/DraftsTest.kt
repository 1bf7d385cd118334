package city.hues.desktop

import city.hues.Location
import city.hues.LocationSource
import city.hues.Network
import city.hues.Point
import city.hues.town.CityServer
import city.hues.town.bundledCategories
import city.hues.ui.Fix
import city.hues.ui.robots.HomeRobot
import city.hues.ui.robots.ReportsRobot
import city.hues.ui.robots.Screens
import city.hues.ui.robots.Variant
import org.json.JSONArray
import org.json.JSONObject
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.io.TempDir
import java.io.File

/** What the city asks about a report, and what becomes of drafts that are not sent at once. */
internal class DraftsTest {
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
    fun `the city asks what belongs to the category, says what is wrong beside each question, and reads the answers`(variant: Variant) {
        device.language = variant.language
        device.network.value = Network.UNMETERED
        start(device, variant) {
            var draft = HomeRobot(this).newReport()
            draft.locate("Phường Phú Xuân")
            draft = draft.choose("street-light")
            draft.write("Đèn tắt cả kiệt.")
            draft.untilAsked("fault")
            assertFalse(draft.isAsked("lamps"), "what depends on another answer is asked after it")
            draft.sendInVain()
            draft.untilSaid(variant.of("Hãy trả lời câu này.", "Please answer this."))
            draft.scrollTo("duty-fault")
            draft.check("compose-asked")

            draft.option("fault", "off")
            draft.untilGone("wrong-fault")
            draft.untilAsked("lamps")
            draft.answer("lamps", "5000")
            draft.answer("pole-number", "PX 12")
            draft.untilSaid(variant.of("Hãy nhập số từ 1 đến 500 bóng.", "Enter a number from 1 to 500 lamps."))
            draft.scrollTo("wrong-lamps")
            draft.check("compose-questions")
            draft.changeAnswer("lamps", "3")
            draft.untilGone("wrong-lamps")

            draft.setMoment("since")
            draft.laterThanNow("since")
            draft.untilSaid(variant.of("Thời điểm này còn ở phía trước.", "This moment is still to come."))
            draft.scrollTo("wrong-since")
            draft.check("compose-moment")
            draft.clear("since")
            draft.send().untilNumbered()
        }
        val page = city.operatorsPage(city.reports().single())
        for (said in listOf("Không sáng", "PX 12", "3")) assertTrue(said in page) { "$said: $page" }
    }

    @InEveryVariant
    fun `a draft is copied, thrown away, taken back and erased`(variant: Variant) {
        device.language = variant.language
        start(device, variant) {
            var draft = HomeRobot(this).newReport()
            draft.write("Cống nghẹt, nước tràn ra đường.")
            draft.untilSaved()
            draft.back()
            // Who left it in peace is not told that it was cut off.
            val list = HomeRobot(this).myReports()
            draft = list.duplicate()
            draft.untilSaid("Cống nghẹt, nước tràn ra đường.")
            draft.back()
            untilKept(drafts = 2, discarded = 0)
            list.discard()
            untilKept(drafts = 1, discarded = 1)
            list.untilOneDiscarded()
            list.check("reports-discarded")
            list.undo()
            untilKept(drafts = 2, discarded = 0)
            list.discard()
            list.closeDiscarded()
            list.restore()
            untilKept(drafts = 2, discarded = 0)
            list.discard()
            list.closeDiscarded()
            list.untilOneDiscarded()
            list.toEnd()
            list.check("reports-recently-discarded")
            list.erase()
            untilKept(drafts = 1, discarded = 0)
        }
        start(device, variant) {
            val phone = HomeRobot(this)
            phone.untilSaid(variant.of("1 bản nháp", "1 draft"))
            assertFalse(has("recovered"))
        }
    }

    @InEveryVariant
    fun `who was cut off goes on writing, or not now`(variant: Variant) {
        device.language = variant.language
        start(device, variant) {
            val draft = HomeRobot(this).newReport()
            draft.write("Cây đổ chắn đường.")
            draft.untilSaved()
        }
        start(device, variant) {
            val draft = HomeRobot(this).goOn()
            draft.untilSaid("Cây đổ chắn đường.")
        }
        start(device, variant) {
            val phone = HomeRobot(this)
            phone.untilSaid("Cây đổ chắn đường")
            phone.notNow()
            phone.untilSaid(variant.of("1 bản nháp", "1 draft"))
        }
    }

    @InEveryVariant
    fun `what the city asks anew is pointed out when the draft is opened, and no answer is lost`(variant: Variant) {
        device.language = variant.language
        start(device, variant) {
            val draft = HomeRobot(this).newReport().choose("street-light")
            draft.untilAsked("fault")
            draft.option("fault", "missing")
            draft.untilSaved()
            draft.back()
            HomeRobot(this)
            city.publishCategories(withAnotherQuestion())
            device.network.value = Network.UNMETERED
            device.sync()
            var opened = HomeRobot(this).myReports().openDraft()
            untilShown("notices")
            opened.untilAsked("dark")
            opened.check("compose-notices")
            opened.understand()
            opened.back()
            opened = ReportsRobot(this).openDraft()
            opened.untilAsked("dark")
            assertFalse(has("notices"))
        }
    }

    private fun Screens.untilKept(drafts: Int, discarded: Int) =
        until("$drafts drafts and $discarded discarded ones are kept") { device.kept() == drafts to discarded }

    private fun withAnotherQuestion(): JSONObject {
        val categories = bundledCategories()
        categories.put("schema_version", categories.getInt("schema_version") + 1)
        val all = categories.getJSONArray("categories")
        val lights = (0 until all.length()).map(all::getJSONObject).single { it.getString("id") == "street-light" }
        val question = JSONObject()
            .put("id", "dark")
            .put("kind", "text")
            .put("required", true)
            .put("text", JSONObject().put("vi", "Đoạn nào tối nhất?").put("en", "Where is it darkest?"))
        lights.put("questions", JSONArray(listOf(question) + lights.getJSONArray("questions").toList().map { JSONObject.wrap(it) }))
        return categories
    }
}
