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
import androidx.compose.ui.test.performTextReplacement
import androidx.compose.ui.test.v2.runDesktopComposeUiTest
import androidx.compose.ui.unit.Density
import androidx.compose.ui.unit.toSize
import city.hues.embeddedCity
import city.hues.ui.HuesApp
import java.awt.image.BufferedImage
import java.io.File
import javax.imageio.ImageIO

/** How large the phone is, in dp. */
internal enum class PhoneSize(val width: Int, val height: Int) {
    USUAL(412, 915),
    SMALL(360, 640),
}

/** Starts the app on a phone; it is killed when the test's work is done, or fails. [outside] comes to the app before it is open. */
internal fun start(
    device: TestDevice,
    variant: Variant,
    size: PhoneSize = PhoneSize.USUAL,
    outside: HuesApp.() -> Unit = {},
    work: Screens.() -> Unit,
) = runDesktopComposeUiTest(width = size.width * PIXELS_PER_DP, height = size.height * PIXELS_PER_DP) {
    val screens = Screens(this, variant, size)
    setContent {
        CompositionLocalProvider(LocalDensity provides Density(PIXELS_PER_DP.toFloat(), variant.textScale)) {
            val scope = rememberCoroutineScope()
            val app = remember { HuesApp(embeddedCity(), device, scope).apply(outside).also { screens.app = it } }
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

private const val PIXELS_PER_DP = 2

/** What is on the screen, and the finger on it. */
internal class Screens(private val test: ComposeUiTest, val variant: Variant, private val size: PhoneSize) {
    /** The system's gesture, when the app listens to it. */
    var systemBack: (() -> Unit)? = null
    lateinit var app: HuesApp

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

    fun replace(tag: String, text: String) {
        node(tag).performScrollTo().performTextReplacement(text)
        test.waitForIdle()
    }

    fun goBack() {
        test.runOnIdle { checkNotNull(systemBack) { "there is no way back" }() }
        test.waitForIdle()
    }

    fun scrollTo(tag: String) {
        node(tag).performScrollTo()
    }

    /** Something comes from outside: the browser, another app. */
    fun fromOutside(what: HuesApp.() -> Unit) {
        test.runOnIdle { app.what() }
        test.waitForIdle()
    }

    /** Leaves a picture of the page, and checks that everybody can use it, and that it looks as it should. */
    fun check(page: String) {
        val name = if (size == PhoneSize.USUAL) page else "${size.name.lowercase()}-$page"
        var image = picture(name)
        lateinit var merged: List<SemanticsNode>
        lateinit var parts: List<SemanticsNode>
        // What the core answers meanwhile moves things: the picture and what stands where must be of one moment.
        do {
            val before = image
            merged = roots()
            parts = roots(useUnmergedTree = true)
            image = picture(name)
        } while (!image.isLike(before))
        check(Accessibility(merged.first(), parts.first(), image, name).hasHeading()) { "$name: no heading" }
        // A dialog is a root of its own, above the page.
        Accessibility(merged.last(), parts.last(), image, name).check()
        Golden(variant, name).compare(image, Golden.changing(parts))
    }

    private fun BufferedImage.isLike(other: BufferedImage) =
        getRGB(0, 0, width, height, null, 0, width).contentEquals(other.getRGB(0, 0, other.width, other.height, null, 0, other.width))

    fun picture(name: String): BufferedImage {
        test.waitForIdle()
        val folder = File(System.getProperty("hues.screens"), variant.name.lowercase()).apply { mkdirs() }
        val image = test.onAllNodes(isRoot()).onFirst().captureToImage().toAwtImage()
        ImageIO.write(image, "png", File(folder, "$name.png"))
        return image
    }

    /** What the page is for can be pressed at once, without scrolling. */
    fun isInReach(tag: String): Boolean {
        test.waitForIdle()
        val node = node(tag).fetchSemanticsNode()
        val screen = test.onAllNodes(isRoot()).onFirst().fetchSemanticsNode().boundsInRoot
        // What a scroll or the screen's edge cuts off is not in these bounds.
        return screen.contains(node.boundsInRoot.center) && node.boundsInRoot.size == node.size.toSize()
    }

    private fun roots(useUnmergedTree: Boolean = false) = test.onAllNodes(isRoot(), useUnmergedTree).fetchSemanticsNodes()

    private fun SemanticsNode.isInScroll(): Boolean =
        generateSequence(parent) { it.parent }.any { SemanticsActions.ScrollBy in it.config }

    private companion object {
        const val PATIENCE_MS = 30_000L
    }
}
