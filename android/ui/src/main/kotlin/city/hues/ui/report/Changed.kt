package city.hues.ui.report

import androidx.compose.material3.MaterialTheme
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import city.hues.AmendmentView
import city.hues.ChangeText
import city.hues.Delivery
import city.hues.ReportId
import city.hues.ui.Destination
import city.hues.ui.Session
import city.hues.ui.Trail
import city.hues.ui.look.Card
import city.hues.ui.look.Icons
import city.hues.ui.look.Note
import city.hues.ui.look.PrimaryButton
import city.hues.ui.look.QuietButton
import city.hues.ui.look.SecondaryButton
import city.hues.ui.look.Section
import city.hues.ui.said
import city.hues.ui.start.Sure

/** What can be done about a change of a sent report. */
internal class ChangeActions(val onBegin: () -> Unit, val onSettle: () -> Unit, val onDrop: () -> Unit) {
    companion object {
        fun of(id: ReportId, session: Session, trail: Trail): ChangeActions {
            val reports = session.client.reports
            return ChangeActions(
                onBegin = { session.act { trail.go(Destination.Compose(reports.beginChange(id))) } },
                onSettle = { trail.go(Destination.Conflict(id)) },
                onDrop = { session.act { reports.dropAmendment(id) } },
            )
        }
    }
}

/** A change that the city does not have yet: why, and what there is to choose. */
@Composable
internal fun Changed(amendment: AmendmentView, actions: ChangeActions) {
    val icon = if (amendment.delivery is Delivery.Parked) Icons.Problem else Icons.Waiting
    Section(ChangeText.YOURS.words().said()) {
        Card(Modifier.testTag("amendment")) {
            for (sentence in amendment.sentences) Note(sentence.said(), icon, colour = MaterialTheme.colorScheme.onSurface)
            if (amendment.conflicts.isNotEmpty()) {
                PrimaryButton(ChangeText.SETTLE.words().said(), Icons.Forward, actions.onSettle, Modifier.testTag("settle"))
            }
            if (amendment.canDrop) Drop(actions.onDrop)
        }
    }
}

/** Drops the change, asked once more. */
@Composable
internal fun Drop(onDrop: () -> Unit) {
    var isAsking by rememberSaveable { mutableStateOf(false) }
    val drop = ChangeText.DROP.words().said()
    QuietButton(drop, Icons.Delete, { isAsking = true }, Modifier.testTag("drop-change"), MaterialTheme.colorScheme.error)
    if (isAsking) Sure(ChangeText.DROP_QUESTION.words().said(), drop, onDrop) { isAsking = false }
}

/** The way to change what was sent, or why there is none any more. */
@Composable
internal fun WayToChange(state: ReportPageState, onBegin: () -> Unit) {
    if (state.waysOut.amend) {
        SecondaryButton(ChangeText.BEGIN.words().said(), Icons.Edit, onBegin, Modifier.testTag("begin-change"))
    }
    state.whyNoChange?.let { Note(it.said(), Icons.Info, Modifier.testTag("why-no-change")) }
}
