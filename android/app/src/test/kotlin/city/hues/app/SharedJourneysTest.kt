package city.hues.app

import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import city.hues.ui.robots.Stage
import city.hues.ui.robots.Variant
import city.hues.ui.robots.aPlaceIsDoubtful
import city.hues.ui.robots.whatIsNotAllowedHasAnotherWay
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.ParameterizedRobolectricTestRunner
import org.robolectric.ParameterizedRobolectricTestRunner.Parameters

/** What a phone in somebody's hand does too; and what can't be told there, where nobody refuses a permission and each place is made up. */
@RunWith(ParameterizedRobolectricTestRunner::class)
internal class SharedJourneysTest(variantName: String) : PhoneJourneys() {
    private val variant = Variant.valueOf(variantName)

    @get:Rule
    val rule = createEmptyComposeRule()

    @get:Rule
    val home = TemporaryFolder()

    override fun tell(journey: Stage.() -> Unit) = tellOnRobolectric(rule, home, variant) { journey() }

    @Test
    fun aPlaceIsDoubtful() = tell { aPlaceIsDoubtful() }

    @Test
    fun whatIsNotAllowedHasAnotherWay() = tell { whatIsNotAllowedHasAnotherWay() }

    companion object {
        @JvmStatic
        @Parameters(name = "{0}")
        fun variants() = robolectricVariants()
    }
}
