package city.hues.desktop

import city.hues.Location
import city.hues.LocationSource
import city.hues.Point
import city.hues.ui.Fix
import city.hues.ui.robots.ComposeRobot
import city.hues.ui.robots.HomeRobot
import city.hues.ui.robots.Variant
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.util.concurrent.CountDownLatch

/** A page is left while something is still on its way to it, and opened again: what comes late takes nothing of what is newer. */
internal class LeaveAndReturnTest : DesktopTest() {
    @Test
    fun `an answer for the page that was left changes nothing on the one that is open`() = tell(Variant.VI_LIGHT_100) {
        settle()
        gallery("derived_hue_gps_o6.jpg")
        val late = LateAnswer()
        device.beforePicture = late::pass
        open {
            HomeRobot(this).newReport()
            press("choose-photos")
            // All else that the core says of the draft is known to the page, and not shown yet.
            until("the page waits for its picture") { late.isAwaited }
            goBack()
            HomeRobot(this).myReports().openDraft()
            until("the photo is there") { count("photo") == 1 }
            untilShown("preview")
            val draft = ComposeRobot(this).choose("noise")
            draft.untilSaid("Tiếng ồn")
            late.come()
            until("the late picture has come") { late.hasCome }
            // It has had its turn when the core has answered so often.
            repeat(ROUNDS) {
                kept()
                rest()
                assertTrue(shows("Tiếng ồn"), "the category is the citizen's")
            }
            assertEquals(1, count("photo"))
        }
    }

    @Test
    fun `a place that the phone finds late does not take that of the pin`() = tell(Variant.VI_LIGHT_100) {
        settle()
        val late = CompletableDeferred<Fix>()
        device.lateFix = late
        open {
            HomeRobot(this).newReport()
            press("locate")
            var draft = ComposeRobot(this).pin().choose()
            until("the pin is saved") { place() != null }
            val pinned = place()
            late.complete(Fix.Found(Location(Point(16.2073, 107.9983), accuracyM = 8.0, source = LocationSource.GPS)))
            rest()
            // What is written is saved after all that was asked for before.
            draft = ComposeRobot(this)
            draft.write("Đèn tắt.")
            until("the text is saved") { draft().text == "Đèn tắt." }
            assertEquals(pinned, place())
        }
    }

    private fun DesktopStage.draft() = runBlocking { client.reports.run { get(list(limit = 1).single().id).draft } }

    private fun DesktopStage.place(): Point? = draft().location?.point

    /** The first picture that is drawn comes when a test lets it. */
    private class LateAnswer {
        private val asked = CountDownLatch(1)
        private val goesOn = CountDownLatch(1)
        private val came = CountDownLatch(1)

        val isAwaited get() = asked.count == 0L
        val hasCome get() = came.count == 0L

        fun come() = goesOn.countDown()

        fun pass() {
            synchronized(this) {
                if (isAwaited) return
                asked.countDown()
            }
            goesOn.await()
            came.countDown()
        }
    }

    private companion object {
        const val ROUNDS = 50
    }
}
