package city.hues.ui.compose

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import city.hues.Field
import city.hues.Notice
import city.hues.ui.Texts
import city.hues.ui.look.Band
import city.hues.ui.look.Icons
import city.hues.ui.look.Note
import city.hues.ui.look.QuietButton
import city.hues.ui.said

/** What the city changed since the draft began; a line about a question leads there. */
@Composable
internal fun Notices(notices: List<Notice>, onUnderstood: () -> Unit, jump: (Spot) -> Unit) {
    val colours = MaterialTheme.colorScheme
    Band(colours.surfaceContainerHighest, Modifier.testTag("notices").semantics { liveRegion = LiveRegionMode.Polite }) {
        Text(Texts.changed.said(), style = MaterialTheme.typography.titleSmall)
        for (notice in notices) {
            val question = notice.question
            if (question == null) {
                Note(notice.words.said(), Icons.Info, colour = colours.onSurface)
            } else {
                QuietButton(notice.words.said(), Icons.Forward, { jump(Spot(Field.ANSWER, question)) }, colour = colours.onSurface)
            }
        }
        QuietButton(Texts.understood.said(), Icons.Close, onUnderstood, Modifier.testTag("understood"), colours.onSurface)
    }
}
