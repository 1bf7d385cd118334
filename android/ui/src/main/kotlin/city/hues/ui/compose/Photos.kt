package city.hues.ui.compose

import androidx.compose.foundation.Image
import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.layout.ContentScale
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import city.hues.Caution
import city.hues.PhotoId
import city.hues.ui.Texts
import city.hues.ui.look.CORNER
import city.hues.ui.look.Icons
import city.hues.ui.look.Note
import city.hues.ui.look.SecondaryButton
import city.hues.ui.look.SideBySide
import city.hues.ui.look.Symbol
import city.hues.ui.look.TARGET
import city.hues.ui.said

@Composable
internal fun Photos(state: ComposeState, actions: ComposeActions, onPhoto: (PhotoId) -> Unit) {
    val photos = state.photos
    if (photos.isNotEmpty()) {
        FlowRow(horizontalArrangement = Arrangement.spacedBy(8.dp), verticalArrangement = Arrangement.spacedBy(8.dp)) {
            for ((index, photo) in photos.withIndex()) {
                Box {
                    PhotoPicture(photo, index + 1) { onPhoto(photo.id) }
                    Remove(photo, index + 1, { actions.removePhoto(photo.id) }, Modifier.align(Alignment.TopEnd))
                }
            }
        }
        for ((index, photo) in photos.withIndex()) {
            for (sentence in photo.sentences) {
                val said = if (photo.isVideo) sentence.said() else "${Texts.photo(index + 1).said()}. ${sentence.said()}"
                Note(said, Icons.Info, Modifier.testTag("about-photo"), MaterialTheme.colorScheme.onSurface)
            }
        }
        if (state.videoWaits) Note(Caution.VIDEO_WAITS.words().said(), Icons.Wifi, Modifier.testTag("video-waits"))
        if (photos.any { !it.isVideo }) Text(Texts.touchPhoto.said(), color = MaterialTheme.colorScheme.onSurfaceVariant)
    }
    SideBySide(
        { SecondaryButton(Texts.takePhoto.said(), Icons.PhotoCamera, actions::takePhoto, it.testTag("take-photo")) },
        { SecondaryButton(Texts.choosePhotos.said(), Icons.PhotoLibrary, actions::choosePhotos, it.testTag("choose-photos")) },
    )
    // A report takes one.
    if (photos.any { it.isVideo }) return
    SideBySide(
        { SecondaryButton(Texts.recordVideo.said(), Icons.Video, actions::recordVideo, it.testTag("record-video")) },
        { SecondaryButton(Texts.chooseVideo.said(), Icons.PhotoLibrary, actions::chooseVideo, it.testTag("choose-video")) },
    )
}

@Composable
internal fun PhotoPicture(photo: PhotoTile, number: Int, onClick: (() -> Unit)? = null) {
    val name = (if (photo.isVideo) Texts.video else Texts.photo(number)).said()
    val tile = Modifier.size(TILE).clip(CORNER).background(MaterialTheme.colorScheme.surfaceContainerHighest).testTag("photo")
    val frame = if (onClick == null) tile else tile.clickable(role = Role.Button, onClick = onClick)
    if (photo.picture == null) {
        Box(frame.semantics { contentDescription = name }, Alignment.Center) { Symbol(if (photo.isVideo) Icons.Video else Icons.PhotoLibrary) }
    } else {
        Image(photo.picture, name, frame, contentScale = ContentScale.Crop)
    }
}

@Composable
private fun Remove(photo: PhotoTile, number: Int, onClick: () -> Unit, modifier: Modifier) {
    val colours = MaterialTheme.colorScheme
    IconButton(onClick, modifier.size(TARGET).testTag("remove-photo-$number")) {
        Box(Modifier.size(32.dp).background(colours.inverseSurface, CircleShape).padding(4.dp)) {
            val label = if (photo.isVideo) Texts.removeVideo else Texts.removePhoto(number)
            Icon(Icons.Close, label.said(), tint = colours.inverseOnSurface)
        }
    }
}

private val TILE = 112.dp
