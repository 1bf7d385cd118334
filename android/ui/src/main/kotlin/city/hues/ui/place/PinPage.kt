package city.hues.ui.place

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.background
import androidx.compose.foundation.gestures.detectTapGestures
import androidx.compose.foundation.gestures.detectTransformGestures
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.BoxWithConstraints
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material3.IconButtonDefaults
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedIconButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberUpdatedState
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clipToBounds
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.input.pointer.pointerInput
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.CustomAccessibilityAction
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.customActions
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import city.hues.Location
import city.hues.MapView
import city.hues.Words
import city.hues.ui.Following
import city.hues.ui.Session
import city.hues.ui.Texts
import city.hues.ui.Trail
import city.hues.ui.compose.Desk
import city.hues.ui.compose.circle
import city.hues.ui.look.FixedPage
import city.hues.ui.look.Icons
import city.hues.ui.look.MARGIN
import city.hues.ui.look.PrimaryButton
import city.hues.ui.look.Symbol
import city.hues.ui.look.TARGET
import city.hues.ui.said

/** The pin stands still, and the map moves below it. */
@Composable
internal fun PinPage(desk: Desk, session: Session, trail: Trail) {
    var shape: MapShape? by remember { mutableStateOf(null) }
    var centre: Offset? by remember { mutableStateOf(null) }
    var ward: Words? by remember { mutableStateOf(null) }
    session.Following(desk.id) { desk.follow() }
    session.Following(Unit) { shape = session.map() }
    var view: MapView? by remember { mutableStateOf(null) }
    var tiles: TileLayer? by remember { mutableStateOf(null) }
    session.Following(view) { shape?.let { map -> view?.let { session.look(map.plane, it, tiles) { layer -> tiles = layer } } } }
    session.Following(centre) { ward = shape?.let { map -> centre?.let { session.ward(map.plane.point(it)) } } }
    PinScreen(
        PinState(shape, desk.state.place?.location, ward, tiles),
        onMove = { camera, seen ->
            centre = camera.centre
            view = seen
        },
        onChoose = {
            shape?.let { map -> centre?.let { desk.pin(map.plane.point(it)) } }
            trail.back()
        },
        onBack = trail::back,
    )
}

/** What the page of the pin shows. */
internal data class PinState(
    val map: MapShape?,
    /** Where the place was before; the map begins there. */
    val known: Location?,
    /** The ward below the pin. */
    val ward: Words?,
    /** What lies under the borders. */
    val tiles: TileLayer?,
)

@Composable
private fun PinScreen(state: PinState, onMove: (Camera, MapView) -> Unit, onChoose: () -> Unit, onBack: () -> Unit) {
    FixedPage(
        "pin-page",
        Texts.pinTitle.said(),
        onBack,
        under = Texts.pinHow.said(),
        bottom = { Below(state, onChoose) },
    ) {
        BoxWithConstraints(Modifier.weight(1f).fillMaxWidth().clipToBounds()) {
            val size = Size(constraints.maxWidth.toFloat(), constraints.maxHeight.toFloat())
            if (state.map != null) Sheet(state, state.map, size, onMove)
        }
    }
}

@Composable
private fun ColumnScope.Below(state: PinState, onChoose: () -> Unit) {
    Text((state.ward ?: Words("", "")).said(), Modifier.testTag("ward"), style = MaterialTheme.typography.titleLarge)
    PrimaryButton(Texts.pinHere.said(), Icons.Place, onChoose, Modifier.testTag("choose-pin"), enabled = state.ward != null)
}

@Composable
private fun Sheet(state: PinState, map: MapShape, size: Size, onMove: (Camera, MapView) -> Unit) {
    var camera by remember(map, state.known) { mutableStateOf(beginning(map, state.known, size)) }
    val moved by rememberUpdatedState(onMove)
    val density = LocalDensity.current.density
    LaunchedEffect(camera) { moved(camera, camera.view(map.plane, size, density)) }
    val step: (Float, Float) -> Boolean = { east, south ->
        camera = camera.moved(Offset(east, south) * (size.minDimension / 4), map)
        true
    }
    val description = Texts.mapOf(state.ward ?: Words("", "")).said()
    val actions = listOf(
        CustomAccessibilityAction(Texts.north.said()) { step(0f, -1f) },
        CustomAccessibilityAction(Texts.south.said()) { step(0f, 1f) },
        CustomAccessibilityAction(Texts.east.said()) { step(1f, 0f) },
        CustomAccessibilityAction(Texts.west.said()) { step(-1f, 0f) },
    )
    Box(
        Modifier.fillMaxSize()
            .pointerInput(map) {
                detectTransformGestures { _, pan, zoom, _ -> camera = camera.moved(-pan, map).zoomed(zoom, map) }
            }
            .pointerInput(map) {
                detectTapGestures { at -> camera = camera.moved(at - Offset(size.width / 2, size.height / 2), map) }
            }
            .semantics {
                contentDescription = description
                customActions = actions
            }
            .testTag("map"),
    ) {
        WardMap(map, camera, Marks(circle = state.known?.let(map::circle)), tiles = state.tiles)
        state.tiles?.takeIf { it.tiles.isNotEmpty() }?.let { Thanks(it) }
        Pin(Modifier.align(Alignment.Center))
        Column(Modifier.align(Alignment.BottomEnd).padding(MARGIN), Arrangement.spacedBy(8.dp)) {
            Zoom(Icons.Add, Texts.closer.said(), "closer") { camera = camera.zoomed(ZOOM, map) }
            Zoom(Icons.Remove, Texts.farther.said(), "farther") { camera = camera.zoomed(1 / ZOOM, map) }
        }
    }
}

/** Whose map it is, as long as anything of it is seen. */
@Composable
private fun Thanks(layer: TileLayer) {
    val colours = MaterialTheme.colorScheme
    Text(
        layer.attribution,
        Modifier.background(colours.surfaceContainerLow).padding(8.dp, 2.dp).testTag(if (layer.isComplete) "attribution" else "attribution-first"),
        color = colours.onSurfaceVariant,
        style = MaterialTheme.typography.labelSmall,
    )
}

@Composable
private fun Zoom(icon: ImageVector, label: String, tag: String, onClick: () -> Unit) {
    val colours = MaterialTheme.colorScheme
    OutlinedIconButton(
        onClick,
        Modifier.size(TARGET + 8.dp).testTag(tag),
        colors = IconButtonDefaults.outlinedIconButtonColors(colours.surfaceContainerLow, colours.primary),
        border = BorderStroke(1.dp, colours.outline),
    ) { Symbol(icon, label = label) }
}

private fun beginning(map: MapShape, known: Location?, size: Size): Camera = when (known) {
    null -> Camera.on(map.bounds, size)
    else -> Camera.on(around(map.plane.at(known.point), maxOf(MINIMUM_REACH_M, 2 * (known.accuracyM ?: 0.0).toFloat())), size)
}

/** By pixels, but not out of the city's rectangle. */
private fun Camera.moved(by: Offset, map: MapShape): Camera {
    val to = centre + by * metresPerPixel
    return copy(centre = Offset(to.x.coerceIn(map.bounds.left, map.bounds.right), to.y.coerceIn(map.bounds.top, map.bounds.bottom)))
}

private fun Camera.zoomed(by: Float, map: MapShape): Camera {
    val coarsest = map.bounds.maxDimension / 200
    return copy(metresPerPixel = (metresPerPixel / by).coerceIn(Camera.FINEST, coarsest))
}

private const val ZOOM = 2.5f
private const val MINIMUM_REACH_M = 500f
