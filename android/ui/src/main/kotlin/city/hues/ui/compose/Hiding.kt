package city.hues.ui.compose

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableIntStateOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.listSaver
import androidx.compose.runtime.setValue
import androidx.compose.ui.geometry.Offset
import city.hues.Nudge
import city.hues.Region
import city.hues.regionBetween
import city.hues.regionInTheMiddle

/** The boxes that the citizen has placed on a photo, and which of them is moved. Where a box may be, the core says. */
internal class Hiding(boxes: List<Region> = emptyList()) {
    var boxes: List<Region> by mutableStateOf(boxes)
        private set

    /** Which box the buttons move. */
    var chosen: Int by mutableIntStateOf(boxes.lastIndex)
        private set

    /** What a finger is drawing or moving just now: which box, and as what. */
    var drawn: Pair<Int, Region>? by mutableStateOf(null)
        private set

    /** The boxes as they are drawn. */
    val seen: List<Region>
        get() = drawn?.let { (index, box) -> boxes.take(index) + box + boxes.drop(index + 1) } ?: boxes

    fun choose(index: Int) {
        chosen = index
    }

    fun add() = put(boxes.size, regionInTheMiddle())

    fun nudge(by: Nudge) {
        boxes.getOrNull(chosen)?.let { put(chosen, it.nudged(by)) }
    }

    fun remove() {
        boxes = boxes.filterIndexed { index, _ -> index != chosen }
        chosen = boxes.lastIndex
    }

    /** A finger went from one place to another, in shares of the photo: a box that it began in moves along, else a new one is drawn. */
    fun drag(from: Offset, to: Offset) {
        val held = boxes.indexOfLast { from in it }
        val by = to - from
        drawn = if (held < 0) {
            boxes.size to regionBetween(from.x.toDouble(), from.y.toDouble(), to.x.toDouble(), to.y.toDouble())
        } else {
            held to boxes[held].moved(by.x.toDouble(), by.y.toDouble())
        }
    }

    /** The finger is lifted. */
    fun drop() {
        drawn?.let { (index, box) -> put(index, box) }
        drawn = null
    }

    private fun put(index: Int, box: Region) {
        boxes = boxes.take(index) + box + boxes.drop(index + 1)
        chosen = index
    }

    private operator fun Region.contains(at: Offset) = at.x in left..left + width && at.y in top..top + height

    companion object {
        /** So that they are there when the system made the activity anew. */
        val saver = listSaver<Hiding, Double>(
            save = { hiding -> hiding.boxes.flatMap { listOf(it.left, it.top, it.width, it.height) } },
            restore = { sides -> Hiding(sides.chunked(4).map { (left, top, width, height) -> Region(left, top, width, height) }) },
        )
    }
}
