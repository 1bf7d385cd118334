package city.hues.app

import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import city.hues.Network
import city.hues.town.CityServer
import city.hues.ui.robots.Variant
import city.hues.ui.robots.aDraftIsThrownAwayAndTakenBack
import city.hues.ui.robots.aDraftOutlivesItsWindow
import city.hues.ui.robots.aReportGetsItsNumber
import city.hues.ui.robots.aReportWaitsForTheNetwork
import city.hues.ui.robots.theLanguageIsChanged
import city.hues.ui.robots.whatIsMissingIsFound
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.ParameterizedRobolectricTestRunner
import org.robolectric.ParameterizedRobolectricTestRunner.Parameters

/** The journeys that a phone in somebody's hand makes too. */
@RunWith(ParameterizedRobolectricTestRunner::class)
internal class SharedJourneysTest(variantName: String) {
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
        phone.app.settings.language = variant.language
    }

    @After
    fun theEnd() {
        phone.kill()
        city.close()
    }

    private fun tell(journey: Phone.() -> Unit) {
        phone.open()
        phone.journey()
    }

    @Test
    fun `a draft outlives its window`() = tell { aDraftOutlivesItsWindow(::turn) }

    @Test
    fun `a report waits for the network`() = tell { aReportWaitsForTheNetwork() }

    @Test
    fun `a report gets its number`() {
        phone.network(Network.UNMETERED)
        tell { aReportGetsItsNumber() }
        assertEquals(1, city.reports().size)
    }

    @Test
    fun `what is missing is found`() = tell { whatIsMissingIsFound() }

    @Test
    fun `a draft is thrown away and taken back`() = tell { aDraftIsThrownAwayAndTakenBack() }

    @Test
    fun `the language is changed`() = tell { theLanguageIsChanged() }

    companion object {
        @JvmStatic
        @Parameters(name = "{0}")
        fun variants() = listOf(Variant.VI_LIGHT_100, Variant.EN_DARK_200).map { arrayOf<Any>(it.name) }
    }
}
