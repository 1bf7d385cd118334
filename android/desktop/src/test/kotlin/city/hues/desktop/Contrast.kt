package city.hues.desktop

import androidx.compose.ui.geometry.Rect
import java.awt.image.BufferedImage
import kotlin.math.pow

/** Contrast ratios as WCAG 2.2 defines them, measured on what was drawn. */
internal object Contrast {
    /** Between the commonest colour in a rectangle, which is what lies behind, and the one that stands out most from it. */
    fun within(picture: BufferedImage, where: Rect): Double {
        val counts = mutableMapOf<Int, Int>()
        for (y in where.top.toInt().coerceAtLeast(0) until where.bottom.toInt().coerceAtMost(picture.height)) {
            for (x in where.left.toInt().coerceAtLeast(0) until where.right.toInt().coerceAtMost(picture.width)) {
                counts.merge(picture.getRGB(x, y), 1, Int::plus)
            }
        }
        val behind = luminance(counts.maxBy { it.value }.key)
        // A handful of points of a colour may be rounding; a stroke has more.
        return counts.filterValues { it >= LEAST_POINTS }.keys.maxOfOrNull { ratio(luminance(it), behind) } ?: 1.0
    }

    private fun ratio(one: Double, other: Double) = (maxOf(one, other) + 0.05) / (minOf(one, other) + 0.05)

    private fun luminance(rgb: Int): Double =
        0.2126 * linear(rgb shr 16 and 0xFF) + 0.7152 * linear(rgb shr 8 and 0xFF) + 0.0722 * linear(rgb and 0xFF)

    private fun linear(channel: Int): Double {
        val share = channel / 255.0
        return if (share <= 0.04045) share / 12.92 else ((share + 0.055) / 1.055).pow(2.4)
    }

    private const val LEAST_POINTS = 4
}
