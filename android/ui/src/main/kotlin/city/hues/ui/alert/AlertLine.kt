package city.hues.ui.alert

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import city.hues.AlertList
import city.hues.AlertView
import city.hues.Severity
import city.hues.Words
import city.hues.ui.Session
import city.hues.ui.Texts
import city.hues.ui.look.Band
import city.hues.ui.look.Icons
import city.hues.ui.look.Symbol
import city.hues.ui.look.colour
import city.hues.ui.said

/** A warning in short. */
internal data class AlertLine(
    val sha256: String,
    val severity: Severity,
    val headline: String,
    val where: String,
    val ends: Words,
    /** Names of the citizen's places that it touches. */
    val touches: List<String>,
)

/** When the city last confirmed the list; `null`: never. */
internal suspend fun Session.asOf(alerts: AlertList): Words? = alerts.asOf?.let { client.moment(it) }

internal suspend fun Session.line(alert: AlertView) = AlertLine(
    sha256 = alert.sha256,
    severity = alert.severity,
    headline = alert.infos.firstNotNullOfOrNull { it.headline ?: it.event.ifEmpty { null } } ?: alert.sender,
    where = alert.infos.flatMap { it.areas }.map { it.description }.filter { it.isNotEmpty() }.distinct().joinToString("; "),
    ends = client.moment(alert.ends),
    touches = alert.touches.map { it.name },
)

/** A warning as a band: its colour, its icon and its word, so that none of them is needed alone. */
@Composable
internal fun AlertBand(
    line: AlertLine,
    modifier: Modifier = Modifier,
    onClick: (() -> Unit)? = null,
    more: @Composable ColumnScope.() -> Unit = {},
) {
    Band(line.severity.colour, modifier, onClick) {
        SeverityWord(line.severity)
        Text(line.headline, style = MaterialTheme.typography.titleLarge)
        if (line.where.isNotEmpty()) Text(line.where)
        for (place in line.touches) Text(Texts.touches(place).said(), style = MaterialTheme.typography.titleSmall)
        Text(Texts.until(line.ends).said())
        more()
    }
}

@Composable
internal fun SeverityWord(severity: Severity) {
    Row(horizontalArrangement = Arrangement.spacedBy(8.dp), verticalAlignment = Alignment.CenterVertically) {
        Symbol(Icons.Warning)
        Text(severity.words().said(), style = MaterialTheme.typography.labelLarge)
    }
}
