package city.hues.app

import android.content.Intent
import android.graphics.Bitmap
import android.os.Bundle
import android.os.Looper
import androidx.compose.ui.graphics.asAndroidBitmap
import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.captureToImage
import androidx.compose.ui.test.isRoot
import androidx.compose.ui.test.junit4.ComposeTestRule
import androidx.compose.ui.test.onLast
import city.hues.Network
import city.hues.ui.robots.Screens
import city.hues.ui.robots.Variant
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import java.io.File

/** A phone with the app on it: the real window, the real core; the system around them is Robolectric's, and has its turn in [system]. */
internal class Phone(private val rule: ComposeTestRule, variant: Variant, private val system: () -> Unit = {}) : Screens(rule, variant) {
    val app = TestApplication.instance
    private var controller: ActivityController<MainActivity>? = null

    val window: MainActivity get() = checkNotNull(controller).get()

    init {
        RuntimeEnvironment.setQualifiers("+${variant.language.name.lowercase()}-${if (variant.isDark) "night" else "notnight"}")
        RuntimeEnvironment.setFontScale(variant.textScale)
        network(Network.NONE)
    }

    /** What the system says about the network from now on. */
    fun network(network: Network) = app.network(network)

    /** The citizen, or another app, opens the window. */
    fun open(intent: Intent = Intent(Intent.ACTION_MAIN).setClass(app, MainActivity::class.java)) {
        controller = Robolectric.buildActivity(MainActivity::class.java, intent).setup()
    }

    /** Something comes from outside to the window that there is. */
    fun bring(intent: Intent) {
        checkNotNull(controller).newIntent(intent)
        rest()
    }

    /** The phone is turned. */
    fun turn() {
        checkNotNull(controller).recreate()
        rest()
    }

    /** The citizen looks at something else. */
    fun leave() {
        checkNotNull(controller).pause().stop()
    }

    /** And comes back. */
    fun comeBack() {
        checkNotNull(controller).restart().start().resume()
        rest()
    }

    /** The system ends the process behind the citizen's back, and makes the window anew when they come back to it. */
    fun endAndComeBack(network: Network) {
        val saved = Bundle()
        checkNotNull(controller).pause().stop().saveInstanceState(saved).destroy()
        app.end()
        network(network)
        controller = Robolectric.buildActivity(MainActivity::class.java).create(saved).start().restoreInstanceState(saved).resume().visible()
        rest()
    }

    /** Whoever swept it away from the list of apps opens it anew. */
    fun kill() {
        controller?.run { pause().stop().destroy() }
        controller = null
        app.end()
    }

    override fun waitUntil(what: String, isSo: () -> Boolean) = rule.waitUntil(what, PATIENCE_MS) {
        // What the core answers is posted to the main thread, which is this one: it gets its turn only here.
        shadowOf(Looper.getMainLooper()).idle()
        system()
        isSo()
    }

    override fun rest() = rule.waitForIdle()

    override fun goBack() {
        val back = window.onBackPressedDispatcher
        check(back.hasEnabledCallbacks()) { "there is no way back" }
        rule.runOnIdle { back.onBackPressed() }
        rest()
    }

    override fun check(page: String) {
        picture(page)
        val roots = rule.onAllNodes(isRoot()).fetchSemanticsNodes()
        val wrong = all(roots.last()).filter { SemanticsActions.OnClick in it.config }.mapNotNull(::wrong)
        check(wrong.isEmpty()) { "$page: $wrong" }
    }

    fun picture(page: String) {
        rest()
        val folder = File(System.getProperty("hues.screens"), "android-${variant.name.lowercase()}").apply { mkdirs() }
        val image = rule.onAllNodes(isRoot()).onLast().captureToImage().asAndroidBitmap()
        File(folder, "$page.png").outputStream().use { image.compress(Bitmap.CompressFormat.PNG, 100, it) }
    }

    private fun all(node: SemanticsNode): List<SemanticsNode> = listOf(node) + node.children.flatMap(::all)

    /** What is pressed has a name, and is as large as a thumb. */
    private fun wrong(node: SemanticsNode): String? {
        val name = (node.config.getOrNull(SemanticsProperties.Text).orEmpty().map { it.text } +
            node.config.getOrNull(SemanticsProperties.ContentDescription).orEmpty() +
            listOfNotNull(node.config.getOrNull(SemanticsProperties.EditableText)?.text)).joinToString(" ")
        val least = TARGET_DP * node.layoutInfo.density.density
        return when {
            name.isBlank() && SemanticsProperties.EditableText !in node.config -> "no name at ${node.boundsInWindow}"
            node.size.width < least || node.size.height < least -> "$name: ${node.size}"
            else -> null
        }
    }

    private companion object {
        const val PATIENCE_MS = 30_000L
        const val TARGET_DP = 48
    }
}
