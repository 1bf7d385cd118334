package city.hues.app

import android.content.Intent
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.test.core.app.ActivityScenario
import androidx.test.core.app.ApplicationProvider
import androidx.test.ext.junit.runners.AndroidJUnit4
import androidx.test.platform.app.InstrumentationRegistry
import city.hues.ui.robots.aReportGetsItsNumber
import org.junit.Assume.assumeTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith

/**
 * The journey that needs a city: one on the computer (`cargo run -p city`), reached by `adb reverse`, and named with the runner's arguments
 * `city` and `alert-key`. Without them it is left out.
 */
@RunWith(AndroidJUnit4::class)
internal class DeviceCityJourney {
    @get:Rule
    val rule = createEmptyComposeRule()

    @Test
    fun aReportArrivesAndItsNumberIsTold() {
        val arguments = InstrumentationRegistry.getArguments()
        val city = arguments.getString("city")
        assumeTrue("no city is named", city != null)
        val intent = Intent(ApplicationProvider.getApplicationContext(), MainActivity::class.java)
            .putExtra("city", city)
            .putExtra("alert-key", arguments.getString("alert-key"))
        ActivityScenario.launch<MainActivity>(intent).use {
            RealPhone(rule).atHome().aReportGetsItsNumber()
        }
    }
}
