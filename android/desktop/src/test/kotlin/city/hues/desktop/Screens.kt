@file:OptIn(ExperimentalTestApi::class)

package city.hues.desktop

import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.ui.graphics.toAwtImage
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.test.ComposeUiTest
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.captureToImage
import androidx.compose.ui.test.isRoot
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.v2.runDesktopComposeUiTest
import androidx.compose.ui.unit.Density
import city.hues.embeddedCity
import city.hues.ui.HuesApp
import city.hues.ui.robots.Screens
import city.hues.ui.robots.Variant
import java.awt.image.BufferedImage
import java.io.File
import javax.imageio.ImageIO
import kotlin.time.Duration.Companion.minutes

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
    work: DesktopScreens.() -> Unit,
) = runDesktopComposeUiTest(width = size.width * PIXELS_PER_DP, height = size.height * PIXELS_PER_DP, testTimeout = LONGEST) {
    val screens = DesktopScreens(this, variant, size)
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

/** A busy machine is no failure. */
private val LONGEST = 10.minutes

/** A window on this machine. */
internal class DesktopScreens(private val test: ComposeUiTest, variant: Variant, private val size: PhoneSize) : Screens(test, variant) {
    /** The system's gesture, when the app listens to it. */
    var systemBack: (() -> Unit)? = null
    lateinit var app: HuesApp

    override fun waitUntil(what: String, isSo: () -> Boolean) = test.waitUntil(what, PATIENCE_MS, isSo)

    override fun rest() = test.waitForIdle()

    override fun goBack() {
        test.runOnIdle { checkNotNull(systemBack) { "there is no way back" }() }
        rest()
    }

    /** Something comes from outside: the browser, another app. */
    fun fromOutside(what: HuesApp.() -> Unit) {
        test.runOnIdle { app.what() }
        rest()
    }

    /** Leaves a picture of the page, and checks that everybody can use it, and that it soon looks as it should: the core may be at something. */
    override fun check(page: String) {
        val name = if (size == PhoneSize.USUAL) page else "${size.name.lowercase()}-$page"
        val end = System.nanoTime() + PICTURE_PATIENCE_NS
        while (true) {
            val difference = look(name) ?: return
            if (System.nanoTime() > end) throw AssertionError(difference)
        }
    }

    private fun look(name: String): String? {
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
        return Golden(variant, name).difference(image, Golden.changing(parts))
    }

    private fun BufferedImage.isLike(other: BufferedImage) =
        getRGB(0, 0, width, height, null, 0, width).contentEquals(other.getRGB(0, 0, other.width, other.height, null, 0, other.width))

    fun picture(name: String): BufferedImage {
        rest()
        val folder = File(System.getProperty("hues.screens"), variant.name.lowercase()).apply { mkdirs() }
        val image = test.onAllNodes(isRoot()).onFirst().captureToImage().toAwtImage()
        ImageIO.write(image, "png", File(folder, "$name.png"))
        return image
    }

    private fun roots(useUnmergedTree: Boolean = false) = test.onAllNodes(isRoot(), useUnmergedTree).fetchSemanticsNodes()

    private companion object {
        const val PATIENCE_MS = 30_000L
        const val PICTURE_PATIENCE_NS = 10_000_000_000L
    }
}
