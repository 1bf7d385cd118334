package city.hues.ui.place

import androidx.compose.ui.geometry.Offset
import city.hues.Point
import kotlin.math.PI
import kotlin.math.cos

/** A flat sheet of paper over a city: metres east and south of its origin. Over a hundred kilometres it is true to a few parts in a thousand. */
internal data class Plane(val origin: Point) {
    private val metresPerDegreeEast = METRES_PER_DEGREE * cos(origin.lat * PI / 180)

    fun at(point: Point) = Offset(
        ((point.lon - origin.lon) * metresPerDegreeEast).toFloat(),
        ((origin.lat - point.lat) * METRES_PER_DEGREE).toFloat(),
    )

    fun point(at: Offset) = Point(origin.lat - at.y / METRES_PER_DEGREE, origin.lon + at.x / metresPerDegreeEast)

    private companion object {
        const val METRES_PER_DEGREE = 111_195.0
    }
}
