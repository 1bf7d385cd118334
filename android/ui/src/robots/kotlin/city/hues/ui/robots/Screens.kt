package city.hues.ui.robots

import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.ComposeTimeoutException
import androidx.compose.ui.test.SemanticsNodeInteraction
import androidx.compose.ui.test.SemanticsNodeInteractionsProvider
import androidx.compose.ui.test.hasAnyAncestor
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.isRoot
import androidx.compose.ui.test.onAllNodesWithTag
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performScrollToIndex
import androidx.compose.ui.test.performScrollToNode
import androidx.compose.ui.test.performSemanticsAction
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.performTextReplacement
import androidx.compose.ui.test.performTouchInput
import androidx.compose.ui.test.swipe
import androidx.compose.ui.unit.toSize

/** What is on the screen, and the finger on it: of a window on a desktop, of a phone. */
internal abstract class Screens(private val nodes: SemanticsNodeInteractionsProvider, val variant: Variant) {
    /** The core answers from threads of its own, which the test's clock does not see. */
    fun until(what: String, isSo: () -> Boolean) = try {
        waitUntil(what, isSo)
    } catch (late: ComposeTimeoutException) {
        throw AssertionError("not in time: $what. On the screen: ${texts()}", late)
    }

    protected abstract fun waitUntil(what: String, isSo: () -> Boolean)

    /** Until everything is drawn. */
    abstract fun rest()

    /** The system's gesture, to which the app must listen now. */
    abstract fun goBack()

    /** Leaves a picture of the page, and checks that everybody can use it. */
    abstract fun check(page: String)

    fun node(tag: String): SemanticsNodeInteraction = nodes.onNodeWithTag(tag)

    fun has(tag: String): Boolean = nodes.onAllNodesWithTag(tag).fetchSemanticsNodes().isNotEmpty()

    fun isEnabled(tag: String): Boolean = SemanticsProperties.Disabled !in node(tag).fetchSemanticsNode().config

    fun shows(text: String): Boolean = nodes.onAllNodes(hasText(text, substring = true)).fetchSemanticsNodes().isNotEmpty()

    fun count(tag: String): Int = nodes.onAllNodesWithTag(tag).fetchSemanticsNodes().size

    /** How far down it stands, also where a scroll hides it. */
    fun top(tag: String): Float = node(tag).fetchSemanticsNode().positionInRoot.y

    fun untilShown(tag: String) = until("$tag is shown") { has(tag) }

    fun untilSaid(text: String) = until("\"$text\" is said") { shows(text) }

    /**
     * Presses it as a screen reader does, when a finger could: it is in view, and not disabled. A finger itself may be lost, because what the
     * core answers comes at any moment and moves the page below it.
     */
    fun press(tag: String) {
        untilShown(tag)
        until("$tag can be pressed") { pressInView(control(tag)) }
        rest()
    }

    /** What has this tag, or the first thing in it that can be pressed. */
    private fun control(tag: String): SemanticsNodeInteraction {
        val tagged = nodes.onAllNodesWithTag(tag).onFirst()
        if (SemanticsActions.OnClick in tagged.fetchSemanticsNode().config) return tagged
        return nodes.onAllNodes(hasClickAction() and hasAnyAncestor(hasTestTag(tag))).onFirst()
    }

    private fun pressInView(node: SemanticsNodeInteraction): Boolean {
        if (node.fetchSemanticsNode().isInScroll()) {
            node.performScrollTo()
            rest()
        }
        val found = node.fetchSemanticsNode()
        if (found.boundsInRoot.isEmpty || SemanticsProperties.Disabled in found.config) return false
        node.performSemanticsAction(SemanticsActions.OnClick)
        return true
    }

    fun type(tag: String, text: String) {
        untilShown(tag)
        node(tag).performScrollTo().performTextInput(text)
        rest()
    }

    fun replace(tag: String, text: String) {
        val field = node(tag)
        if (field.fetchSemanticsNode().isInScroll()) field.performScrollTo()
        field.performTextReplacement(text)
        rest()
    }

    /** A finger goes over it from one place to another, in shares of its sides. */
    fun drag(tag: String, from: Offset, to: Offset) {
        node(tag).performScrollTo().performTouchInput {
            val at = { share: Offset -> Offset(share.x * width, share.y * height) }
            swipe(at(from), at(to))
        }
        rest()
    }

    fun scrollTo(tag: String) {
        node(tag).performScrollTo()
    }

    /** Scrolls a list until what has this tag is in view; whether there is such a thing. */
    fun scrollsTo(list: String, tag: String): Boolean = try {
        node(list).performScrollToNode(hasTestTag(tag))
        true
    } catch (_: AssertionError) {
        false
    }

    fun scrollToTop(list: String) {
        node(list).performScrollToIndex(0)
        rest()
    }

    fun scrollToEnd(list: String) {
        node(list).performSemanticsAction(SemanticsActions.ScrollBy) { it(0f, FAR) }
        rest()
    }

    /** What the page is for can be pressed at once, without scrolling. */
    fun isInReach(tag: String): Boolean {
        rest()
        val node = node(tag).fetchSemanticsNode()
        val screen = nodes.onAllNodes(isRoot()).onFirst().fetchSemanticsNode().boundsInRoot
        // What a scroll or the screen's edge cuts off is not in these bounds.
        return screen.contains(node.boundsInRoot.center) && node.boundsInRoot.size == node.size.toSize()
    }

    private fun texts(): List<String> = nodes.onAllNodes(isRoot()).fetchSemanticsNodes().flatMap(::texts)

    private fun texts(node: SemanticsNode): List<String> {
        val config = node.config
        val said = config.getOrNull(SemanticsProperties.Text).orEmpty() + listOfNotNull(config.getOrNull(SemanticsProperties.EditableText))
        return said.map { it.text } + node.children.flatMap(::texts)
    }

    private fun SemanticsNode.isInScroll(): Boolean =
        generateSequence(parent) { it.parent }.any { SemanticsActions.ScrollBy in it.config }

    private companion object {
        /** Further than any list is long. */
        const val FAR = 1_000_000f
    }
}
