package city.hues.desktop

import androidx.compose.ui.geometry.Offset
import city.hues.Location
import city.hues.LocationSource
import city.hues.Network
import city.hues.Point
import city.hues.town.CityServer
import city.hues.town.fixture
import city.hues.ui.Fix
import city.hues.ui.robots.ComposeRobot
import city.hues.ui.robots.HomeRobot
import city.hues.ui.robots.Variant
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.io.TempDir
import java.io.File

/** What the citizen does with a photo before it is sent: look at it, hide in it what nobody should see, leave it out. */
internal class PhotosTest {
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
    fun `a face is hidden by buttons and by a finger, and the city gets the photo without it`(variant: Variant) {
        device.language = variant.language
        device.network.value = Network.UNMETERED
        start(device, variant) {
            var draft = HomeRobot(this).newReport()
            device.gallery = listOf(fixture("photos/progressive_cat.jpg"))
            draft.choosePhotos(1)
            draft.untilSaved()
            val before = device.photos().single()
            val photo = draft.openPhoto()
            photo.untilDrawn()
            photo.check()
            photo.addBox()
            photo.untilSaid(variant.of("Ở giữa ảnh, rộng 30\u00A0% và cao 30\u00A0% của ảnh.", "In the middle, 30\u00A0% of the photo wide and 30\u00A0% high."))
            for (way in listOf("LEFT", "UP", "WIDER", "TALLER")) photo.nudge(way)
            photo.untilSaid(variant.of("rộng 35\u00A0% và cao 35\u00A0% của ảnh.", "35\u00A0% of the photo wide and 35\u00A0% high."))
            photo.draw(Offset(0.7f, 0.7f), Offset(0.95f, 0.95f))
            until("two boxes") { photo.boxes() == 2 }
            // Held in its middle, it goes along.
            photo.draw(Offset(0.8f, 0.8f), Offset(0.8f, 0.2f))
            photo.untilSaid(variant.of("Ở phía trên bên phải", "At the top right"))
            assertEquals(2, photo.boxes())
            scrollTo("picture")
            photo.check("photo-page-boxes")
            photo.draw(Offset(0.1f, 0.8f), Offset(0.3f, 0.95f))
            until("three boxes") { photo.boxes() == 3 }
            photo.removeBox()
            until("two boxes") { photo.boxes() == 2 }
            photo.scrollTo("box-TALLER")
            photo.check("photo-page-buttons")
            draft = photo.hide()
            until("the photo is another one") { device.photos().single().id != before.id }
            assertNotEquals(before.sha256, device.photos().single().sha256)
            val hidden = draft.openPhoto()
            hidden.untilDrawn()
            hidden.check("photo-page-hidden")
            hidden.back()
            draft = ComposeRobot(this).choose("other")
            draft.locate("Phường Phú Xuân")
            draft.write("Mèo kêu suốt đêm.")
            draft.send().untilNumbered()
            val sent = device.photos().single().sha256
            until("the photo is there") { "\"stored_sha256\":\"$sent\"" in city.state().toString() }
        }
    }

    @InEveryVariant
    fun `the same photo once more is pointed out, and one of them is taken out where it is seen large`(variant: Variant) {
        device.language = variant.language
        start(device, variant) {
            var draft = HomeRobot(this).newReport()
            val cat = fixture("photos/progressive_cat.jpg")
            device.gallery = listOf(cat, cat)
            draft.choosePhotos(2)
            val same = variant.of("Giống hệt ảnh số 1.", "The same as photo 1.")
            draft.untilSaid(same)
            draft.scrollTo("choose-photos")
            draft.check("compose-same-photo")
            val photo = draft.openPhoto()
            photo.untilDrawn()
            draft = photo.remove()
            until("one photo is left") { count("photo") == 1 }
            until("nothing is the same any more") { !shows(same) }
        }
    }
}
