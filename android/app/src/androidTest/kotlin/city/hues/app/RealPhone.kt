package city.hues.app

import androidx.compose.ui.test.junit4.ComposeTestRule
import androidx.test.espresso.Espresso
import city.hues.Language
import city.hues.ui.robots.HomeRobot
import city.hues.ui.robots.Screens
import city.hues.ui.robots.StartRobot
import city.hues.ui.robots.Variant

/** The phone as it is: its own language is not asked for, its own size not changed. */
internal class RealPhone(private val rule: ComposeTestRule) : Screens(rule, Variant.entries.first { it.language == Language.VI }) {
    override fun until(what: String, isSo: () -> Boolean) = rule.waitUntil(what, PATIENCE_MS, isSo)

    override fun rest() = rule.waitForIdle()

    override fun goBack() {
        Espresso.pressBack()
        rest()
    }

    override fun check(page: String) = rest()

    /** Past the first start, if this is one. */
    fun atHome(): RealPhone {
        until("the app is there") { has("start") || has("home") }
        if (has("start")) StartRobot(this).begin()
        HomeRobot(this)
        return this
    }

    private companion object {
        const val PATIENCE_MS = 30_000L
    }
}
