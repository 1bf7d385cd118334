package city.hues.ui.alert

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import city.hues.Language
import city.hues.Words
import city.hues.ui.Destination
import city.hues.ui.Following
import city.hues.ui.LocalLanguage
import city.hues.ui.Session
import city.hues.ui.Texts
import city.hues.ui.Trail
import city.hues.ui.look.Icons
import city.hues.ui.look.Note
import city.hues.ui.look.Page
import city.hues.ui.look.SecondaryButton
import city.hues.ui.look.Wrong
import city.hues.ui.said

/** What the list of warnings shows. */
internal data class AlertsState(val lines: List<AlertLine>, val asOf: Words?, val isStale: Boolean)

@Composable
internal fun AlertsPage(session: Session, trail: Trail) {
    var state: AlertsState? by remember { mutableStateOf(null) }
    val language = LocalLanguage.current
    session.Following(language) { session.follow(language) { state = it } }
    AlertsScreen(
        state,
        onAlert = { trail.go(Destination.Alert(it)) },
        onAgain = { session.act { session.client.sync() } },
        onBack = trail::back,
    )
}

private suspend fun Session.follow(language: Language, show: (AlertsState) -> Unit) {
    client.alerts.watch(languages(language)).collect { list ->
        show(AlertsState(list.alerts.map { line(it) }, asOf(list), list.isStale))
    }
}

@Composable
private fun AlertsScreen(state: AlertsState?, onAlert: (String) -> Unit, onAgain: () -> Unit, onBack: () -> Unit) {
    Page(
        "alerts",
        Texts.warnings.said(),
        onBack,
        under = state?.let { (it.asOf?.let(Texts::asOf) ?: Texts.warningsUnknown).said() },
        bottom = { SecondaryButton(Texts.again.said(), Icons.Refresh, onAgain) },
    ) {
        if (state == null) return@Page
        if (state.isStale && state.asOf != null) Wrong(Texts.stale.said(), Modifier.testTag("stale"))
        for (line in state.lines) {
            AlertBand(line, Modifier.testTag("alert"), { onAlert(line.sha256) })
        }
        if (state.lines.isEmpty() && state.asOf != null) {
            Note(Texts.noWarningsNow.said(), Icons.Done)
        }
        if (state.asOf == null) Text(Texts.warningsUnknown.said(), style = MaterialTheme.typography.titleMedium)
    }
}
