package city.hues.ui.report

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableIntStateOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.text.style.TextOverflow
import androidx.compose.ui.unit.dp
import city.hues.ReportId
import city.hues.ReportState
import city.hues.SystemLimit
import city.hues.Words
import city.hues.ui.Destination
import city.hues.ui.Following
import city.hues.ui.Session
import city.hues.ui.Texts
import city.hues.ui.Trail
import city.hues.ui.look.Badge
import city.hues.ui.look.Card
import city.hues.ui.look.FixedPage
import city.hues.ui.look.Icons
import city.hues.ui.look.MARGIN
import city.hues.ui.look.Note
import city.hues.ui.look.PrimaryButton
import city.hues.ui.look.SecondaryButton
import city.hues.ui.said

/** A report in the list. */
internal data class ReportLine(
    val id: ReportId,
    val state: ReportState,
    val category: Words?,
    val text: String,
    val sentences: List<Words>,
    val saved: Words,
    val unread: Int,
) {
    val isWaiting get() = state is ReportState.Queued || state is ReportState.SendingPhotos
}

@Composable
internal fun ReportsPage(session: Session, trail: Trail) {
    var limit by rememberSaveable { mutableIntStateOf(PAGE) }
    var lines: List<ReportLine>? by remember { mutableStateOf(null) }
    session.Following(limit) { session.followReports(limit) { lines = it } }
    ReportsScreen(
        lines,
        onReport = { line -> trail.go(if (line.state == ReportState.Draft) Destination.Compose(line.id) else Destination.Report(line.id)) },
        onMore = { limit += PAGE }.takeIf { lines?.size == limit },
        onNewReport = { trail.go(Destination.Compose(null)) },
        onBack = trail::back,
    )
}

private suspend fun Session.followReports(limit: Int, show: (List<ReportLine>) -> Unit) {
    val names = client.reports.categories().associate { it.id to it.name }
    client.reports.watchList(limit).collect { reports ->
        show(
            reports.map {
                ReportLine(it.id, it.state, names[it.category], it.text, it.sentences, client.moment(it.savedAt), it.unread.toInt())
            },
        )
    }
}

@Composable
private fun ReportsScreen(
    lines: List<ReportLine>?,
    onReport: (ReportLine) -> Unit,
    onMore: (() -> Unit)?,
    onNewReport: () -> Unit,
    onBack: () -> Unit,
) {
    FixedPage(
        "reports",
        Texts.myReports.said(),
        onBack,
        bottom = { PrimaryButton(Texts.newReport.said(), Icons.Report, onNewReport, Modifier.testTag("new-report-button")) },
    ) {
        LazyColumn(
            Modifier.weight(1f).fillMaxWidth().testTag("report-list"),
            contentPadding = PaddingValues(MARGIN),
            verticalArrangement = Arrangement.spacedBy(12.dp),
        ) {
            if (lines?.isEmpty() == true) item { Text(Texts.noReports.said(), style = MaterialTheme.typography.titleMedium) }
            items(lines.orEmpty(), { it.id.text }) { line -> Line(line) { onReport(line) } }
            if (lines.orEmpty().any { it.isWaiting }) {
                item { Note(SystemLimit.FORCE_STOPPED.words().said(), Icons.Info, Modifier.testTag("limit")) }
            }
            if (onMore != null) item { SecondaryButton(Texts.more.said(), Icons.More, onMore) }
        }
    }
}

@Composable
private fun Line(line: ReportLine, onClick: () -> Unit) {
    val colours = MaterialTheme.colorScheme
    Card(Modifier.testTag("report-line"), onClick) {
        Text((line.category ?: Texts.composing).said(), style = MaterialTheme.typography.titleMedium)
        if (line.text.isNotBlank()) Text(line.text, maxLines = 3, overflow = TextOverflow.Ellipsis)
        StateLine(line.state, line.sentences.first())
        for (sentence in line.sentences.drop(1)) Text(sentence.said(), color = colours.onSurfaceVariant)
        if (line.unread > 0) Badge(Texts.unread(line.unread).said())
    }
}

private const val PAGE = 50
