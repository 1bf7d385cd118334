package city.hues.ui.report

import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.selection.selectable
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.RadioButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.unit.dp
import city.hues.AmendmentChoice
import city.hues.ApiException
import city.hues.ChangeText
import city.hues.ConflictView
import city.hues.Part
import city.hues.ReportId
import city.hues.Words
import city.hues.ui.Destination
import city.hues.ui.Following
import city.hues.ui.Session
import city.hues.ui.Trail
import city.hues.ui.look.CORNER
import city.hues.ui.look.Icons
import city.hues.ui.look.Page
import city.hues.ui.look.PrimaryButton
import city.hues.ui.look.Section
import city.hues.ui.said

/** What the citizen wrote and what stands at the city, part by part, to choose from. When nothing is left to choose the page closes. */
@Composable
internal fun ConflictPage(id: ReportId, session: Session, trail: Trail) {
    var conflicts: List<ConflictView>? by remember { mutableStateOf(null) }
    // A choice holds as long as what stands at the city is what was seen.
    var chosen: Map<Part, Pair<AmendmentChoice, String>> by rememberSaveable { mutableStateOf(emptyMap()) }
    val reports = session.client.reports
    session.Following(id) {
        try {
            reports.watch(id).collect { conflicts = it.amendment?.conflicts.orEmpty() }
        } catch (_: ApiException.NotFound) {
            conflicts = emptyList()
        }
    }
    LaunchedEffect(conflicts) { if (conflicts?.isEmpty() == true && trail.here == Destination.Conflict(id)) trail.back() }
    ConflictScreen(
        conflicts.orEmpty(),
        { conflict -> chosen[conflict.part]?.takeIf { it.second == conflict.theirs.vi }?.first },
        { conflict, choice -> chosen = chosen + (conflict.part to (choice to conflict.theirs.vi)) },
        onSend = { choices -> session.act { for ((part, choice) in choices) reports.resolveAmendment(id, part, choice) } },
        onDrop = { session.act { reports.dropAmendment(id) } },
        onBack = trail::back,
    )
}

@Composable
private fun ConflictScreen(
    conflicts: List<ConflictView>,
    chosen: (ConflictView) -> AmendmentChoice?,
    onChoose: (ConflictView, AmendmentChoice) -> Unit,
    onSend: (Map<Part, AmendmentChoice>) -> Unit,
    onDrop: () -> Unit,
    onBack: () -> Unit,
) {
    val choices = conflicts.mapNotNull { conflict -> chosen(conflict)?.let { conflict.part to it } }.toMap()
    val isDone = conflicts.isNotEmpty() && choices.size == conflicts.size
    Page(
        "conflict",
        ChangeText.CONFLICT.words().said(),
        onBack,
        bottom = {
            PrimaryButton(ChangeText.SEND_CHOICE.words().said(), Icons.Send, { onSend(choices) }, Modifier.testTag("send-choice"), enabled = isDone)
        },
    ) {
        // Nothing can be done about what is not there yet.
        if (conflicts.isEmpty()) return@Page
        Text(ChangeText.CONFLICT_HOW.words().said())
        for (conflict in conflicts) {
            Section(conflict.name.said()) {
                Column(Modifier.selectableGroup(), Arrangement.spacedBy(12.dp)) {
                    val choose = { choice: AmendmentChoice -> onChoose(conflict, choice) }
                    val choice = chosen(conflict)
                    Version(AmendmentChoice.MINE, ChangeText.MINE.words(), conflict.mine, conflict.part, choice, choose)
                    Version(AmendmentChoice.THEIRS, ChangeText.THEIRS.words(), conflict.theirs, conflict.part, choice, choose)
                }
            }
        }
        Drop(onDrop)
    }
}

/** One side's version of a part, as large as it is long, with what pressing it means. */
@Composable
private fun Version(
    side: AmendmentChoice,
    who: Words,
    text: Words,
    part: Part,
    chosen: AmendmentChoice?,
    onChoose: (AmendmentChoice) -> Unit,
) {
    val colours = MaterialTheme.colorScheme
    val isChosen = side == chosen
    Row(
        Modifier.fillMaxWidth().clip(CORNER)
            .border(if (isChosen) 3.dp else 1.dp, if (isChosen) colours.primary else colours.outline, CORNER)
            .selectable(isChosen, role = Role.RadioButton) { onChoose(side) }
            .heightIn(min = 80.dp).padding(16.dp).testTag("${side.name}-${part.name}"),
        Arrangement.spacedBy(12.dp),
    ) {
        RadioButton(isChosen, onClick = null)
        Column(Modifier.weight(1f), Arrangement.spacedBy(4.dp)) {
            Text(side.words().said(), style = MaterialTheme.typography.titleMedium)
            Text(who.said(), color = colours.onSurfaceVariant, style = MaterialTheme.typography.labelLarge)
            Text(text.said())
        }
    }
}
