package city.hues.ui.compose

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.IconButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.focus.onFocusChanged
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.input.KeyboardCapitalization
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.text.style.TextAlign
import city.hues.Answer
import city.hues.QuestionKind
import city.hues.QuestionView
import city.hues.ui.Texts
import city.hues.ui.look.Choice
import city.hues.ui.look.Icons
import city.hues.ui.look.QuietButton
import city.hues.ui.look.SecondaryButton
import city.hues.ui.look.Symbol
import city.hues.ui.look.TARGET
import city.hues.ui.said

/** A question of the category below its heading: whether it must be answered, how, and the answer. [typed] may not be on disk yet. */
@Composable
internal fun ColumnScope.QuestionPart(asked: QuestionView, typed: String?, actions: ComposeActions) {
    val question = asked.question
    val colours = MaterialTheme.colorScheme
    Text(
        question.duty.said(),
        Modifier.testTag("duty-${question.id}"),
        if (question.required) colours.primary else colours.onSurfaceVariant,
        style = MaterialTheme.typography.labelLarge,
    )
    question.hint?.let { Text(it.said(), color = colours.onSurfaceVariant) }
    when (val kind = question.kind) {
        is QuestionKind.Text -> Typed(asked, typed, TEXTS, actions)
        is QuestionKind.Number -> Typed(asked, typed, if (kind.whole) WHOLE_NUMBERS else NUMBERS, actions)
        is QuestionKind.Choice -> Options(asked, kind, actions)
        is QuestionKind.Datetime -> Moment(asked, actions)
    }
}

@Composable
private fun Typed(asked: QuestionView, typed: String?, keyboard: KeyboardOptions, actions: ComposeActions) {
    val question = asked.question
    val kind = question.kind
    var was by remember { mutableStateOf(false) }
    // The heading above says it to the eye; a screen reader hears it here.
    val name = question.text.said()
    OutlinedTextField(
        typed ?: (asked.answer as? Answer.Typed)?.text.orEmpty(),
        { actions.type(question.id, it) },
        Modifier.fillMaxWidth().testTag("answer-${question.id}").semantics { contentDescription = name }.onFocusChanged { focus ->
            if (was && !focus.isFocused) actions.leave(Spot.of(asked))
            was = focus.isFocused
        },
        placeholder = { Text(Texts.yourAnswer.said()) },
        suffix = (kind as? QuestionKind.Number)?.unit?.let { unit -> { Text(unit.said()) } },
        supportingText = question.bounds?.let { bounds -> { Text(bounds.said(), style = MaterialTheme.typography.bodyMedium) } },
        keyboardOptions = keyboard,
        singleLine = kind is QuestionKind.Number,
    )
}

@Composable
private fun Options(asked: QuestionView, kind: QuestionKind.Choice, actions: ComposeActions) {
    val question = asked.question
    val chosen = (asked.answer as? Answer.Chosen)?.id
    Column(Modifier.selectableGroup()) {
        for (option in kind.options) {
            Choice(
                option.text.said(),
                option.id == chosen,
                { actions.answer(question.id, Answer.Chosen(option.id)) },
                Modifier.testTag("option-${question.id}-${option.id}"),
            )
        }
    }
    if (chosen != null && !question.required) Clear(asked, actions)
}

/** A moment is moved step by step, which needs no calendar and grows with the letters. */
@Composable
private fun Moment(asked: QuestionView, actions: ComposeActions) {
    val question = asked.question
    if (asked.answer == null) {
        SecondaryButton(Texts.setMoment.said(), Icons.Waiting, { actions.beginMoment(question.id) }, Modifier.testTag("answer-${question.id}"))
        return
    }
    Text(
        asked.answerWords?.said().orEmpty(),
        Modifier.testTag("moment-${question.id}").semantics { liveRegion = LiveRegionMode.Polite },
        style = MaterialTheme.typography.titleMedium,
    )
    for ((step, words) in Texts.steps) {
        Row(Modifier.fillMaxWidth(), Arrangement.SpaceBetween, Alignment.CenterVertically) {
            IconButton({ actions.moveMoment(question.id, step, -1) }, Modifier.size(TARGET).testTag("earlier-${question.id}-${step.name}")) {
                Symbol(Icons.Remove, label = Texts.earlier(words).said())
            }
            Text(words.said(), Modifier.weight(1f), textAlign = TextAlign.Center)
            IconButton({ actions.moveMoment(question.id, step, 1) }, Modifier.size(TARGET).testTag("later-${question.id}-${step.name}")) {
                Symbol(Icons.Add, label = Texts.later(words).said())
            }
        }
    }
    Clear(asked, actions)
}

@Composable
private fun Clear(asked: QuestionView, actions: ComposeActions) {
    val id = asked.question.id
    QuietButton(Texts.clear.said(), Icons.Close, { actions.answer(id, null) }, Modifier.testTag("clear-$id"))
}

private val TEXTS = KeyboardOptions(capitalization = KeyboardCapitalization.Sentences)
private val WHOLE_NUMBERS = KeyboardOptions(keyboardType = KeyboardType.Number)
private val NUMBERS = KeyboardOptions(keyboardType = KeyboardType.Decimal)
