package city.hues.ui.report

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.LinearProgressIndicator
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import city.hues.ReportState
import city.hues.SystemLimit
import city.hues.WaitingItem
import city.hues.WaitingReport
import city.hues.ui.Destination
import city.hues.ui.Following
import city.hues.ui.Session
import city.hues.ui.Texts
import city.hues.ui.Trail
import city.hues.ui.look.CORNER
import city.hues.ui.look.Card
import city.hues.ui.look.Icons
import city.hues.ui.look.Note
import city.hues.ui.look.Page
import city.hues.ui.look.QuietButton
import city.hues.ui.look.SecondaryButton
import city.hues.ui.said

/** What waits to reach the city: each part with its reason, its next try and how far it is, and what can be done. */
@Composable
internal fun OutboxPage(session: Session, trail: Trail) {
    var waiting: List<WaitingReport>? by remember { mutableStateOf(null) }
    session.Following(Unit) { session.client.reports.watchWaiting().collect { waiting = it } }
    Page("outbox", Texts.outbox.said(), trail::back) {
        val reports = waiting ?: return@Page
        if (reports.isEmpty()) Text(Texts.nothingWaits.said(), Modifier.testTag("nothing-waits"), style = MaterialTheme.typography.titleMedium)
        for (report in reports) {
            Waiting(report, WaysActions.of(report.id, session, trail)) { trail.go(Destination.Report(report.id)) }
        }
        if (reports.isNotEmpty()) Note(SystemLimit.FORCE_STOPPED.words().said(), Icons.Info, Modifier.testTag("limit"))
    }
}

@Composable
private fun Waiting(report: WaitingReport, actions: WaysActions, onOpen: () -> Unit) {
    Card(Modifier.testTag("waiting-report")) {
        Text(report.title.said(), style = MaterialTheme.typography.titleMedium)
        StateLine(report.state, report.sentences.first())
        Column(verticalArrangement = Arrangement.spacedBy(12.dp)) {
            for (item in report.items) Part(item)
        }
        HorizontalDivider(color = MaterialTheme.colorScheme.outlineVariant)
        if (report.ways.tryNow) {
            val label = if (report.state is ReportState.Parked) Texts.sendAgain else Texts.tryNow
            SecondaryButton(label.said(), Icons.Send, actions.onTryNow, Modifier.testTag("try-now"))
        }
        if (report.ways.editAgain) SecondaryButton(Texts.editAgain.said(), Icons.Edit, actions.onEditAgain, Modifier.testTag("edit-again"))
        if (report.ways.decide) Decision(actions)
        OtherWays(report.ways, actions)
        QuietButton(Texts.seeReport.said(), Icons.Forward, onOpen, Modifier.testTag("see-report"))
    }
}

@Composable
private fun Part(item: WaitingItem) {
    val colours = MaterialTheme.colorScheme
    Column(Modifier.semantics(mergeDescendants = true) {}.testTag("waiting-item"), Arrangement.spacedBy(4.dp)) {
        Text(item.words.said(), style = MaterialTheme.typography.titleSmall)
        for (sentence in item.sentences) Text(sentence.said(), color = colours.onSurfaceVariant)
        val progress = item.progress?.takeIf { it.sent > 0uL } ?: return@Column
        Text(progress.words.said(), color = colours.onSurfaceVariant)
        // The sentence above says the same to a screen reader.
        LinearProgressIndicator(
            { progress.sent.toFloat() / progress.total.toFloat() },
            Modifier.fillMaxWidth().height(8.dp).clip(CORNER).clearAndSetSemantics {},
        )
    }
}
