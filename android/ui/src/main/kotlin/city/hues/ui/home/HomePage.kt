package city.hues.ui.home

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.runtime.remember
import city.hues.HomePart
import city.hues.Language
import city.hues.Recovered
import city.hues.ReportTally
import city.hues.Words
import city.hues.ui.Destination
import city.hues.ui.Following
import city.hues.ui.LocalLanguage
import city.hues.ui.Session
import city.hues.ui.Trail
import city.hues.ui.alert.AlertLine
import city.hues.ui.alert.asOf
import city.hues.ui.alert.line
import kotlinx.coroutines.flow.combine

/** What home shows. */
internal data class HomeState(
    /** What stands on the page, from the top to the bottom. */
    val parts: List<HomePart>,
    val worst: AlertLine?,
    val others: Int,
    /** When the city last confirmed the warnings; `null`: never. */
    val asOf: Words?,
    val tally: ReportTally,
    /** What was being written when the app was cut off. */
    val recovered: Recovered?,
)

@Composable
internal fun HomePage(session: Session, trail: Trail) {
    var state: HomeState? by remember { mutableStateOf(null) }
    val language = LocalLanguage.current
    session.Following(language) { session.follow(language) { state = it } }
    HomeScreen(
        state,
        session.city,
        HomeActions(
            onNewReport = { trail.go(Destination.Compose(null)) },
            onQuestion = { session.act { trail.go(Destination.Compose(session.client.reports.beginQuestion())) } },
            onReports = { trail.go(Destination.Reports) },
            onAlerts = { trail.go(Destination.Alerts) },
            onMe = { trail.go(Destination.Me) },
            onCall = session.device::call,
            onGoOn = { trail.go(Destination.Compose(it)) },
            onNotNow = { recovered -> session.act { recovered.drafts.forEach { session.client.reports.putAway(it.id) } } },
        ),
    )
}

private suspend fun Session.follow(language: Language, show: (HomeState) -> Unit) {
    val reports = client.reports
    combine(client.alerts.watch(languages(language)), reports.watchTally(), reports.watchRecovered()) { alerts, tally, recovered ->
        HomeState(
            parts = client.homeParts(),
            worst = alerts.alerts.firstOrNull()?.let { line(it) },
            others = alerts.alerts.size - 1,
            asOf = asOf(alerts),
            tally = tally,
            recovered = recovered,
        )
    }.collect { show(it) }
}
