package city.hues.app

import androidx.compose.ui.test.junit4.v2.createAndroidComposeRule
import androidx.test.ext.junit.runners.AndroidJUnit4
import city.hues.ui.robots.aDraftIsThrownAwayAndTakenBack
import city.hues.ui.robots.aDraftOutlivesItsWindow
import city.hues.ui.robots.aReportWaitsForTheNetwork
import city.hues.ui.robots.theLanguageIsChanged
import city.hues.ui.robots.whatIsMissingIsFound
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith

/** The journeys that need no city, on a real phone or an emulator. With airplane mode on, and the app's data cleared before each (android/README.md). */
@RunWith(AndroidJUnit4::class)
internal class DeviceJourney {
    @get:Rule
    val rule = createAndroidComposeRule<MainActivity>()

    private val phone by lazy { RealPhone(rule).atHome() }

    @Test
    fun aDraftOutlivesItsWindow() = phone.aDraftOutlivesItsWindow { rule.activityRule.scenario.recreate() }

    @Test
    fun aReportWaitsForTheNetwork() = phone.aReportWaitsForTheNetwork()

    @Test
    fun whatIsMissingIsFound() = phone.whatIsMissingIsFound()

    @Test
    fun aDraftIsThrownAwayAndTakenBack() = phone.aDraftIsThrownAwayAndTakenBack()

    @Test
    fun theLanguageIsChanged() = phone.theLanguageIsChanged()
}
