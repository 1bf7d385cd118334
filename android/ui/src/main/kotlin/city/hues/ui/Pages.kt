package city.hues.ui

import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.WindowInsets
import androidx.compose.foundation.layout.consumeWindowInsets
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.statusBars
import androidx.compose.foundation.layout.windowInsetsPadding
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.saveable.rememberSaveableStateHolder
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import city.hues.DiscardedDraft
import city.hues.Language
import city.hues.Network
import city.hues.Words
import city.hues.ui.alert.AlertPage
import city.hues.ui.alert.AlertsPage
import city.hues.ui.compose.CategoryPage
import city.hues.ui.compose.ComposePage
import city.hues.ui.compose.PhotoPage
import city.hues.ui.home.HomePage
import city.hues.ui.look.Band
import city.hues.ui.look.Icons
import city.hues.ui.look.Note
import city.hues.ui.look.QuietButton
import city.hues.ui.look.SideBySide
import city.hues.ui.look.isLarge
import city.hues.ui.me.ErasePage
import city.hues.ui.me.MePage
import city.hues.ui.place.PinPage
import city.hues.ui.report.ConflictPage
import city.hues.ui.report.OutboxPage
import city.hues.ui.report.ReportPage
import city.hues.ui.report.ReportsPage

/** The page on which the citizen is, below the line that says that there is no network. */
@Composable
internal fun Pages(session: Session, back: @Composable (Boolean, () -> Unit) -> Unit, onLanguage: (Language) -> Unit, onErase: () -> Unit) {
    val trail = rememberSaveable(session, saver = Trail.saver) { Trail() }
    val network by session.device.network.collectAsState()
    back(!trail.isHome, trail::back)
    Arrivals(session, trail)
    LaunchedEffect(trail.here) { if (!trail.here.isOfDraft) session.leaveDesk() }
    Column {
        val offline = network == Network.NONE
        if (offline) OfflineLine()
        val saved = rememberSaveableStateHolder()
        Box(if (offline) Modifier.weight(1f).consumeWindowInsets(WindowInsets.statusBars) else Modifier.weight(1f)) {
            saved.SaveableStateProvider(trail.serial) { Here(session, trail, onLanguage, onErase) }
        }
        session.discarded?.let { Discarded(it, { session.restore(it.id) }) { session.discarded = null } }
        session.trouble?.let { Notice(it.words) { session.close(it) } }
        session.notice?.let { Notice(it) { session.notice = null } }
    }
}

/** What comes from outside leads to its page. */
@Composable
private fun Arrivals(session: Session, trail: Trail) {
    LaunchedEffect(session.login.hasReturned) {
        if (session.login.hasReturned && trail.here != Destination.Me) trail.go(Destination.Me)
        session.login.hasReturned = false
    }
    LaunchedEffect(session.shared) {
        if (session.shared.isEmpty()) return@LaunchedEffect
        trail.restart(Destination.Compose(null))
        session.desk(null, trail).add(session.shared)
        session.shared = emptyList()
    }
    LaunchedEffect(session.arrived) {
        val draft = session.arrived ?: return@LaunchedEffect
        if (!trail.isAt(draft)) trail.restart(Destination.Compose(draft))
        session.arrived = null
    }
}

@Composable
private fun Here(session: Session, trail: Trail, onLanguage: (Language) -> Unit, onErase: () -> Unit) {
    when (val here = trail.here) {
        Destination.Home -> HomePage(session, trail)
        Destination.Me -> MePage(session, trail, onLanguage)
        Destination.Erase -> ErasePage(session, trail, onErase)
        Destination.Outbox -> OutboxPage(session, trail)
        Destination.Reports -> ReportsPage(session, trail)
        Destination.Alerts -> AlertsPage(session, trail)
        is Destination.Alert -> AlertPage(here.sha256, session, trail)
        is Destination.Report -> ReportPage(here.id, session, trail)
        is Destination.Conflict -> ConflictPage(here.id, session, trail)
        is Destination.Compose -> ComposePage(remember(here) { session.desk(here.id, trail) }, session, trail)
        is Destination.Category -> CategoryPage(remember(here) { session.desk(here.id, trail) }, session, trail)
        is Destination.Photo -> PhotoPage(remember(here) { session.desk(here.id, trail) }, here.photo, session, trail)
        is Destination.Pin -> PinPage(remember(here) { session.desk(here.id, trail) }, session, trail)
    }
}

/** One thin line, and not an alarm: sending works all the same. */
@Composable
private fun OfflineLine() {
    val colours = MaterialTheme.colorScheme
    Surface(color = colours.surfaceContainerHighest, contentColor = colours.onSurface) {
        Note(
            // In large letters the whole sentence would be a quarter of the page.
            (if (isLarge()) Texts.offlineShort else Texts.offline).said(),
            Icons.CloudOff,
            Modifier.windowInsetsPadding(WindowInsets.statusBars).padding(16.dp, 8.dp).testTag("offline"),
            colours.onSurface,
        )
    }
}

/** A draft that was thrown away can be taken back. */
@Composable
private fun Discarded(draft: DiscardedDraft, onRestore: () -> Unit, onClose: () -> Unit) {
    val colours = MaterialTheme.colorScheme
    Box(Modifier.padding(12.dp)) {
        Band(colours.inverseSurface, Modifier.testTag("discarded").semantics { liveRegion = LiveRegionMode.Polite }) {
            Text(Texts.discarded(draft.title).said())
            Text(draft.sentence.said())
            SideBySide(
                { QuietButton(Texts.restore.said(), Icons.Undo, onRestore, it.testTag("undo"), colours.inverseOnSurface) },
                { QuietButton(Texts.close.said(), Icons.Close, onClose, it.testTag("close-discarded"), colours.inverseOnSurface) },
            )
        }
    }
}

/** What went wrong stays until it was read: old people read slowly. */
@Composable
private fun Notice(text: Words, onClose: () -> Unit) {
    val colours = MaterialTheme.colorScheme
    Box(Modifier.padding(12.dp)) {
        Band(colours.inverseSurface, Modifier.testTag("notice").semantics { liveRegion = LiveRegionMode.Assertive }) {
            Text(text.said())
            QuietButton(Texts.close.said(), Icons.Close, onClose, colour = colours.inverseOnSurface)
        }
    }
}
