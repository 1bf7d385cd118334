package city.hues.ui.compose

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import city.hues.Location
import city.hues.ui.Texts
import city.hues.ui.look.Icons
import city.hues.ui.look.Note
import city.hues.ui.look.SecondaryButton
import city.hues.ui.look.SideBySide
import city.hues.ui.place.MapShape
import city.hues.ui.place.Marks
import city.hues.ui.place.PinMap
import city.hues.ui.said
import kotlin.math.roundToInt

@Composable
internal fun Place(state: ComposeState, actions: ComposeActions, onPin: () -> Unit) {
    val place = state.place
    if (place != null) {
        state.map?.let { map ->
            val pin = map.plane.at(place.location.point)
            PinMap(map, pin, map.circle(place.location), Modifier.fillMaxWidth().height(160.dp))
        }
        Text(place.ward.said(), Modifier.testTag("ward"), style = MaterialTheme.typography.titleMedium)
        for (doubt in place.doubts) Note(doubt.said(), Icons.Warning, Modifier.testTag("doubt"), MaterialTheme.colorScheme.onSurface)
        place.location.accuracyM?.let { Note(Texts.within(it.roundToInt()).said(), Icons.MyLocation, Modifier.testTag("accuracy")) }
    }
    state.offered?.let { offered ->
        SecondaryButton(Texts.usePhotoPlace.said(), Icons.PhotoPlace, { actions.place(offered) }, Modifier.testTag("photo-place"))
    }
    val label = if (state.isLocating) Texts.locating else Texts.useMyPlace
    val map = if (place == null) Texts.useMap else Texts.movePin
    SideBySide(
        { SecondaryButton(label.said(), Icons.MyLocation, actions::locate, it.testTag("locate"), enabled = !state.isLocating) },
        { SecondaryButton(map.said(), Icons.Map, onPin, it.testTag("pin")) },
    )
}

/** How sure a position is. */
internal fun MapShape.circle(location: Location): Marks.Circle? =
    location.accuracyM?.let { Marks.Circle(plane.at(location.point), it.toFloat()) }
