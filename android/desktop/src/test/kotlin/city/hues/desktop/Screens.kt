@file:OptIn(ExperimentalTestApi::class)

package city.hues.desktop

import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.ui.graphics.toAwtImage
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.test.ComposeUiTest
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SemanticsNodeInteraction
import androidx.compose.ui.test.captureToImage
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.isRoot
import androidx.compose.ui.test.onAllNodesWithTag
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.v2.runDesktopComposeUiTest
import androidx.compose.ui.unit.Density
import city.hues.Language
import city.hues.Words
import city.hues.embeddedCity
import city.hues.ui.HuesApp
import java.io.File
import javax.imageio.ImageIO

/** How the screens are drawn. Both extremes of each are in one of the two. */
internal enum class Variant(val language: Language, val isDark: Boolean, val textScale: Float) {
    VI_LIGHT_100(Language.VI, false, 1f),
    EN_DARK_200(Language.EN, true, 2f),
    ;

    fun of(words: Words): String = if (language == Language.VI) words.vi else words.en
}

/** Starts the app on a phone of 412 x 915 dp; it is killed when the test's work is done, or fails. */
internal fun start(device: TestDevice, variant: Variant, work: Screens.() -> Unit) =
    runDesktopComposeUiTest(width = 824, height = 1830) {
        val screens = Screens(this, variant)
        setContent {
            CompositionLocalProvider(LocalDensity provides Density(2f, variant.textScale)) {
                val scope = rememberCoroutineScope()
                val app = remember { HuesApp(embeddedCity(), device, scope) }
                app.Screens(bundledFont, variant.isDark) { isEnabled, back -> screens.systemBack = back.takeIf { isEnabled } }
            }
        }
        try {
            screens.work()
        } catch (failure: Throwable) {
            screens.picture("failure")
            throw failure
        } finally {
            device.kill()
        }
    }

/** What is on the screen, and the finger on it. */
internal class Screens(private val test: ComposeUiTest, val variant: Variant) {
    /** The system's gesture, when the app listens to it. */
    var systemBack: (() -> Unit)? = null

    fun node(tag: String): SemanticsNodeInteraction = test.onNodeWithTag(tag)

    fun has(tag: String): Boolean = test.onAllNodesWithTag(tag).fetchSemanticsNodes().isNotEmpty()

    fun shows(text: String): Boolean = test.onAllNodes(hasText(text, substring = true)).fetchSemanticsNodes().isNotEmpty()

    fun count(tag: String): Int = test.onAllNodesWithTag(tag).fetchSemanticsNodes().size

    /** The core answers from threads of its own, which the test's clock does not see. */
    fun until(what: String, isSo: () -> Boolean) = test.waitUntil(what, PATIENCE_MS, isSo)

    fun untilShown(tag: String) = until("$tag is shown") { has(tag) }

    fun untilSaid(text: String) = until("\"$text\" is said") { shows(text) }

    fun press(tag: String) {
        untilShown(tag)
        val node = test.onAllNodesWithTag(tag).onFirst()
        if (node.fetchSemanticsNode().isInScroll()) node.performScrollTo()
        node.performClick()
        test.waitForIdle()
    }

    fun type(tag: String, text: String) {
        untilShown(tag)
        node(tag).performScrollTo().performTextInput(text)
        test.waitForIdle()
    }

    fun goBack() {
        test.runOnIdle { checkNotNull(systemBack) { "there is no way back" }() }
        test.waitForIdle()
    }

    fun scrollTo(tag: String) {
        node(tag).performScrollTo()
    }

    /** Leaves a picture of the page, and checks that everybody can use it. */
    fun check(name: String) {
        test.waitForIdle()
        picture(name)
        Accessibility(test.onAllNodes(isRoot()).fetchSemanticsNodes(), name).check()
    }

    fun picture(name: String) {
        val folder = File(System.getProperty("hues.screens"), variant.name.lowercase()).apply { mkdirs() }
        val image = test.onAllNodes(isRoot()).onFirst().captureToImage().toAwtImage()
        ImageIO.write(image, "png", File(folder, "$name.png"))
    }

    private fun SemanticsNode.isInScroll(): Boolean =
        generateSequence(parent) { it.parent }.any { SemanticsActions.ScrollBy in it.config }

    private companion object {
        const val PATIENCE_MS = 30_000L
    }
}
