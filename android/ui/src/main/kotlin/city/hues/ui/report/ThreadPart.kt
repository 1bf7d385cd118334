package city.hues.ui.report

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.input.KeyboardCapitalization
import androidx.compose.ui.unit.dp
import city.hues.MessageId
import city.hues.RatingView
import city.hues.Satisfaction
import city.hues.ui.Texts
import city.hues.ui.look.Badge
import city.hues.ui.look.Choice
import city.hues.ui.look.Icons
import city.hues.ui.look.Note
import city.hues.ui.look.QuietButton
import city.hues.ui.look.SecondaryButton
import city.hues.ui.said

/** What was said, oldest first, and a field to answer in. [onReply] gets the text, and what is done when it stands in the thread. */
@Composable
internal fun Thread(thread: List<Bubble>, canReply: Boolean, onUnsend: (MessageId) -> Unit, onReply: (String, () -> Unit) -> Unit) {
    if (thread.isEmpty()) Text(Texts.noReplies.said(), color = MaterialTheme.colorScheme.onSurfaceVariant)
    for (bubble in thread) Message(bubble, onUnsend)
    if (canReply) Reply(onReply)
}

@Composable
private fun Message(bubble: Bubble, onUnsend: (MessageId) -> Unit) {
    val colours = MaterialTheme.colorScheme
    val shape = RoundedCornerShape(16.dp, 16.dp, if (bubble.isOurs) 4.dp else 16.dp, if (bubble.isOurs) 16.dp else 4.dp)
    Column(
        Modifier.padding(start = if (bubble.isOurs) 32.dp else 0.dp, end = if (bubble.isOurs) 0.dp else 32.dp)
            .fillMaxWidth().clip(shape)
            .background(if (bubble.isOurs) colours.primaryContainer else colours.surfaceContainerHigh)
            .padding(16.dp).testTag("message"),
        Arrangement.spacedBy(4.dp),
    ) {
        if (bubble.isNew) Badge(Texts.newMessage.said(), Modifier.testTag("new-message"))
        Text(bubble.who.said(), style = MaterialTheme.typography.labelMedium)
        Text(bubble.text)
        bubble.at?.let { Text(it.said(), color = colours.onSurfaceVariant, style = MaterialTheme.typography.bodySmall) }
        for (sentence in bubble.sentences) Note(sentence.said(), Icons.Waiting, Modifier.testTag("message-waits"), colours.onSurface)
        if (bubble.canUnsend) {
            QuietButton(Texts.unsend.said(), Icons.Close, { onUnsend(bubble.id) }, Modifier.testTag("unsend"), colours.onSurface)
        }
    }
}

@Composable
private fun Reply(onReply: (String, () -> Unit) -> Unit) {
    var text by rememberSaveable { mutableStateOf("") }
    val name = Texts.yourReply.said()
    OutlinedTextField(
        text,
        { text = it },
        Modifier.fillMaxWidth().testTag("reply-text").semantics { contentDescription = name },
        placeholder = { Text(name) },
        keyboardOptions = KeyboardOptions(capitalization = KeyboardCapitalization.Sentences),
    )
    SecondaryButton(
        Texts.sendReply.said(),
        Icons.Send,
        { onReply(text) { text = "" } },
        Modifier.testTag("reply"),
        enabled = text.isNotBlank(),
    )
}

/** What the citizen thinks of what the city did. A later word takes the place of an earlier one. */
@Composable
internal fun RatingPart(rating: RatingView?, canRate: Boolean, onRate: (Satisfaction, String) -> Unit) {
    if (rating != null) {
        Note(Texts.rated(rating.rating.satisfaction.words()).said(), Icons.Star, Modifier.testTag("rated"), MaterialTheme.colorScheme.onSurface)
        for (sentence in rating.sentences) Text(sentence.said(), color = MaterialTheme.colorScheme.onSurfaceVariant)
    }
    if (!canRate) return
    var chosen: Satisfaction? by rememberSaveable { mutableStateOf(null) }
    var comment by rememberSaveable { mutableStateOf("") }
    Column(Modifier.selectableGroup()) {
        for (one in Satisfaction.entries) {
            Choice(one.words().said(), one == chosen, { chosen = one }, Modifier.testTag("rating-${one.name}"))
        }
    }
    val name = Texts.ratingWhy.said()
    OutlinedTextField(
        comment,
        { comment = it },
        Modifier.fillMaxWidth().testTag("rating-why").semantics { contentDescription = name },
        placeholder = { Text(name) },
        keyboardOptions = KeyboardOptions(capitalization = KeyboardCapitalization.Sentences),
    )
    SecondaryButton(
        Texts.sendRating.said(),
        Icons.Star,
        { chosen?.let { onRate(it, comment) } },
        Modifier.testTag("rate"),
        enabled = chosen != null,
    )
}
