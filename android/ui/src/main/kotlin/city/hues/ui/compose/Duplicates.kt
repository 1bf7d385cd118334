package city.hues.ui.compose

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.text.style.TextOverflow
import androidx.compose.ui.unit.dp
import city.hues.Suggestion
import city.hues.ui.Texts
import city.hues.ui.look.Card
import city.hues.ui.look.Chip
import city.hues.ui.look.Icons
import city.hues.ui.look.Note
import city.hues.ui.look.QuietButton
import city.hues.ui.look.SecondaryButton
import city.hues.ui.said

/** Open reports of others nearby: following one is often all that the citizen wanted. */
@Composable
internal fun Duplicates(state: ComposeState, actions: ComposeActions) {
    for (duplicate in state.duplicates) {
        val report = duplicate.report
        Card(Modifier.testTag("nearby")) {
            Text(duplicate.words.said())
            report.text?.let { Text(it, style = MaterialTheme.typography.titleMedium, maxLines = 3, overflow = TextOverflow.Ellipsis) }
            Text(report.status.words().said(), color = MaterialTheme.colorScheme.onSurfaceVariant)
            if (report.publicId in state.followed) {
                Note(Texts.following.said(), Icons.Done, Modifier.testTag("followed"))
                QuietButton(Texts.unfollow.said(), Icons.Close, { actions.unfollow(report.publicId) }, Modifier.testTag("unfollow"))
            } else {
                SecondaryButton(Texts.follow.said(), Icons.Add, { actions.follow(report.publicId) }, Modifier.testTag("follow"))
            }
        }
    }
}

/** What the text is likely about, to choose by one press. */
@Composable
internal fun Suggestions(suggestions: List<Suggestion>, onChoose: (String) -> Unit) {
    Text(Texts.isItAbout.said(), Modifier.testTag("suggestions"))
    FlowRow(horizontalArrangement = Arrangement.spacedBy(8.dp), verticalArrangement = Arrangement.spacedBy(8.dp)) {
        for (suggestion in suggestions) {
            Chip(suggestion.name.said(), { onChoose(suggestion.id) }, Modifier.testTag("suggestion-${suggestion.id}"))
        }
    }
}
