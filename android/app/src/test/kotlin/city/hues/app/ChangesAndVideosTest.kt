package city.hues.app

import android.app.Activity
import android.net.Uri
import android.provider.MediaStore
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.core.content.IntentCompat
import city.hues.Network
import city.hues.town.fixture
import city.hues.ui.robots.ChangeRobot
import city.hues.ui.robots.ComposeRobot
import city.hues.ui.robots.HomeRobot
import city.hues.ui.robots.Variant
import city.hues.ui.robots.change
import city.hues.ui.robots.changeKaraoke
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.ParameterizedRobolectricTestRunner
import org.robolectric.ParameterizedRobolectricTestRunner.Parameters
import org.robolectric.Shadows.shadowOf

/** A report that is changed after it was sent, and one with a video, on the real window; the system ends the process in between. */
@RunWith(ParameterizedRobolectricTestRunner::class)
internal class ChangesAndVideosTest(variantName: String) {
    private val variant = Variant.valueOf(variantName)

    @get:Rule
    val rule = createEmptyComposeRule()

    @get:Rule
    val home = TemporaryFolder()

    private fun tell(journey: RobolectricStage.() -> Unit) = tellOnRobolectric(rule, home, variant, journey)

    @Test
    fun `a change that was begun before the system ended the process goes on where it was`() = tell {
        settle(isAsked = false)
        network(Network.UNMETERED)
        open {
            changeKaraoke(this)
            val change = change()
            change.rewrite("Karaoke đã dừng.")
            change.untilSaved("Karaoke đã dừng.")
            phone.endAndComeBack(Network.UNMETERED)
            val again = ChangeRobot(this)
            again.untilSaid("Karaoke đã dừng.")
            again.check("change")
            again.send()
            until("the city has it") { "Karaoke đã dừng." in town.operatorsPage(town.reports().single()) }
        }
    }

    @Test
    fun `a video that the camera brings to the next process is in the report for which it was recorded`() = tell {
        settle()
        open { recordAcrossTheEnd() }
        assertEquals(emptyList<String>(), town.reports())
    }

    private fun RobolectricStage.recordAcrossTheEnd() {
        val draft = HomeRobot(phone).newReport()
        draft.write("Nước tràn bờ.")
        draft.untilSaved()
        phone.press("record-video")
        val shadow = shadowOf(phone.window)
        phone.until("the camera opens") { shadow.peekNextStartedActivityForResult() != null }
        val camera = shadow.nextStartedActivityForResult
        phone.endAndComeBack(Network.NONE)
        val into = checkNotNull(IntentCompat.getParcelableExtra(camera.intent, MediaStore.EXTRA_OUTPUT, Uri::class.java))
        checkNotNull(phone.app.contentResolver.openOutputStream(into)).use { it.write(fixture("videos/phone.mp4").readBytes()) }
        val lent = checkNotNull(phone.app.settings.camera).file
        phone.window.activityResultRegistry.dispatchResult(camera.requestCode, Activity.RESULT_OK, null)
        val late = ComposeRobot(phone)
        late.untilSaid(variant.of("Video vừa quay đã vào phản ánh này.", "The video that you recorded is in this report."))
        phone.until("the video is there") { phone.count("photo") == 1 && phone.has("video-waits") }
        assertTrue(phone.shows("Nước tràn bờ."))
        phone.until("only the sealed one is left") { !lent.exists() }
        phone.check("compose-late-video")
        phone.goBack()
        HomeRobot(phone).untilSaid(variant.of("1 bản nháp", "1 draft"))
    }

    companion object {
        @JvmStatic
        @Parameters(name = "{0}")
        fun variants() = robolectricVariants()
    }
}
