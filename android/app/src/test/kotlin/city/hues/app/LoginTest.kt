package city.hues.app

import android.content.Intent
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.core.net.toUri
import city.hues.Network
import city.hues.town.Browser
import city.hues.town.CityServer
import city.hues.ui.robots.HomeRobot
import city.hues.ui.robots.MeRobot
import city.hues.ui.robots.Variant
import org.junit.After
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.ParameterizedRobolectricTestRunner
import org.robolectric.ParameterizedRobolectricTestRunner.Parameters

/** A citizen logs in with the city's own page, in a tab of the browser that comes back to the window. */
@RunWith(ParameterizedRobolectricTestRunner::class)
internal class LoginTest(variantName: String) {
    private val variant = Variant.valueOf(variantName)

    @get:Rule
    val rule = createEmptyComposeRule()

    @get:Rule
    val home = TemporaryFolder()

    private lateinit var city: CityServer
    private lateinit var phone: Phone

    @Before
    fun aTownAndAPhone() {
        city = CityServer.start(home.newFolder("city"))
        TestApplication.instance.origin = city.origin
        phone = Phone(rule, variant)
    }

    @After
    fun theEnd() {
        phone.kill()
        city.close()
    }

    @Test
    fun `a citizen logs in by the browser, and logs out`() {
        phone.app.settings.language = variant.language
        phone.network(Network.METERED)
        phone.open()
        val me = HomeRobot(phone).me()
        phone.press("log-in")
        val url = checkNotNull(phone.untilOpened("the browser").dataString)
        assertTrue(url, url.startsWith("${city.origin}/login/"))
        phone.leave()
        phone.bring(Intent(Intent.ACTION_VIEW, Browser.ofLan().logIn(url).toUri()))
        phone.comeBack()
        me.untilLoggedIn("Nguyễn Thị Lan")
        me.check("me-logged-in")
        me.logOut()
    }

    @Test
    fun `the browser may come back to a process that knows nothing of it`() {
        phone.app.settings.language = variant.language
        phone.network(Network.METERED)
        phone.open()
        HomeRobot(phone).me()
        phone.press("log-in")
        val redirect = Browser.ofLan().logIn(checkNotNull(phone.untilOpened("the browser").dataString))
        phone.kill()
        phone.network(Network.METERED)
        phone.open(Intent(Intent.ACTION_VIEW, redirect.toUri()).setClass(phone.app, MainActivity::class.java))
        MeRobot(phone).untilLoggedIn("Nguyễn Thị Lan")
    }

    companion object {
        @JvmStatic
        @Parameters(name = "{0}")
        fun variants() = listOf(Variant.VI_LIGHT_100, Variant.EN_DARK_200).map { arrayOf<Any>(it.name) }
    }
}
