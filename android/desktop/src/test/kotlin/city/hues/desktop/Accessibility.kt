package city.hues.desktop

import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.text.TextLayoutResult

/** What a page owes to those who do not see it, who read large letters, and who press with a thumb that trembles. */
internal class Accessibility(private val roots: List<SemanticsNode>, private val page: String) {
    fun check() {
        val nodes = roots.flatMap(::all)
        val wrong = nodes.filter { SemanticsActions.OnClick in it.config }.flatMap(::ofControl) + nodes.flatMap(::ofText)
        check(wrong.isEmpty()) { "$page: ${wrong.joinToString("; ")}" }
        check(nodes.any { SemanticsProperties.Heading in it.config }) { "$page: no heading" }
    }

    private fun all(node: SemanticsNode): List<SemanticsNode> = listOf(node) + node.children.flatMap(::all)

    private fun ofControl(node: SemanticsNode): List<String> {
        val least = TARGET_DP * node.layoutInfo.density.density
        return listOfNotNull(
            "a control without a name at ${node.boundsInRoot}".takeIf { label(node).isBlank() },
            "${label(node)}: ${node.size}".takeIf { node.size.width < least || node.size.height < least },
        )
    }

    /** A text that is cut; where it is meant, three dots say so. */
    private fun ofText(node: SemanticsNode): List<String> {
        val layouts = mutableListOf<TextLayoutResult>()
        node.config.getOrNull(SemanticsActions.GetTextLayoutResult)?.action?.invoke(layouts)
        return layouts.filter { it.isCut && it.layoutInput.maxLines == Int.MAX_VALUE }.map { "cut: ${it.layoutInput.text}" }
    }

    /** A pixel is lost in rounding. */
    private val TextLayoutResult.isCut: Boolean
        get() = multiParagraph.height > size.height + 1 || (0 until lineCount).any { getLineRight(it) - getLineLeft(it) > size.width + 1 }

    private fun label(node: SemanticsNode): String {
        val texts = node.config.getOrNull(SemanticsProperties.Text).orEmpty().map { it.text }
        val descriptions = node.config.getOrNull(SemanticsProperties.ContentDescription).orEmpty()
        val typed = node.config.getOrNull(SemanticsProperties.EditableText)?.text
        return (descriptions + texts + listOfNotNull(typed)).joinToString(" ")
    }

    private companion object {
        const val TARGET_DP = 48
    }
}
