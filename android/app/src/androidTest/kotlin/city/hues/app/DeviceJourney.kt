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

/**
 * The part of the journeys that needs no city, on a real phone or an emulator, told with the same robots: a draft is on disk with each letter,
 * and survives its window. With airplane mode on, and the app's data cleared before.
 */
@RunWith(AndroidJUnit4::class)
internal class DeviceJourney {
    @get:Rule
    val rule = createAndroidComposeRule<MainActivity>()

    @Test
    fun aDraftOutlivesItsWindow() {
        val phone = RealPhone(rule)
        val lamp = "Đèn đường hỏng trước chợ Đông Ba, tối hai hôm nay."
        val home = if (phone.has("start")) StartRobot(phone).begin() else HomeRobot(phone)
        val draft = home.newReport()
        draft.write(lamp)
        draft.untilSaved()
        rule.activityRule.scenario.recreate()
        ComposeRobot(phone).untilSaid(lamp)
        phone.goBack()
        assertTrue(HomeRobot(phone).isInReach("new-report"))
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
