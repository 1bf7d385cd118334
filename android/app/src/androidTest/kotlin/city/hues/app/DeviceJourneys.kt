package city.hues.app

import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.test.ext.junit.runners.AndroidJUnit4
import city.hues.ui.robots.Stage
import org.junit.Rule
import org.junit.runner.RunWith

/** On a real phone or an emulator, with a city on the computer; android/README.md says how. */
@RunWith(AndroidJUnit4::class)
internal class DeviceJourneys : PhoneJourneys() {
    @get:Rule
    val rule = createEmptyComposeRule()

    override fun tell(journey: Stage.() -> Unit) = DeviceStage(rule).use { it.journey() }
}
