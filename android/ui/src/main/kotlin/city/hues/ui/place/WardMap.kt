package city.hues.ui.place

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.BoxScope
import androidx.compose.foundation.layout.BoxWithConstraints
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.offset
import androidx.compose.foundation.layout.size
import androidx.compose.material3.MaterialTheme
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Rect
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.Path
import androidx.compose.ui.graphics.drawscope.DrawScope
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.graphics.drawscope.withTransform
import androidx.compose.ui.text.TextMeasurer
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.drawText
import androidx.compose.ui.text.rememberTextMeasurer
import androidx.compose.ui.unit.dp
import city.hues.AlertArea
import city.hues.ui.look.CORNER
import city.hues.ui.look.Icons
import city.hues.ui.look.LocalDark
import city.hues.ui.look.Symbol
import kotlin.math.floor
import kotlin.math.log10
import kotlin.math.pow

/** Which part of the plane is seen: what is in the middle, and how many metres a pixel is. */
internal data class Camera(val centre: Offset, val metresPerPixel: Float) {
    companion object {
        /** So that all of it is seen. */
        fun on(what: Rect, size: Size) =
            Camera(what.center, maxOf(what.width / size.width, what.height / size.height, FINEST))

        /** Closer, a hand's breadth would fill the screen. */
        const val FINEST = 0.1f
    }
}

/** What is drawn over the wards. */
internal class Marks(val areas: List<Path> = emptyList(), val colour: Color = Color.Unspecified, val circle: Circle? = null) {
    /** The true position lies in it with 68 % probability. */
    class Circle(val centre: Offset, val radius: Float)
}

/** The wards with their names, drawn from what is on the phone. */
@Composable
internal fun WardMap(shape: MapShape, camera: Camera, marks: Marks, modifier: Modifier = Modifier, tiles: TileLayer? = null) {
    val colours = MaterialTheme.colorScheme
    val texts = rememberTextMeasurer(cacheSize = 64)
    val style = MaterialTheme.typography.labelSmall.copy(color = colours.onSurfaceVariant)
    val isDark = LocalDark.current
    val ink = Ink(colours.surfaceContainerHighest, colours.outline, colours.primary)
    Canvas(modifier.fillMaxSize().background(colours.surfaceContainerLow)) {
        on(camera) { for (ward in shape.wards) drawPath(ward.path, ink.land) }
        tiles?.let { tiles(it, camera, if (isDark) DIMMED else null) }
        on(camera) { sheet(shape, marks, ink, camera.metresPerPixel) }
        names(shape, camera, texts, style)
        scaleBar(camera, texts, style)
    }
}

/** Draws on the plane. */
private fun DrawScope.on(camera: Camera, draw: DrawScope.() -> Unit) = withTransform({
    translate(size.width / 2, size.height / 2)
    scale(1 / camera.metresPerPixel, 1 / camera.metresPerPixel, Offset.Zero)
    translate(-camera.centre.x, -camera.centre.y)
}, draw)

/** How long a round number of metres is here. */
private fun DrawScope.scaleBar(camera: Camera, texts: TextMeasurer, style: TextStyle) {
    val atMost = size.width / 3 * camera.metresPerPixel
    val power = 10f.pow(floor(log10(atMost)))
    val metres = listOf(5f, 2f, 1f).map { it * power }.first { it <= atMost }
    val label = if (metres < 1000) "${metres.toInt()} m" else "${(metres / 1000).toInt()} km"
    val inset = 12.dp.toPx()
    val end = Offset(inset + metres / camera.metresPerPixel, size.height - inset)
    drawLine(style.color, Offset(inset, end.y), end, 3.dp.toPx())
    val text = texts.measure(label, style)
    drawText(text, topLeft = Offset(inset, end.y - text.size.height - 4.dp.toPx()))
}

private class Ink(val land: Color, val border: Color, val circle: Color)

private fun DrawScope.sheet(shape: MapShape, marks: Marks, ink: Ink, metresPerPixel: Float) {
    for (area in marks.areas) drawPath(area, marks.colour, alpha = 0.45f)
    val thin = Stroke(1.5.dp.toPx() * metresPerPixel)
    for (ward in shape.wards) drawPath(ward.path, ink.border, style = thin)
    val thick = Stroke(3.dp.toPx() * metresPerPixel)
    for (area in marks.areas) drawPath(area, marks.colour, style = thick)
    marks.circle?.let { circle ->
        drawCircle(ink.circle, circle.radius, circle.centre, alpha = 0.2f)
        drawCircle(ink.circle, circle.radius, circle.centre, style = thin)
        drawCircle(ink.circle, 4.dp.toPx() * metresPerPixel, circle.centre)
    }
}

/** The name of each ward that has room for it. */
private fun DrawScope.names(shape: MapShape, camera: Camera, texts: TextMeasurer, style: TextStyle) {
    val middle = Offset(size.width / 2, size.height / 2)
    val taken = mutableListOf<Rect>()
    for (ward in shape.wards.sortedByDescending { it.bounds.width * it.bounds.height }) {
        val at = (ward.bounds.center - camera.centre) / camera.metresPerPixel + middle
        if (!Rect(Offset.Zero, size).contains(at)) continue
        val name = texts.measure(ward.name, style)
        if (name.size.width > ward.bounds.width / camera.metresPerPixel) continue
        val corner = at - Offset(name.size.width / 2f, name.size.height / 2f)
        val place = Rect(corner, Size(name.size.width.toFloat(), name.size.height.toFloat()))
        if (taken.any { it.overlaps(place) }) continue
        taken += place
        drawText(name, topLeft = corner)
    }
}

/** A small map that only shows: a pin, and how sure it is. */
@Composable
internal fun PinMap(shape: MapShape, pin: Offset, circle: Marks.Circle?, modifier: Modifier = Modifier) {
    Framed(modifier) { size ->
        val reach = maxOf(circle?.radius ?: 0f, NEIGHBOURHOOD_M)
        WardMap(shape, Camera.on(around(pin, reach), size), Marks(circle = circle))
        Pin(Modifier.align(Alignment.Center))
    }
}

/** Where a warning applies, with the wards around. */
@Composable
internal fun AreaMap(shape: MapShape, areas: List<AlertArea>, colour: Color, modifier: Modifier = Modifier) {
    val paths = remember(areas) { areas.flatMap { paths(it, shape.plane) } }
    val bounds = paths.map { it.getBounds() }.reduceOrNull(Rect::with) ?: shape.bounds
    Framed(modifier) { size ->
        WardMap(shape, Camera.on(bounds.grown(bounds.maxDimension / 4), size), Marks(paths, colour))
    }
}

private fun paths(area: AlertArea, plane: Plane): List<Path> {
    val circles = area.circles.map { circle ->
        Path().apply { addOval(around(plane.at(circle.centre), (circle.radiusKm * 1000).toFloat())) }
    }
    return area.polygons.map { plane.path(listOf(it)) } + circles
}

@Composable
private fun Framed(modifier: Modifier, content: @Composable BoxScope.(Size) -> Unit) {
    BoxWithConstraints(modifier.clip(CORNER).border(1.dp, MaterialTheme.colorScheme.outlineVariant, CORNER)) {
        val size = Size(constraints.maxWidth.toFloat(), constraints.maxHeight.toFloat())
        Box(Modifier.fillMaxSize()) { content(size) }
    }
}

/** Its tip is in the middle of where it stands. */
@Composable
internal fun Pin(modifier: Modifier = Modifier) {
    Box(modifier.offset(y = -PIN / 2 + PIN_FOOT)) {
        Symbol(Icons.Place, Modifier.size(PIN), MaterialTheme.colorScheme.primary)
    }
}

private val PIN = 44.dp

/** The icon's room below the tip. */
private val PIN_FOOT = 3.5.dp
private const val NEIGHBOURHOOD_M = 600f
