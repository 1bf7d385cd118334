package city.hues.desktop

import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import city.hues.ui.robots.Variant
import java.awt.Color
import java.awt.RenderingHints
import java.awt.image.BufferedImage
import java.awt.image.IndexColorModel
import java.io.File
import javax.imageio.ImageIO
import kotlin.math.abs

/**
 * A page as it looked when somebody last found it good: half as large, in few colours. `HUES_GOLDENS=write` makes them anew, for somebody to
 * look at.
 */
internal class Golden(private val variant: Variant, private val name: String) {
    private val file = File(System.getProperty("hues.goldens"), "${variant.name.lowercase()}/$name.png")

    /**
     * How the page differs from what it was, but for the lines from one height to another in which it says a time or a number; none when it
     * looks as it did.
     */
    fun difference(picture: BufferedImage, changing: List<ClosedRange<Int>>): String? {
        val now = covered(picture, changing)
        if (System.getenv("HUES_GOLDENS") == "write") {
            file.parentFile.mkdirs()
            ImageIO.write(now, "png", file)
            return null
        }
        if (!variant.isUsual && !file.exists()) return null
        check(file.exists()) { "$file is missing: HUES_GOLDENS=write makes it" }
        val then = ImageIO.read(file)
        val share = difference(then, now)
        if (share <= TOLERANCE) return null
        ImageIO.write(then, "png", beside("then"))
        ImageIO.write(now, "png", beside("now"))
        return "$variant $name looks different in ${share * 100} % of its points: ${beside("now")}"
    }

    private fun beside(what: String) = File(System.getProperty("hues.screens"), "${variant.name.lowercase()}/$name.$what.png")

    private fun covered(picture: BufferedImage, changing: List<ClosedRange<Int>>): BufferedImage {
        val small = BufferedImage(picture.width / 2, picture.height / 2, BufferedImage.TYPE_INT_ARGB)
        val pen = small.createGraphics()
        pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR)
        pen.drawImage(picture, 0, 0, small.width, small.height, null)
        pen.color = Color.GRAY
        for (lines in changing) pen.fillRect(0, lines.start / 2, small.width, (lines.endInclusive - lines.start) / 2)
        pen.dispose()
        return inFewColours(small)
    }

    /** A palette of six steps in each channel: enough to compare, and a file of a few kilobytes. */
    private fun inFewColours(picture: BufferedImage): BufferedImage {
        val few = BufferedImage(picture.width, picture.height, BufferedImage.TYPE_BYTE_INDEXED, PALETTE)
        for (y in 0 until picture.height) for (x in 0 until picture.width) {
            val index = listOf(16, 8, 0).fold(0) { index, shift -> index * STEPS + step(picture.getRGB(x, y) shr shift and 0xFF) }
            few.raster.setSample(x, y, 0, index)
        }
        return few
    }

    /** The share of points whose colour is another one to the eye. */
    private fun difference(then: BufferedImage, now: BufferedImage): Double {
        if (then.width != now.width || then.height != now.height) return 1.0
        var different = 0
        for (y in 0 until now.height) for (x in 0 until now.width) if (isDifferent(then.getRGB(x, y), now.getRGB(x, y))) different++
        return different.toDouble() / (now.width * now.height)
    }

    private fun isDifferent(one: Int, other: Int) = listOf(16, 8, 0).any { abs((one shr it and 0xFF) - (other shr it and 0xFF)) > 60 }

    companion object {
        private const val STEPS = 6
        private val PALETTE = IndexColorModel(8, STEPS * STEPS * STEPS, channel(2), channel(1), channel(0))

        private fun step(channel: Int) = (channel * (STEPS - 1) + 127) / 255

        /** What a channel is in each entry of the palette, whose index is a number of three digits. */
        private fun channel(place: Int) = ByteArray(STEPS * STEPS * STEPS) { index ->
            val digit = generateSequence(index) { it / STEPS }.elementAt(place) % STEPS
            (digit * 255 / (STEPS - 1)).toByte()
        }

        /** A cursor that blinks is less; a word is more. */
        private const val TOLERANCE = 0.0006

        /** Where a time or a number of the city stands: the heights of every text with a digit in it. */
        fun changing(roots: List<SemanticsNode>): List<ClosedRange<Int>> = roots.flatMap(::all)
            .filter { node -> node.config.getOrNull(SemanticsProperties.Text).orEmpty().any { text -> text.any(Char::isDigit) } }
            .map { it.boundsInWindow }
            .filter { it.height > 0 }
            .map { it.top.toInt()..it.bottom.toInt() }

        private fun all(node: SemanticsNode): List<SemanticsNode> = listOf(node) + node.children.flatMap(::all)
    }
}
