package city.hues.ui.home

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import city.hues.AskText
import city.hues.CityInfo
import city.hues.HomePart
import city.hues.Hotline
import city.hues.Recovered
import city.hues.ReportId
import city.hues.RemovalText
import city.hues.ReportTally
import city.hues.Words
import city.hues.ui.Texts
import city.hues.ui.alert.AlertBand
import city.hues.ui.look.Badge
import city.hues.ui.look.Band
import city.hues.ui.look.Card
import city.hues.ui.look.Icons
import city.hues.ui.look.Page
import city.hues.ui.look.PrimaryButton
import city.hues.ui.look.QuietButton
import city.hues.ui.look.SecondaryButton
import city.hues.ui.look.Section
import city.hues.ui.look.SideBySide
import city.hues.ui.look.Symbol
import city.hues.ui.look.isLarge
import city.hues.ui.said

internal class HomeActions(
    val onNewReport: () -> Unit,
    val onQuestion: () -> Unit,
    val onReports: () -> Unit,
    val onAlerts: () -> Unit,
    val onMe: () -> Unit,
    val onCall: (String) -> Unit,
    val onGoOn: (ReportId) -> Unit,
    val onNotNow: (Recovered) -> Unit,
)

/** The parts that the core names, in its order. */
@Composable
internal fun HomeScreen(state: HomeState?, city: CityInfo, actions: HomeActions) {
    // Large letters make a warning as high as a small phone, and the way to report must not be below it.
    val bottom: (@Composable ColumnScope.() -> Unit)? = if (isLarge()) ({ NewReportButton(actions.onNewReport) }) else null
    Page("home", city.name.said(), onBack = null, bottom = bottom) {
        // Nothing stands there before it knows its place: what moves under a thumb is pressed by mistake.
        if (state == null) return@Page
        for (part in state.parts) Part(part, state, city, actions)
    }
}

@Composable
private fun Part(part: HomePart, state: HomeState, city: CityInfo, actions: HomeActions) {
    when (part) {
        HomePart.WARNINGS -> Warnings(state, actions.onAlerts)
        HomePart.RECOVERED -> state.recovered?.let { CutOff(it, actions) }
        HomePart.NEW_REPORT -> if (!isLarge()) NewReport(actions.onNewReport)
        HomePart.QUESTION -> SecondaryButton(AskText.BEGIN.words().said(), Icons.Ask, actions.onQuestion, Modifier.testTag("begin-question"))
        HomePart.MY_REPORTS -> MyReports(state.tally, actions.onReports)
        // The core names them once a city publishes readings and takes calls for help.
        HomePart.RIVERS, HomePart.SOS -> Unit
        HomePart.HOTLINES -> Section(Texts.callForHelp.said()) { Hotlines(city.hotlines, actions.onCall) }
        HomePart.ME -> SecondaryButton(Texts.me.said(), Icons.Person, actions.onMe, Modifier.testTag("me-button"))
    }
}

@Composable
private fun Warnings(state: HomeState, onClick: () -> Unit) {
    val worst = state.worst
    if (worst != null) {
        AlertBand(worst, Modifier.testTag("danger"), onClick) {
            state.asOf?.let { Text(Texts.asOf(it).said()) }
            if (state.others > 0) Text(Texts.otherWarnings(state.others).said())
        }
    } else {
        Card(Modifier.testTag("danger"), onClick) {
            Line(if (state.asOf == null) Texts.warningsUnknown else Texts.noWarnings, state.asOf?.let(Texts::asOf))
        }
    }
}

/** What was being written when the app was cut off; the core names it, and says when it was saved. */
@Composable
private fun CutOff(recovered: Recovered, actions: HomeActions) {
    Card(Modifier.testTag("recovered")) {
        Text(recovered.words.said())
        SideBySide(
            { SecondaryButton(Texts.recovered.said(), Icons.Edit, { actions.onGoOn(recovered.drafts.first().id) }, it.testTag("go-on")) },
            { QuietButton(Texts.notNow.said(), Icons.Close, { actions.onNotNow(recovered) }, it.testTag("not-now")) },
        )
    }
}

@Composable
private fun NewReportButton(onClick: () -> Unit) {
    PrimaryButton(Texts.newReport.said(), Icons.Report, onClick, Modifier.testTag("new-report"))
}

@Composable
private fun NewReport(onClick: () -> Unit) {
    Band(MaterialTheme.colorScheme.primary, Modifier.testTag("new-report"), onClick) {
        Row(Modifier.padding(vertical = 12.dp), Arrangement.spacedBy(16.dp), Alignment.CenterVertically) {
            Symbol(Icons.Report, Modifier.size(40.dp))
            Column(Modifier.weight(1f)) {
                Text(Texts.newReport.said(), style = MaterialTheme.typography.headlineMedium)
                Text(Texts.newReportHow.said())
            }
        }
    }
}

@Composable
private fun MyReports(tally: ReportTally, onClick: () -> Unit) {
    Card(Modifier.testTag("my-reports"), onClick) {
        Line(Texts.myReports, summary(tally))
        val unread = tally.unread.toInt()
        if (unread > 0) Badge(Texts.unread(unread).said())
        if (tally.unreadRemovals > 0u) Badge(RemovalText.TOLD.words().said(), Modifier.testTag("removed"))
    }
}

private fun summary(tally: ReportTally): Words {
    val parts = listOfNotNull(
        tally.waiting.toInt().takeIf { it > 0 }?.let(Texts::waiting),
        tally.drafts.toInt().takeIf { it > 0 }?.let(Texts::drafts),
    )
    return when {
        parts.isNotEmpty() -> Words(parts.joinToString(", ") { it.vi }, parts.joinToString(", ") { it.en })
        tally.delivered > 0u -> Texts.allSent
        else -> Texts.noReports
    }
}

@Composable
private fun Line(title: Words, under: Words?) {
    Row(verticalAlignment = Alignment.CenterVertically) {
        Column(Modifier.weight(1f), Arrangement.spacedBy(4.dp)) {
            Text(title.said(), style = MaterialTheme.typography.titleMedium)
            if (under != null) Text(under.said(), color = MaterialTheme.colorScheme.onSurfaceVariant)
        }
        Symbol(Icons.Forward)
    }
}

/** Numbers to call: the first as wide as the page, the others side by side as far as they fit. */
@Composable
internal fun Hotlines(hotlines: List<Hotline>, onCall: (String) -> Unit) {
    Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
        for (row in listOf(hotlines.take(1)) + hotlines.drop(1).chunked(PER_ROW)) {
            val numbers = row.map<Hotline, @Composable (Modifier) -> Unit> { hotline -> { modifier -> Number(hotline, modifier, onCall) } }
            SideBySide(*numbers.toTypedArray())
        }
    }
}

@Composable
private fun Number(hotline: Hotline, modifier: Modifier, onCall: (String) -> Unit) {
    val label = Texts.call(hotline.name, hotline.number).said()
    Card(modifier.semantics { contentDescription = label }.testTag("call-${hotline.number}"), { onCall(hotline.number) }) {
        Column(Modifier.clearAndSetSemantics {}) {
            Row(horizontalArrangement = Arrangement.spacedBy(6.dp), verticalAlignment = Alignment.CenterVertically) {
                Symbol(Icons.Call, tint = MaterialTheme.colorScheme.primary)
                Text(hotline.number, style = MaterialTheme.typography.titleMedium)
            }
            Text(hotline.name.said(), style = MaterialTheme.typography.bodySmall)
        }
    }
}

private const val PER_ROW = 3
