package city.hues.desktop

import city.hues.DraftEdit
import city.hues.Location
import city.hues.LocationSource
import city.hues.Network
import city.hues.Point
import city.hues.town.CityServer
import city.hues.ui.Fix
import city.hues.ui.robots.ComposeRobot
import city.hues.ui.robots.HomeRobot
import city.hues.ui.robots.Variant
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.io.TempDir
import java.io.File
import java.time.Duration

/** What the core knows of a draft that the citizen does not: its likely category, what its place is worth, who reported it before, who will see it. */
internal class NeighbourhoodTest {
    @TempDir
    private lateinit var home: File
    private lateinit var city: CityServer
    private lateinit var device: TestDevice

    @BeforeEach
    fun aTownAndAPhone() {
        city = CityServer.start(File(home, "city"), TestClock.offsetMs)
        device = TestDevice(home, city)
        device.fix = fix()
    }

    @AfterEach
    fun theEnd() = city.close()

    @InEveryVariant
    fun `the text suggests its category, on the page and in the list of all`(variant: Variant) {
        device.language = variant.language
        start(device, variant) {
            var draft = HomeRobot(this).newReport()
            draft.write("o ga sau truoc cho")
            draft.untilShown("suggestion-road-damage")
            draft.untilSaved()
            draft.scrollTo("suggestion-road-damage")
            draft.check("compose-suggestions")
            val categories = draft.categories()
            untilShown("suggested-road-damage")
            categories.check("categories-suggested")
            draft = categories.chooseSuggested("road-damage")
            draft.untilAsked("damage")
            assertFalse(has("suggestions"))
        }
    }

    @InEveryVariant
    fun `a category is looked for without marks, and what fits none has a way out`(variant: Variant) {
        device.language = variant.language
        start(device, variant) {
            var draft = HomeRobot(this).newReport()
            var categories = draft.categories()
            categories.search("den ch")
            categories.untilFound("street-light")
            categories.check("categories-found")
            categories.search("xyzzy")
            untilShown("nothing-found")
            categories.check("categories-nothing-found")
            draft = categories.takeTheWayOut()
            draft.untilSaid(variant.of("Lĩnh vực khác", "Other"))
            categories = draft.categories()
            categories.search("Đèn")
            categories.untilFound("street-light")
            categories.choose("street-light")
            ComposeRobot(this).untilAsked("fault")
        }
    }

    @InEveryVariant
    fun `a place that is old, coarse or made up is said to be doubtful, and one beyond the city to be there`(variant: Variant) {
        device.language = variant.language
        device.fix = fix(accuracyM = 900.0, age = Duration.ofMinutes(10), mock = true)
        start(device, variant) {
            val draft = HomeRobot(this).newReport()
            draft.locate("Phường Phú Xuân")
            draft.untilSaid(variant.of("Vị trí này do một ứng dụng giả lập tạo ra", "An app made this position up"))
            draft.untilSaved()
            draft.scrollTo("locate")
            draft.check("compose-doubtful")
            device.fix = fix(Point(16.2073, 107.9983))
            draft.locate(variant.of("thành phố Đà Nẵng", "Đà Nẵng"))
            draft.untilGone("doubt")
        }
    }

    @InEveryVariant
    fun `before it goes each part is said to be public or not, and a number in the text is pointed out`(variant: Variant) {
        device.language = variant.language
        start(device, variant) {
            var draft = HomeRobot(this).newReport()
            draft.locate("Phường Phú Xuân")
            draft = draft.choose("animals")
            draft.untilAsked("bitten")
            draft.option("bitten", "no")
            draft.write("Chó thả rông, gọi tôi số 0905 123 456.")
            draft.untilShown("exposed")
            draft.preview()
            draft.untilSaid(variant.of("chỉ cán bộ thành phố thấy", "only the city's staff see it"))
            // The end of the page.
            draft.scrollTo("discard")
            draft.check("compose-preview")
            press("share-text")
            draft.untilGone("exposed")
        }
    }

    @InEveryVariant
    fun `what a neighbour reported is found, and followed instead of reported again`(variant: Variant) {
        aNeighbourReports("Karaoke sau 22 giờ, cả xóm không ngủ được.")
        device.language = variant.language
        device.network.value = Network.UNMETERED
        start(device, variant) {
            var draft = HomeRobot(this).newReport()
            draft.locate("Phường Phú Xuân")
            draft = draft.choose("noise")
            draft.untilSaid("Karaoke sau 22 giờ, cả xóm không ngủ được.")
            draft.untilSaved()
            draft.scrollTo("follow")
            draft.check("compose-nearby")
            draft.follow()
            draft.back()
            val list = HomeRobot(this).myReports()
            list.untilListed("report-line")
            list.untilListed("followed-line")
            list.toEnd()
            list.check("reports-followed")
            list.unfollow()
        }
    }

    private fun fix(at: Point = HERE, accuracyM: Double = 8.0, age: Duration = Duration.ZERO, mock: Boolean = false) =
        Fix.Found(Location(at, accuracyM = accuracyM, fixedAt = TestClock.now().toInstant() - age, source = LocationSource.GPS, mock = mock))

    private fun aNeighbourReports(text: String) = runBlocking {
        val neighbour = TestDevice(File(home, "neighbour").apply { mkdirs() }, city)
        val client = neighbour.openClient()
        val reports = client.reports
        val id = reports.create()
        reports.edit(id, DraftEdit.Category("noise"))
        reports.edit(id, DraftEdit.Text(text))
        reports.edit(id, DraftEdit.Location(Location(HERE, source = LocationSource.PIN)))
        reports.submit(id)
        client.setNetwork(Network.UNMETERED)
        client.sync()
        neighbour.kill()
        assertEquals(1, city.reports().size)
    }

    private companion object {
        val HERE = Point(16.4698, 107.5786)
    }
}
