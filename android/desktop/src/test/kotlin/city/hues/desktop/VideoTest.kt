package city.hues.desktop

import city.hues.Location
import city.hues.LocationSource
import city.hues.Network
import city.hues.PhotoHint
import city.hues.Point
import city.hues.town.CityServer
import city.hues.town.fixture
import city.hues.ui.Fix
import city.hues.ui.Picked
import city.hues.ui.PickedPhoto
import city.hues.ui.robots.ComposeRobot
import city.hues.ui.robots.HomeRobot
import city.hues.ui.robots.VideoRobot
import city.hues.ui.robots.Variant
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.io.TempDir
import java.io.File

/** A video of a report: added, taken out, told what it costs, and sent when the citizen lets it go. */
internal class VideoTest {
    @TempDir
    private lateinit var home: File
    private lateinit var city: CityServer
    private lateinit var device: TestDevice
    private val video = fixture("videos/phone.mp4")

    @BeforeEach
    fun aTownAndAPhone() {
        city = CityServer.start(File(home, "city"), TestClock.offsetMs)
        device = TestDevice(home, city)
        device.fix = Fix.Found(Location(Point(16.4698, 107.5786), accuracyM = 8.0, fixedAt = TestClock.now().toInstant(), source = LocationSource.GPS))
    }

    @AfterEach
    fun theEnd() = city.close()

    @InEveryVariant
    fun `a video waits for Wi-Fi, as was said beside it, and goes over mobile data when the citizen says so`(variant: Variant) {
        device.language = variant.language
        device.network.value = Network.METERED
        start(device, variant) {
            var draft = HomeRobot(this).newReport()
            val videos = VideoRobot(this)
            videos.recordInVain(variant.of("Máy này không quay được video.", "This phone can't record."))
            device.videos = listOf(fixture("photos/progressive_cat.jpg"))
            videos.chooseInVain(variant.of("không phải là video MP4 hay MOV", "not an MP4 or MOV video"))
            device.videos = listOf(video)
            videos.choose()
            untilShown("video-waits")
            assertFalse(has("record-video"), "a report takes one")
            draft.untilSaved()
            draft.scrollTo("video-waits")
            draft.check("compose-video")
            val page = draft.openPhoto()
            page.untilSaid(variant.of("Không che được mặt người", "can't be hidden in a video"))
            page.check("photo-page-video")
            page.back()
            draft = ComposeRobot(this)
            videos.remove()
            assertFalse(has("video-waits"))
            videos.choose()
            draft.locate("Phường Phú Xuân")
            draft = draft.choose("pollution")
            draft.write("Cống nghẹt, nước tràn ra đường.")
            val report = draft.send()
            report.untilNumbered()
            report.untilSaid(variant.of("Video đang chờ Wi-Fi", "The video waits for Wi-Fi"))
            report.scrollTo("any-network")
            report.check("report-video-waits")
            press("any-network")
            until("the city has the video") { "\"stored_sha256\":\"" in city.state().toString() }
        }
    }

    @InEveryVariant
    fun `who lets videos go over mobile data is not told that they wait, and the camera's file is erased`(variant: Variant) {
        device.language = variant.language
        device.network.value = Network.METERED
        start(device, variant) {
            val me = HomeRobot(this).me()
            press("videos-wait")
            me.back()
            val recorded = File(home, "recorded.mp4").also { video.copyTo(it) }
            device.recorder = Picked.Photos(listOf(PickedPhoto(recorded, PhotoHint(owned = true), isVideo = true)))
            val draft = HomeRobot(this).newReport()
            VideoRobot(this).record()
            draft.untilSaved()
            assertFalse(has("video-waits"))
            until("only the sealed one is left") { !recorded.exists() }
            assertTrue(video.exists())
        }
    }
}
