package city.hues.ui.report

import androidx.compose.material3.MaterialTheme
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import city.hues.GivingUp
import city.hues.ReportId
import city.hues.SendAnyway
import city.hues.WaysOn
import city.hues.WhenUnsure
import city.hues.ui.Destination
import city.hues.ui.Session
import city.hues.ui.Texts
import city.hues.ui.Trail
import city.hues.ui.look.Icons
import city.hues.ui.look.QuietButton
import city.hues.ui.look.SecondaryButton
import city.hues.ui.said
import city.hues.ui.start.Sure

/** What can be done about a report that waits, or that the city has. */
internal class WaysActions(
    val onTryNow: () -> Unit,
    val onSendAnyway: (SendAnyway) -> Unit,
    val onEditAgain: () -> Unit,
    val onGiveUp: () -> Unit,
    val onKeep: () -> Unit,
    val onDecide: (WhenUnsure) -> Unit,
) {
    companion object {
        fun of(id: ReportId, session: Session, trail: Trail): WaysActions {
            val reports = session.client.reports
            return WaysActions(
                onTryNow = { session.act { reports.tryNow(id) } },
                onSendAnyway = { how -> session.act { reports.sendAnyway(id, how) } },
                onEditAgain = {
                    session.act {
                        reports.editAgain(id)
                        trail.restart(Destination.Compose(id))
                    }
                },
                onGiveUp = {
                    session.giveUp(id) {
                        // Its own page shows nothing any more.
                        if (trail.here == Destination.Report(id)) trail.back()
                    }
                },
                onKeep = { session.act { reports.keep(id) } },
                onDecide = { decision -> session.act { reports.decide(id, decision) } },
            )
        }
    }
}

/** What becomes of a report of which nobody knows whether the city has it. */
@Composable
internal fun Decision(actions: WaysActions) {
    SecondaryButton(WhenUnsure.SEND_AGAIN.words().said(), Icons.Send, { actions.onDecide(WhenUnsure.SEND_AGAIN) }, Modifier.testTag("send-again"))
    SecondaryButton(WhenUnsure.LEAVE_IT.words().said(), Icons.Done, { actions.onDecide(WhenUnsure.LEAVE_IT) }, Modifier.testTag("leave-it"))
}

/** A button for each, but for trying it now and changing it, which stand at the bottom of a report's page. */
@Composable
internal fun OtherWays(ways: WaysOn, actions: WaysActions) {
    ways.sendAnyway?.let { SecondaryButton(it.words().said(), Icons.Send, { actions.onSendAnyway(it) }, Modifier.testTag("send-anyway")) }
    if (ways.keep) SecondaryButton(Texts.keepReport.said(), Icons.Undo, actions.onKeep, Modifier.testTag("keep"))
    ways.giveUp?.let { GiveUp(it, actions.onGiveUp) }
}

@Composable
private fun GiveUp(how: GivingUp, onGiveUp: () -> Unit) {
    var isAsking by rememberSaveable { mutableStateOf(false) }
    QuietButton(how.words().said(), Icons.Delete, { isAsking = true }, Modifier.testTag("give-up"), MaterialTheme.colorScheme.error)
    if (isAsking) Sure(how.question().said(), how.words().said(), onGiveUp) { isAsking = false }
}
