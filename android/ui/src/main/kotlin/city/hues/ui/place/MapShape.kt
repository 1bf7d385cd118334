package city.hues.ui.place

import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Rect
import androidx.compose.ui.graphics.Path
import androidx.compose.ui.graphics.PathFillType
import city.hues.CityMap
import city.hues.Point
import city.hues.WardOutline

/** The city's wards on the plane, ready to be drawn. */
internal class MapShape private constructor(val plane: Plane, val bounds: Rect, val wards: List<WardShape>) {
    internal class WardShape(val name: String, val path: Path, val bounds: Rect)

    companion object {
        fun of(map: CityMap): MapShape {
            val (south, west) = map.southWest
            val (north, east) = map.northEast
            val plane = Plane(Point((south + north) / 2, (west + east) / 2))
            val bounds = Rect(plane.at(Point(north, west)), plane.at(Point(south, east)))
            return MapShape(plane, bounds, map.wards.map { ward(it, plane) })
        }

        private fun ward(outline: WardOutline, plane: Plane): WardShape {
            val path = plane.path(outline.rings)
            return WardShape(outline.ward.name, path, path.getBounds())
        }
    }
}

/** Closed rings, filled by the even-odd rule. */
internal fun Plane.path(rings: List<List<Point>>): Path {
    val path = Path().apply { fillType = PathFillType.EvenOdd }
    for (ring in rings) {
        for ((index, point) in ring.withIndex()) {
            val (x, y) = at(point)
            if (index == 0) path.moveTo(x, y) else path.lineTo(x, y)
        }
        path.close()
    }
    return path
}

/** Of both. */
internal fun Rect.with(other: Rect) =
    Rect(minOf(left, other.left), minOf(top, other.top), maxOf(right, other.right), maxOf(bottom, other.bottom))

internal fun Rect.grown(by: Float) = Rect(left - by, top - by, right + by, bottom + by)

internal fun around(at: Offset, radius: Float) = Rect(at, at).grown(radius)
