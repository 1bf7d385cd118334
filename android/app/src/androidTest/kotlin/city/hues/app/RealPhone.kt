package city.hues.app

import androidx.compose.ui.test.junit4.ComposeTestRule
import androidx.test.espresso.Espresso
import city.hues.ui.robots.Screens
import city.hues.ui.robots.Variant

/** The phone as it is: its own size and its own letters are not changed. [system] lets what is around the app have its turn. */
internal class RealPhone(private val rule: ComposeTestRule, variant: Variant, private val system: () -> Unit) : Screens(rule, variant) {
    override fun waitUntil(what: String, isSo: () -> Boolean) = rule.waitUntil(what, PATIENCE_MS) {
        system()
        isSo()
    }

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
