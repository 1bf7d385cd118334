package city.hues.desktop

import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.text.TextLayoutResult
import androidx.compose.ui.unit.toSize
import java.awt.image.BufferedImage

/**
 * What a page owes to those who do not see it, who read large letters, and who press with a thumb that trembles. [merged] is what a screen
 * reader meets on the page or the dialog above it, [parts] are the single texts in it, [picture] is what was drawn.
 */
internal class Accessibility(merged: SemanticsNode, parts: SemanticsNode, private val picture: BufferedImage, private val page: String) {
    private val nodes = all(merged)
    private val texts = all(parts).filter { SemanticsProperties.Text in it.config || SemanticsProperties.EditableText in it.config }

    fun check() {
        val controls = nodes.filter { SemanticsActions.OnClick in it.config }
        val wrong = controls.flatMap(::ofControl) + texts.flatMap(::ofText) + ofOrder()
        check(wrong.isEmpty()) { "$page: ${wrong.joinToString("; ")}" }
    }

    fun hasHeading() = nodes.any { SemanticsProperties.Heading in it.config }

    private fun all(node: SemanticsNode): List<SemanticsNode> = listOf(node) + node.children.flatMap(::all)

    private fun ofControl(node: SemanticsNode): List<String> {
        val least = TARGET_DP * node.layoutInfo.density.density
        return listOfNotNull(
            "a control without a name at ${node.boundsInWindow}".takeIf { label(node).isBlank() },
            "${label(node)}: ${node.size}".takeIf { node.size.width < least || node.size.height < least },
            // The letters of one that has some are measured with all texts.
            if (SemanticsProperties.Text in node.config || !node.isWhole) null else contrast(node, SYMBOL_CONTRAST),
        )
    }

    private fun ofText(node: SemanticsNode): List<String> {
        val layouts = layouts(node)
        val cut = layouts.filter { it.isCut && it.layoutInput.maxLines == Int.MAX_VALUE }.map { "cut: ${it.layoutInput.text}" }
        val squeezed = !node.scrolls && !node.isWhole
        return cut + listOfNotNull("cut by what is around it: ${label(node)}".takeIf { squeezed }, contrast(node, TEXT_CONTRAST))
    }

    private fun layouts(node: SemanticsNode): List<TextLayoutResult> =
        mutableListOf<TextLayoutResult>().also { node.config.getOrNull(SemanticsActions.GetTextLayoutResult)?.action?.invoke(it) }

    /** Three dots are meant; a pixel is lost in rounding. */
    private val TextLayoutResult.isCut: Boolean
        get() = multiParagraph.height > size.height + 1 || (0 until lineCount).any { getLineRight(it) - getLineLeft(it) > size.width + 1 }

    /** Nothing of it is beyond the edge of what scrolls or of the screen. */
    private val SemanticsNode.isWhole get() = boundsInWindow.size == size.toSize()

    private val SemanticsNode.scrolls
        get() = generateSequence(this) { it.parent }.any { SemanticsProperties.VerticalScrollAxisRange in it.config }

    /** Between what was drawn behind it and what stands out most from that (WCAG 2.2 section 1.4.3, which excepts what can't be pressed now). */
    private fun contrast(node: SemanticsNode, least: Double): String? {
        val isOff = generateSequence(node) { it.parent }.any { SemanticsProperties.Disabled in it.config }
        val seen = node.boundsInWindow
        if (isOff || label(node).isBlank() || seen.height < LEAST_SEEN_PX || seen.width < LEAST_SEEN_PX) return null
        // Of large letters at the edge of what scrolls, less than a line shows no whole stroke either.
        if (!node.isWhole && layouts(node).any { seen.height < it.multiParagraph.getLineHeight(0) }) return null
        val found = Contrast.within(picture, seen)
        return "${label(node)}: contrast ${"%.2f".format(found)}".takeIf { found < least }
    }

    /** Whoever hears the page hears it from its top to its bottom, but for what stands at the right of a row. */
    private fun ofOrder(): List<String> {
        val heard = nodes.filter { it.children.isEmpty() && label(it).isNotBlank() && it.boundsInWindow.height > 0 }
        return heard.zipWithNext()
            .map { (one, next) -> (one to one.boundsInWindow) to (next to next.boundsInWindow) }
            .filter { (one, next) -> next.second.bottom <= one.second.top && next.second.left < one.second.right }
            .map { (one, next) -> "${label(next.first)} is heard after ${label(one.first)}, but stands above" }
    }

    private fun label(node: SemanticsNode): String {
        val texts = node.config.getOrNull(SemanticsProperties.Text).orEmpty().map { it.text }
        val descriptions = node.config.getOrNull(SemanticsProperties.ContentDescription).orEmpty()
        val typed = node.config.getOrNull(SemanticsProperties.EditableText)?.text
        return (descriptions + texts + listOfNotNull(typed)).joinToString(" ")
    }

    private companion object {
        const val TARGET_DP = 48
        const val TEXT_CONTRAST = 4.5
        const val SYMBOL_CONTRAST = 3.0

        /** Less of a text than this, at the edge of what scrolls, shows no whole stroke. */
        const val LEAST_SEEN_PX = 24
    }
}
