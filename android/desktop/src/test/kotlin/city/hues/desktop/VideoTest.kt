package city.hues.desktop

import city.hues.Network
import city.hues.PhotoHint
import city.hues.town.fixture
import city.hues.ui.Picked
import city.hues.ui.PickedPhoto
import city.hues.ui.robots.HomeRobot
import city.hues.ui.robots.VideoRobot
import city.hues.ui.robots.Variant
import city.hues.ui.robots.aVideoWaitsForWiFi
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import java.io.File

/** A video of a report: added, taken out, told what it costs, and sent when the citizen lets it go. */
internal class VideoTest : DesktopTest() {
    @InEveryVariant
    fun `a video waits for Wi-Fi, as was said beside it, and goes over mobile data when the citizen says so`(variant: Variant) =
        tell(variant) { aVideoWaitsForWiFi() }

    @InEveryVariant
    fun `who lets videos go over mobile data is not told that they wait, and the camera's file is erased`(variant: Variant) = tell(variant) {
        settle()
        network(Network.METERED)
        val video = fixture("videos/phone.mp4")
        open {
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
