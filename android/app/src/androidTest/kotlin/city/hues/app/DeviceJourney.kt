package city.hues.app

import androidx.compose.ui.test.junit4.v2.createAndroidComposeRule
import androidx.test.ext.junit.runners.AndroidJUnit4
import city.hues.ui.robots.ComposeRobot
import city.hues.ui.robots.HomeRobot
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

    @Test
    fun aDraftOutlivesItsWindow() {
        val lamp = "Đèn đường hỏng trước chợ Đông Ba, tối hai hôm nay."
        val draft = phone.home().newReport()
        draft.write(lamp)
        draft.untilSaved()
        rule.activityRule.scenario.recreate()
        ComposeRobot(phone).untilSaid(lamp)
        phone.goBack()
        assertTrue(HomeRobot(phone).isInReach("new-report"))
    }

    @Test
    fun aReportWithAPlaceOnTheMapWaitsForTheNetwork() {
        var draft = phone.home().newReport()
        draft = draft.pin().choose()
        draft = draft.choose("noise")
        draft.write("Karaoke sau 22 giờ.")
        draft.send()
        phone.untilBehindNotifications("why it waits") { phone.shows("Chưa có mạng. Máy sẽ tự gửi khi có mạng.") }
        phone.goBack()
        HomeRobot(phone).untilSaid("đang chờ gửi")
    }

    @Test
    fun theLanguageIsChanged() {
        val me = phone.home().me()
        me.speak("EN")
        me.untilSaid("Your data")
        me.speak("VI")
        me.untilSaid("Dữ liệu của bạn")
        phone.goBack()
        HomeRobot(phone)
    }
}
