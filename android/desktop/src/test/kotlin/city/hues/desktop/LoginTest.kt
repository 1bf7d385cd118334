package city.hues.desktop

import city.hues.Network
import city.hues.town.Browser
import city.hues.town.CityServer
import city.hues.ui.robots.HomeRobot
import city.hues.ui.robots.MeRobot
import city.hues.ui.robots.Variant
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.io.TempDir
import java.io.File

/** A citizen logs in with the city's own page, and the browser comes back to the app, or does not. */
internal class LoginTest {
    @TempDir
    private lateinit var home: File
    private lateinit var city: CityServer
    private lateinit var device: TestDevice

    @BeforeEach
    fun aTownAndAPhone() {
        city = CityServer.start(File(home, "city"), TestClock.offsetMs)
        device = TestDevice(home, city).apply { network.value = Network.UNMETERED }
    }

    @AfterEach
    fun theEnd() = city.close()

    @InEveryVariant
    fun `a citizen logs in, is known to the report, and logs out without losing it`(variant: Variant) {
        device.language = variant.language
        start(device, variant) {
            var me = HomeRobot(this).me()
            me.check()
            val url = me.logIn(device.browsed)
            me.untilSaid(variant.of("Đang chờ bạn đăng nhập trong trình duyệt.", "Waiting for you to log in in the browser."))
            me.check("me-in-browser")
            me.reopenBrowser()
            assertEquals(listOf(url, url), device.browsed)
            fromOutside { redirected(Browser.ofLan().logIn(url)) }
            me.untilLoggedIn("Nguyễn Thị Lan")
            me.untilSaid("046•••••1234")
            me.untilSaid(variant.of("Định danh mức 1", "Identified at level 1"))
            me.check("me-logged-in")
            me.back()

            val draft = HomeRobot(this).newReport()
            draft.write("Cây nghiêng trước cổng trường.")
            draft.untilSaved()
            draft.untilSaid(variant.of("biết phản ánh này là của Nguyễn Thị Lan", "know that this report is from Nguyễn Thị Lan"))
            draft.back()
            me = HomeRobot(this).me()
            me.logOut()
            me.back()
            HomeRobot(this).untilSaid(variant.of("1 bản nháp", "1 draft"))
        }
    }

    @InEveryVariant
    fun `the browser may come back to a process that knows nothing of it`(variant: Variant) {
        device.language = variant.language
        lateinit var url: String
        start(device, variant) { url = HomeRobot(this).me().logIn(device.browsed) }
        val redirect = Browser.ofLan().logIn(url)
        start(device, variant, outside = { redirected(redirect) }) { MeRobot(this).untilLoggedIn("Nguyễn Thị Lan") }
    }

    @InEveryVariant
    fun `a login that is given up leaves everything as it was`(variant: Variant) {
        device.language = variant.language
        start(device, variant) {
            val me = HomeRobot(this).me()
            val url = me.logIn(device.browsed)
            me.cancelLogin()
            assertFalse(has("login-failed"))
            // What the browser brings now is worth nothing, and that is said.
            fromOutside { redirected(Browser.ofLan().logIn(url)) }
            me.untilSaid(variant.of("Lần đăng nhập này đã hết hạn.", "This login has expired."))

            val second = me.logIn(device.browsed)
            fromOutside { redirected(Browser.ofLan().cancel(second)) }
            me.untilSaid(variant.of("Bạn đã huỷ đăng nhập. Bạn vẫn gửi phản ánh được.", "You cancelled the login. You can still send reports."))
            me.check("me-login-cancelled")

            val third = me.logIn(device.browsed)
            fromOutside { redirected(Browser.ofLan().logIn(third)) }
            me.untilLoggedIn("Nguyễn Thị Lan")
        }
    }

    @InEveryVariant
    fun `a login service that can't be reached is waited for, and the same answer of the browser counts then`(variant: Variant) {
        device.language = variant.language
        start(device, variant) {
            val me = HomeRobot(this).me()
            city.misbehave("GET", "/login", BUSY)
            me.logInInVain(variant.of("Nơi đăng nhập đang bận.", "The login service is busy."))
            me.check("me-login-failed")
            city.behave()
            val url = me.logIn(device.browsed)
            val redirect = Browser.ofLan().logIn(url)
            city.misbehave("POST", "/login/token", BUSY)
            fromOutside { redirected(redirect) }
            me.untilSaid(variant.of("Nơi đăng nhập đang bận.", "The login service is busy."))
            city.behave()
            me.tryAgain()
            me.untilLoggedIn("Nguyễn Thị Lan")
        }
    }

    private companion object {
        val BUSY = mapOf("fault" to "unavailable", "status" to 503)
    }
}
