package city.hues.ui.compose

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.Image
import androidx.compose.foundation.gestures.awaitEachGesture
import androidx.compose.foundation.gestures.awaitFirstDown
import androidx.compose.foundation.gestures.drag
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.material3.IconButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.draw.rotate
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.drawscope.DrawScope
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.input.pointer.pointerInput
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import city.hues.ApiException
import city.hues.Caution
import city.hues.Nudge
import city.hues.PhotoId
import city.hues.Region
import city.hues.Words
import city.hues.ui.Following
import city.hues.ui.Session
import city.hues.ui.Texts
import city.hues.ui.Trail
import city.hues.ui.look.CORNER
import city.hues.ui.look.Choice
import city.hues.ui.look.Icons
import city.hues.ui.look.Note
import city.hues.ui.look.Page
import city.hues.ui.look.PrimaryButton
import city.hues.ui.look.QuietButton
import city.hues.ui.look.SecondaryButton
import city.hues.ui.look.Section
import city.hues.ui.look.Symbol
import city.hues.ui.look.TARGET
import city.hues.ui.said
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

/** One photo or video of a draft: large, with the way to hide what nobody should see, and out of the report. */
@Composable
internal fun PhotoPage(desk: Desk, photo: PhotoId, session: Session, trail: Trail) {
    val hiding = rememberSaveable(photo, saver = Hiding.saver) { Hiding() }
    var picture: ImageBitmap? by remember { mutableStateOf(null) }
    session.Following(desk.id) { desk.follow() }
    val index = desk.state.photos.indexOfFirst { it.id == photo }
    val tile = desk.state.photos.getOrNull(index)
    if (tile?.isVideo == false) session.Following(hiding.boxes) { session.look(photo, hiding.boxes)?.let { picture = it } }
    PhotoScreen(
        tile,
        index + 1,
        picture,
        hiding,
        onSave = {
            desk.hide(photo, hiding.boxes)
            trail.back()
        },
        onRemove = {
            desk.removePhoto(photo)
            trail.back()
        },
        onBack = trail::back,
    )
}

/** The photo as it will be with these parts hidden; `null` when it is not there any more. */
private suspend fun Session.look(photo: PhotoId, boxes: List<Region>): ImageBitmap? = try {
    val jpeg = client.reports.pictureWithHidden(photo, boxes)
    withContext(Dispatchers.IO) { device.picture(jpeg) }
} catch (_: ApiException.NotFound) {
    null
}

@Composable
private fun PhotoScreen(
    tile: PhotoTile?,
    number: Int,
    picture: ImageBitmap?,
    hiding: Hiding,
    onSave: () -> Unit,
    onRemove: () -> Unit,
    onBack: () -> Unit,
) {
    val title = if (tile?.isVideo == true) Texts.video else Texts.photo(number)
    val bottom: (@Composable ColumnScope.() -> Unit)? = if (tile?.isVideo == false) ({ Save(hiding, onSave) }) else null
    Page("photo-page", title.said(), onBack, bottom = bottom) {
        if (tile == null) return@Page
        for (sentence in tile.sentences) Note(sentence.said(), Icons.Info, Modifier.testTag("about-photo"), MaterialTheme.colorScheme.onSurface)
        if (tile.isVideo) {
            Note(Caution.VIDEO_SHOWS_ALL.words().said(), Icons.Warning, colour = MaterialTheme.colorScheme.onSurface)
        } else {
            Picture(picture, tile.shape, title, hiding)
            Section(Texts.hideTitle.said()) { Boxes(hiding) }
        }
        val remove = if (tile.isVideo) Texts.removeVideo else Texts.removePhoto(number)
        QuietButton(remove.said(), Icons.Delete, onRemove, Modifier.testTag("remove"), MaterialTheme.colorScheme.error)
    }
}

@Composable
private fun Save(hiding: Hiding, onSave: () -> Unit) {
    val isAny = hiding.boxes.isNotEmpty()
    if (isAny) Note(Caution.HIDDEN_FOR_GOOD.words().said(), Icons.Warning, Modifier.testTag("for-good"), MaterialTheme.colorScheme.onSurface)
    PrimaryButton(Texts.hideAndSave.said(), Icons.Hide, onSave, Modifier.testTag("hide"), enabled = isAny)
}

/** A finger draws boxes on it; what they hide is seen at once. */
@Composable
private fun ColumnScope.Picture(picture: ImageBitmap?, shape: Float, title: Words, hiding: Hiding) {
    val description = Texts.photoWithBoxes(title, hiding.boxes.size).said()
    Box(
        Modifier.align(Alignment.CenterHorizontally)
            .heightIn(max = HIGHEST)
            .aspectRatio(shape, matchHeightConstraintsFirst = shape < 1f)
            .clip(CORNER)
            .semantics { contentDescription = description }
            .testTag(if (picture == null) "picture-to-come" else "picture")
            .pointerInput(hiding) {
                awaitEachGesture {
                    val from = awaitFirstDown()
                    // What begins here is drawn, and does not scroll the page.
                    from.consume()
                    drag(from.id) { change ->
                        hiding.drag(from.position.within(size.width, size.height), change.position.within(size.width, size.height))
                        change.consume()
                    }
                    hiding.drop()
                }
            },
    ) {
        if (picture != null) Image(picture, null, Modifier.fillMaxSize())
        val accent = MaterialTheme.colorScheme.primary
        Canvas(Modifier.fillMaxSize()) {
            hiding.seen.forEachIndexed { index, box -> frame(box, if (index == (hiding.drawn?.first ?: hiding.chosen)) accent else Color.Black) }
        }
    }
}

/** A place on the photo as shares of its sides. */
private fun Offset.within(width: Int, height: Int) = Offset(x / width, y / height)

/** Seen on every photo: the colour between two white lines. */
private fun DrawScope.frame(box: Region, colour: Color) {
    val corner = Offset((box.left * size.width).toFloat(), (box.top * size.height).toFloat())
    val sides = Size((box.width * size.width).toFloat(), (box.height * size.height).toFloat())
    drawRect(Color.White, corner, sides, style = Stroke(6.dp.toPx()))
    drawRect(colour, corner, sides, style = Stroke(3.dp.toPx()))
}

/** The same without a finger on the photo: each box in words, and buttons that move the chosen one. */
@Composable
private fun Boxes(hiding: Hiding) {
    Text(Texts.hideHow.said())
    Column(Modifier.selectableGroup()) {
        hiding.boxes.forEachIndexed { index, box ->
            Choice(
                Texts.box(index + 1, box.words()).said(),
                index == hiding.chosen,
                { hiding.choose(index) },
                Modifier.testTag("box-${index + 1}"),
            )
        }
    }
    SecondaryButton(Texts.addBox.said(), Icons.Add, hiding::add, Modifier.testTag("add-box"))
    if (hiding.boxes.isEmpty()) return
    Column {
        Nudges(Texts.leftAndRight, Nudge.LEFT to Texts.boxLeft, Nudge.RIGHT to Texts.boxRight, Icons.Back, LEFTWARDS, hiding)
        Nudges(Texts.upAndDown, Nudge.UP to Texts.boxUp, Nudge.DOWN to Texts.boxDown, Icons.Back, UPWARDS, hiding)
        Nudges(Texts.boxWidth, Nudge.NARROWER to Texts.boxNarrower, Nudge.WIDER to Texts.boxWider, null, 0f, hiding)
        Nudges(Texts.boxHeight, Nudge.SHORTER to Texts.boxShorter, Nudge.TALLER to Texts.boxTaller, null, 0f, hiding)
    }
    QuietButton(Texts.removeBox.said(), Icons.Close, hiding::remove, Modifier.testTag("remove-box"))
}

/** One way and back. An [arrow] is turned from where it points to; without one there is less and more. */
@Composable
private fun Nudges(words: Words, less: Pair<Nudge, Words>, more: Pair<Nudge, Words>, arrow: ImageVector?, turned: Float, hiding: Hiding) {
    Row(Modifier.fillMaxWidth(), Arrangement.SpaceBetween, Alignment.CenterVertically) {
        NudgeButton(less, arrow ?: Icons.Remove, turned, hiding)
        Text(words.said(), Modifier.weight(1f), textAlign = TextAlign.Center)
        NudgeButton(more, arrow ?: Icons.Add, if (arrow == null) 0f else turned + HALF_A_TURN, hiding)
    }
}

@Composable
private fun NudgeButton(nudge: Pair<Nudge, Words>, icon: ImageVector, turned: Float, hiding: Hiding) {
    IconButton({ hiding.nudge(nudge.first) }, Modifier.size(TARGET).testTag("box-${nudge.first.name}")) {
        Symbol(icon, Modifier.rotate(turned), label = nudge.second.said())
    }
}

/** So much of a small phone that the rest of the page can still be reached with a finger. */
private val HIGHEST = 300.dp
private const val LEFTWARDS = 0f
private const val UPWARDS = 90f
private const val HALF_A_TURN = 180f
