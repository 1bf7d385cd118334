package city.hues.app

import androidx.compose.ui.test.junit4.ComposeTestRule
import androidx.compose.ui.test.junit4.v2.createAndroidComposeRule
import androidx.test.espresso.Espresso
import androidx.test.ext.junit.runners.AndroidJUnit4
import city.hues.Language
import city.hues.ui.robots.ComposeRobot
import city.hues.ui.robots.HomeRobot
import city.hues.ui.robots.Screens
import city.hues.ui.robots.StartRobot
import city.hues.ui.robots.Variant
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith

/** The part of the journeys that needs no city, on a real phone or an emulator, told with the same robots. With airplane mode on, and the app's data cleared before. */
@RunWith(AndroidJUnit4::class)
internal class DeviceJourney {
    @get:Rule
    val rule = createAndroidComposeRule<MainActivity>()

    private val phone by lazy { RealPhone(rule) }

    private fun home() = if (phone.has("start")) StartRobot(phone).begin() else HomeRobot(phone)

    @Test
    fun aDraftOutlivesItsWindow() {
        val lamp = "Đèn đường hỏng trước chợ Đông Ba, tối hai hôm nay."
        val draft = home().newReport()
        draft.write(lamp)
        draft.untilSaved()
        rule.activityRule.scenario.recreate()
        ComposeRobot(phone).untilSaid(lamp)
        phone.goBack()
        assertTrue(HomeRobot(phone).isInReach("new-report"))
    }

    @Test
    fun aReportWithAPlaceOnTheMapWaitsForTheNetwork() {
        var draft = home().newReport()
        draft = draft.pin().choose()
        draft = draft.choose("noise")
        draft.write("Karaoke sau 22 giờ.")
        val report = draft.send()
        phone.until("the reason for notifications, or none") { phone.has("why") || phone.shows(OFFLINE) }
        if (phone.has("why")) phone.press("not-now")
        report.untilSaid(OFFLINE)
        phone.goBack()
        HomeRobot(phone).untilSaid("đang chờ gửi")
    }

    @Test
    fun theLanguageIsChanged() {
        val me = home().me()
        me.speak("EN")
        me.untilSaid("Your data")
        me.speak("VI")
        me.untilSaid("Dữ liệu của bạn")
        phone.goBack()
        HomeRobot(phone)
    }

    private companion object {
        const val OFFLINE = "Chưa có mạng. Máy sẽ tự gửi khi có mạng."
    }
}

/** The phone as it is: its own language is not asked for, its own size not changed. */
private class RealPhone(private val rule: ComposeTestRule) : Screens(rule, Variant.entries.first { it.language == Language.VI }) {
    override fun until(what: String, isSo: () -> Boolean) = rule.waitUntil(what, PATIENCE_MS, isSo)

    override fun rest() = rule.waitForIdle()

    override fun goBack() {
        Espresso.pressBack()
        rest()
    }

    override fun check(page: String) = rest()

    private companion object {
        const val PATIENCE_MS = 30_000L
    }
}
