package city.hues.ui.report

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.IntrinsicSize
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxHeight
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.width
import androidx.compose.material3.LinearProgressIndicator
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import city.hues.PhotoProgress
import city.hues.RemovalText
import city.hues.ReportState
import city.hues.SystemLimit
import city.hues.ui.Texts
import city.hues.ui.compose.PhotoPicture
import city.hues.ui.look.CORNER
import city.hues.ui.look.Card
import city.hues.ui.look.Icons
import city.hues.ui.look.Note
import city.hues.ui.look.Page
import city.hues.ui.look.PrimaryButton
import city.hues.ui.look.QuietButton
import city.hues.ui.look.SecondaryButton
import city.hues.ui.look.Section
import city.hues.ui.look.Symbol
import city.hues.ui.look.breakable
import city.hues.ui.said

/** Where the report is, what the city does about it, what it says, and at the end what was sent. */
@Composable
internal fun ReportScreen(state: ReportPageState?, actions: ReportActions) {
    val title = state?.category ?: Texts.report
    val ways: (@Composable ColumnScope.() -> Unit)? = when {
        state?.hasWays == true -> ({ Ways(state, actions) })
        state?.waysOut?.copy == true -> ({ Copy(actions.onCopy) })
        else -> null
    }
    Page("report", title.said(), actions.onBack, bottom = ways) {
        if (state == null) return@Page
        State(state)
        state.amendment?.let { Changed(it, actions.changes) }
        state.number?.let { Number(it, actions.onCall) }
        if (state.steps.isNotEmpty()) Section(Texts.progress.said()) { Timeline(state.steps) }
        if (state.number != null && state.hasReplies) {
            Section(Texts.replies.said(), Modifier.testTag("replies")) {
                Thread(state.thread, state.waysOut.reply, actions.onUnsend, actions.onReply)
            }
        }
        if (state.rating != null || state.waysOut.rate) {
            Section(Texts.rating.said()) { RatingPart(state.rating, state.waysOut.rate, actions.onRate) }
        }
        Section(Texts.yourReport.said()) {
            Sent(state)
            WayToChange(state, actions.changes.onBegin)
        }
        if (state.hasOtherWays) Section(Texts.otherWays.said()) { OtherWays(state.otherWays, actions.ways) }
    }
}

private val ReportPageState.isWaiting get() = state is ReportState.Queued || state is ReportState.SendingPhotos
private val ReportPageState.hasWays get() =
    (isWaiting || state is ReportState.Parked) && (waysOn.decide || waysOn.tryNow || waysOn.sendAnyway != null || canEditAgain)

/** What stands at the bottom when a try would send nothing. */
private val ReportPageState.sendAnyway get() = waysOn.sendAnyway.takeUnless { waysOn.tryNow }
private val ReportPageState.otherWays get() = if (sendAnyway == null) waysOn else waysOn.copy(sendAnyway = null)
private val ReportPageState.hasOtherWays get() = otherWays.sendAnyway != null || waysOn.keep || waysOn.giveUp != null

/** What the citizen can do about a report that is not at the city. */
@Composable
private fun Ways(state: ReportPageState, actions: ReportActions) {
    if (state.waysOn.decide) {
        Decision(actions.ways)
        return
    }
    val anyway = state.sendAnyway
    if (anyway != null) {
        PrimaryButton(anyway.words().said(), Icons.Send, { actions.ways.onSendAnyway(anyway) }, Modifier.testTag("send-anyway"))
    } else if (state.waysOn.tryNow) {
        val label = if (state.isWaiting) Texts.tryNow else Texts.sendAgain
        PrimaryButton(label.said(), Icons.Send, actions.ways.onTryNow, Modifier.testTag("try-now"))
    }
    if (state.canEditAgain) {
        SecondaryButton(Texts.editAgain.said(), Icons.Edit, actions.ways.onEditAgain, Modifier.testTag("edit-again"))
    }
}

/** What can be done about a report that the city removed. */
@Composable
private fun Copy(onCopy: () -> Unit) {
    PrimaryButton(RemovalText.COPY.words().said(), Icons.Copy, onCopy, Modifier.testTag("copy-report"))
}

@Composable
private fun State(state: ReportPageState) {
    Card {
        StateLine(state.state, state.sentences.first())
        for (sentence in state.sentences.drop(1)) Text(sentence.said(), Modifier.testTag("sentence"))
        state.progress?.let { Progress(it) }
        if (state.isWaiting) Note(SystemLimit.FORCE_STOPPED.words().said(), Icons.Info, Modifier.testTag("limit"))
        state.deadline?.let { Note(Texts.deadline(it).said(), Icons.Waiting) }
    }
}

@Composable
private fun Progress(progress: PhotoProgress) {
    Text(Texts.sentPhotos(progress.photosSent.toInt(), progress.photos.toInt(), progress.videos.toInt()).said())
    val part = if (progress.bytes == 0uL) 0f else progress.bytesSent.toFloat() / progress.bytes.toFloat()
    // The sentence above says the same to a screen reader.
    if (part > 0f) LinearProgressIndicator({ part }, Modifier.fillMaxWidth().height(8.dp).clip(CORNER).clearAndSetSemantics {})
}

@Composable
private fun Number(number: String, onCall: () -> Unit) {
    Card {
        Text(Texts.number.said(), color = MaterialTheme.colorScheme.onSurfaceVariant)
        Text(number.breakable(), Modifier.testTag("number"), style = MaterialTheme.typography.headlineLarge)
        Text(Texts.numberUse.said())
        QuietButton(Texts.callHotline.said(), Icons.Call, onCall)
    }
}

@Composable
private fun Timeline(steps: List<Step>) {
    Column {
        for ((index, step) in steps.withIndex()) {
            TimelineStep(step, isLast = index == steps.lastIndex)
        }
    }
}

/** A dot, a line down to the next one, and what happened. */
@Composable
private fun TimelineStep(step: Step, isLast: Boolean) {
    val colours = MaterialTheme.colorScheme
    Row(Modifier.height(IntrinsicSize.Min), Arrangement.spacedBy(12.dp)) {
        Column(horizontalAlignment = Alignment.CenterHorizontally) {
            Symbol(Icons.Done, tint = if (isLast) colours.primary else colours.onSurfaceVariant)
            if (!isLast) Box(Modifier.width(2.dp).fillMaxHeight().background(colours.outlineVariant))
        }
        Column(Modifier.padding(bottom = 16.dp).testTag("step")) {
            Text(step.status.said(), style = MaterialTheme.typography.titleSmall)
            val facts = listOfNotNull(step.at?.said(), step.agency).joinToString(" · ")
            if (facts.isNotEmpty()) Text(facts, color = colours.onSurfaceVariant)
            step.note?.let { Text(it) }
        }
    }
}

@Composable
private fun Sent(state: ReportPageState) {
    Text(state.text)
    for ((question, answer) in state.answers) {
        Column(Modifier.semantics(mergeDescendants = true) {}.testTag("sent-answer")) {
            Text(question.said(), style = MaterialTheme.typography.bodySmall, color = MaterialTheme.colorScheme.onSurfaceVariant)
            Text(answer.said())
        }
    }
    val place = listOfNotNull(state.ward?.said(), state.address)
    if (place.isNotEmpty()) Note(place.joinToString(" · "), Icons.Place)
    FlowRow(horizontalArrangement = Arrangement.spacedBy(8.dp), verticalArrangement = Arrangement.spacedBy(8.dp)) {
        for ((index, photo) in state.photos.withIndex()) PhotoPicture(photo, index + 1)
    }
}
