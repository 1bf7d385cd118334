package city.hues.ui.place

import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Rect
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.BlendMode
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.ColorFilter
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.drawscope.DrawScope
import androidx.compose.ui.unit.IntOffset
import androidx.compose.ui.unit.IntSize
import city.hues.MapView
import city.hues.PlacedTile
import city.hues.ui.Session
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlin.math.roundToInt

/** What lies under the wards' borders where the city names a map, and whom to thank for it. */
internal data class TileLayer(val attribution: String, val tiles: List<DrawnTile>, val isComplete: Boolean)

/** A tile's picture, and where it lies on the plane. */
internal class DrawnTile(val place: Rect, val picture: ImageBitmap)

/** What the core needs to know of a camera over a sheet of this size, in pixels. */
internal fun Camera.view(plane: Plane, size: Size, pixelsPerPoint: Float) = MapView(
    centre = plane.point(centre),
    metresPerPoint = (metresPerPixel * pixelsPerPoint).toDouble(),
    width = (size.width / pixelsPerPoint).toDouble(),
    height = (size.height / pixelsPerPoint).toDouble(),
)

/** The tiles of a view, as they come; until all are there, those of before lie below them. A map that is being moved asks for none. */
internal suspend fun Session.look(plane: Plane, view: MapView, before: TileLayer?, show: (TileLayer) -> Unit) {
    delay(STANDS_STILL_MS)
    val map = client.tileMap(view) ?: return
    val drawn = mutableListOf<DrawnTile>()
    coroutineScope {
        for (placed in map.tiles) {
            launch {
                drawn += DrawnTile(plane.rectangle(placed), tile(placed.tile) ?: return@launch)
                show(TileLayer(map.attribution, before?.tiles.orEmpty() + drawn, isComplete = false))
            }
        }
    }
    show(TileLayer(map.attribution, drawn, isComplete = true))
}

private fun Plane.rectangle(placed: PlacedTile) = Rect(at(placed.northWest), at(placed.southEast))

/** Tiles that touch share their edges to the pixel. */
internal fun DrawScope.tiles(layer: TileLayer, camera: Camera, filter: ColorFilter?) {
    val middle = Offset(size.width / 2, size.height / 2)
    for (tile in layer.tiles) {
        val from = middle + (tile.place.topLeft - camera.centre) / camera.metresPerPixel
        val to = middle + (tile.place.bottomRight - camera.centre) / camera.metresPerPixel
        val (left, top) = from.x.roundToInt() to from.y.roundToInt()
        val seen = IntSize(to.x.roundToInt() - left, to.y.roundToInt() - top)
        drawImage(tile.picture, dstOffset = IntOffset(left, top), dstSize = seen, colorFilter = filter)
    }
}

/** In the dark a bright map would blind, and hide what is written on it. */
internal val DIMMED = ColorFilter.tint(Color(0xFF555555), BlendMode.Modulate)

private const val STANDS_STILL_MS = 150L
