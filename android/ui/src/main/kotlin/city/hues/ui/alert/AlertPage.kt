package city.hues.ui.alert

import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import city.hues.AlertInfo
import city.hues.Language
import city.hues.Words
import city.hues.ui.Following
import city.hues.ui.LocalLanguage
import city.hues.ui.Session
import city.hues.ui.Texts
import city.hues.ui.Trail
import city.hues.ui.look.Icons
import city.hues.ui.look.Note
import city.hues.ui.look.Page
import city.hues.ui.look.Section
import city.hues.ui.look.Wrong
import city.hues.ui.look.colour
import city.hues.ui.place.AreaMap
import city.hues.ui.place.MapShape
import city.hues.ui.said

/** What a warning's page shows. */
internal data class AlertState(
    val line: AlertLine,
    val infos: List<AlertInfo>,
    val sender: String,
    val sent: Words,
    val asOf: Words?,
    val isStale: Boolean,
    val map: MapShape,
)

@Composable
internal fun AlertPage(sha256: String, session: Session, trail: Trail) {
    var state: AlertState? by remember { mutableStateOf(null) }
    val language = LocalLanguage.current
    // One that ended while it was read stays until the citizen leaves.
    session.Following(language) { session.follow(sha256, language) { state = it } }
    AlertScreen(state, trail::back)
}

private suspend fun Session.follow(sha256: String, language: Language, show: (AlertState) -> Unit) {
    client.alerts.watch(languages(language)).collect { list ->
        val alert = list.alerts.find { it.sha256 == sha256 } ?: return@collect
        show(
            AlertState(
                line = line(alert),
                infos = alert.infos,
                sender = alert.infos.firstNotNullOfOrNull { it.senderName } ?: alert.sender,
                sent = client.moment(alert.sent),
                asOf = asOf(list),
                isStale = list.isStale,
                map = map(),
            ),
        )
    }
}

@Composable
private fun AlertScreen(state: AlertState?, onBack: () -> Unit) {
    Page("alert-page", Texts.warnings.said(), onBack, under = state?.asOf?.let { Texts.asOf(it).said() }) {
        if (state == null) return@Page
        if (state.isStale) Wrong(Texts.stale.said(), Modifier.testTag("stale"))
        AlertBand(state.line)
        Paragraphs(Texts.whatToDo, state.infos.mapNotNull { it.instruction })
        Paragraphs(Texts.whatItIs, state.infos.mapNotNull { it.description })
        Section(Texts.where.said()) {
            if (state.line.where.isNotEmpty()) Text(state.line.where)
            val areas = state.infos.flatMap { it.areas }
            AreaMap(state.map, areas, state.line.severity.colour, Modifier.fillMaxWidth().aspectRatio(MAP_RATIO))
        }
        Section(Texts.source.said()) {
            Text(state.sender)
            Note(Texts.issued(state.sent).said(), Icons.Waiting)
        }
    }
}

@Composable
private fun Paragraphs(title: Words, texts: List<String>) {
    if (texts.isEmpty()) return
    Section(title.said()) {
        for (text in texts.distinct()) Text(text, style = MaterialTheme.typography.bodyLarge)
    }
}

private const val MAP_RATIO = 1.5f
