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
import city.hues.DiscardedDraft
import city.hues.FollowedReport
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
import city.hues.ui.look.Heading
import city.hues.ui.look.Icons
import city.hues.ui.look.MARGIN
import city.hues.ui.look.Note
import city.hues.ui.look.PrimaryButton
import city.hues.ui.look.QuietButton
import city.hues.ui.look.SecondaryButton
import city.hues.ui.look.SideBySide
import city.hues.ui.said
import city.hues.ui.start.Sure

/** A report in the list. */
internal data class ReportLine(
    val id: ReportId,
    val state: ReportState,
    val category: Words?,
    val text: String,
    val sentences: List<Words>,
    val saved: Words,
    val unread: Int,
    /** The city removed it, and the citizen has not seen that yet. */
    val isRemovalNew: Boolean,
) {
    val isWaiting get() = state is ReportState.Queued || state is ReportState.SendingPhotos
}

@Composable
internal fun ReportsPage(session: Session, trail: Trail) {
    var limit by rememberSaveable { mutableIntStateOf(PAGE) }
    var lines: List<ReportLine>? by remember { mutableStateOf(null) }
    var discarded: List<DiscardedDraft> by remember { mutableStateOf(emptyList()) }
    var followed: List<Followed> by remember { mutableStateOf(emptyList()) }
    session.Following(Unit) {
        val public = session.client.publicReports
        val names = session.client.reports.categories().associate { it.id to it.name }
        public.watchFollowed().collect {
            followed = it.map { one -> Followed(one, names[one.report.category]) }
            if (it.any { one -> one.changed }) public.markFollowedSeen()
        }
    }
    // Also of reports that the city has: what was said about them since.
    var isAnythingWaiting by remember { mutableStateOf(false) }
    session.Following(Unit) { session.client.reports.watchWaiting().collect { isAnythingWaiting = it.isNotEmpty() } }
    session.Following(limit) { session.followReports(limit) { lines = it } }
    session.Following(Unit) { session.client.reports.watchDiscarded().collect { discarded = it } }
    ReportsScreen(
        lines,
        discarded,
        followed,
        { session.act { session.client.publicReports.unfollow(it) } },
        DraftActions(
            onDuplicate = { session.duplicate(it, trail) },
            onDiscard = session::discard,
            onRestore = session::restore,
            onErase = session::erase,
        ),
        onReport = { line -> trail.go(if (line.state == ReportState.Draft) Destination.Compose(line.id) else Destination.Report(line.id)) },
        onMore = { limit += PAGE }.takeIf { lines?.size == limit },
        onOutbox = { trail.go(Destination.Outbox) }.takeIf { isAnythingWaiting },
        onNewReport = { trail.go(Destination.Compose(null)) },
        onBack = trail::back,
    )
}

/** A report of somebody else, as it was last seen, and what it is about. */
private class Followed(val seen: FollowedReport, val category: Words?)

/** What can be done with drafts from outside. */
private class DraftActions(
    val onDuplicate: (ReportId) -> Unit,
    val onDiscard: (ReportId) -> Unit,
    val onRestore: (ReportId) -> Unit,
    val onErase: (ReportId) -> Unit,
)

private fun Session.duplicate(draft: ReportId, trail: Trail) = act { trail.go(Destination.Compose(client.reports.duplicate(draft))) }

private suspend fun Session.followReports(limit: Int, show: (List<ReportLine>) -> Unit) {
    val names = client.reports.categories().associate { it.id to it.name }
    client.reports.watchList(limit).collect { reports ->
        show(
            reports.map {
                ReportLine(
                    it.id,
                    it.state,
                    names[it.category],
                    it.text,
                    it.sentences,
                    client.moment(it.savedAt),
                    it.unread.toInt(),
                    it.isRemovalUnread,
                )
            },
        )
    }
}

@Composable
private fun ReportsScreen(
    lines: List<ReportLine>?,
    discarded: List<DiscardedDraft>,
    followed: List<Followed>,
    onUnfollow: (String) -> Unit,
    drafts: DraftActions,
    onReport: (ReportLine) -> Unit,
    onMore: (() -> Unit)?,
    onOutbox: (() -> Unit)?,
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
            if (onOutbox != null) {
                item { SecondaryButton(Texts.seeOutbox.said(), Icons.Waiting, onOutbox, Modifier.testTag("outbox-button")) }
            }
            if (lines?.isEmpty() == true) item { Text(Texts.noReports.said(), style = MaterialTheme.typography.titleMedium) }
            items(lines.orEmpty(), { it.id.text }) { line -> Line(line, drafts) { onReport(line) } }
            if (lines.orEmpty().any { it.isWaiting }) {
                item { Note(SystemLimit.FORCE_STOPPED.words().said(), Icons.Info, Modifier.testTag("limit")) }
            }
            if (onMore != null) item { SecondaryButton(Texts.more.said(), Icons.More, onMore) }
            if (followed.isNotEmpty()) item { Heading(Texts.followedReports.said(), Modifier.testTag("followed-reports")) }
            items(followed, { "followed ${it.seen.report.publicId}" }) { report -> FollowedLine(report, onUnfollow) }
            if (discarded.isNotEmpty()) item { Heading(Texts.recentlyDiscarded.said(), Modifier.testTag("recently-discarded")) }
            // For a moment a draft may stand in both lists.
            items(discarded, { "discarded ${it.id.text}" }) { draft -> DiscardedLine(draft, drafts) }
        }
    }
}

@Composable
private fun Line(line: ReportLine, drafts: DraftActions, onClick: () -> Unit) {
    val colours = MaterialTheme.colorScheme
    Card(Modifier.testTag("report-line"), onClick) {
        Text((line.category ?: Texts.composing).said(), style = MaterialTheme.typography.titleMedium)
        if (line.text.isNotBlank()) Text(line.text, maxLines = 3, overflow = TextOverflow.Ellipsis)
        StateLine(line.state, line.sentences.first())
        for (sentence in line.sentences.drop(1)) Text(sentence.said(), color = colours.onSurfaceVariant)
        if (line.unread > 0) Badge(Texts.unread(line.unread).said())
        if (line.isRemovalNew) Badge(Texts.newMessage.said(), Modifier.testTag("new-removal"))
        if (line.state == ReportState.Draft) {
            Text(Texts.saved(line.saved).said(), color = colours.onSurfaceVariant)
            SecondaryButton(Texts.recovered.said(), Icons.Edit, onClick, Modifier.testTag("go-on-draft"))
            SideBySide(
                { QuietButton(Texts.duplicate.said(), Icons.Copy, { drafts.onDuplicate(line.id) }, it.testTag("duplicate")) },
                { QuietButton(Texts.delete.said(), Icons.Delete, { drafts.onDiscard(line.id) }, it.testTag("discard-line"), colours.error) },
            )
        }
    }
}

/** A report of somebody else whose way the citizen watches. */
@Composable
private fun FollowedLine(followed: Followed, onUnfollow: (String) -> Unit) {
    val report = followed.seen.report
    Card(Modifier.testTag("followed-line")) {
        Text((followed.category ?: Texts.report).said(), style = MaterialTheme.typography.titleMedium)
        report.text?.let { Text(it, maxLines = 3, overflow = TextOverflow.Ellipsis) }
        Text(followed.seen.words.said(), style = MaterialTheme.typography.titleSmall)
        QuietButton(Texts.unfollow.said(), Icons.Close, { onUnfollow(report.publicId) }, Modifier.testTag("unfollow"))
    }
}

/** A draft that was thrown away, for as long as it can be taken back. */
@Composable
private fun DiscardedLine(draft: DiscardedDraft, drafts: DraftActions) {
    val colours = MaterialTheme.colorScheme
    var asking by remember { mutableStateOf(false) }
    Card(Modifier.testTag("discarded-line")) {
        Text(draft.title.said(), style = MaterialTheme.typography.titleMedium)
        Text(draft.sentence.said(), color = colours.onSurfaceVariant)
        SideBySide(
            { QuietButton(Texts.restore.said(), Icons.Undo, { drafts.onRestore(draft.id) }, it.testTag("restore")) },
            { QuietButton(Texts.erase.said(), Icons.Delete, { asking = true }, it.testTag("erase"), colours.error) },
        )
    }
    if (asking) {
        Sure(Texts.eraseDraftSure.said(), Texts.erase.said(), onYes = { drafts.onErase(draft.id) }, onClose = { asking = false })
    }
}

private const val PAGE = 50
