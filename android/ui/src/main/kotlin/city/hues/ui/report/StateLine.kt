package city.hues.ui.report

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import city.hues.ReportState
import city.hues.Words
import city.hues.ui.look.FirstLine
import city.hues.ui.look.Icons
import city.hues.ui.look.LocalDark
import city.hues.ui.look.Symbol
import city.hues.ui.look.breakable
import city.hues.ui.said

/** Where a report is on its way: an icon, and the core's words for it. */
@Composable
internal fun StateLine(state: ReportState, words: Words, modifier: Modifier = Modifier) {
    Row(modifier.testTag("state"), Arrangement.spacedBy(8.dp)) {
        val style = MaterialTheme.typography.titleSmall
        FirstLine(style) { Symbol(icon(state), tint = colour(state)) }
        Text(words.said().breakable(), Modifier.weight(1f), style = style)
    }
}

private fun icon(state: ReportState): ImageVector = when (state) {
    ReportState.Draft -> Icons.Edit
    is ReportState.Queued, is ReportState.SendingPhotos, is ReportState.Withdrawing -> Icons.Waiting
    is ReportState.Delivered -> Icons.Done
    is ReportState.Parked -> Icons.Problem
    ReportState.Withdrawn, ReportState.Removed -> Icons.Delete
}

@Composable
private fun colour(state: ReportState): Color = when (state) {
    is ReportState.Delivered -> if (LocalDark.current) Color(0xFF8FD69B) else Color(0xFF1E7A34)
    is ReportState.Parked -> MaterialTheme.colorScheme.error
    else -> MaterialTheme.colorScheme.primary
}
