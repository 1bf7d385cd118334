package city.hues.ui.start

import androidx.compose.material3.AlertDialog
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import city.hues.ApiException
import city.hues.CityInfo
import city.hues.ui.Texts
import city.hues.ui.home.Hotlines
import city.hues.ui.look.Icons
import city.hues.ui.look.Page
import city.hues.ui.look.PrimaryButton
import city.hues.ui.look.QuietButton
import city.hues.ui.look.SecondaryButton
import city.hues.ui.look.Section
import city.hues.ui.look.SideBySide
import city.hues.ui.said

/** The core did not open: why, what to do, and whom to call meanwhile. */
@Composable
internal fun StuckScreen(error: ApiException, city: CityInfo, onAgain: () -> Unit, onAfresh: () -> Unit, onCall: (String) -> Unit) {
    var asking by remember { mutableStateOf(false) }
    val isLostForGood = error is ApiException.KeyLost || error is ApiException.DataDamaged
    Page(
        "stuck",
        Texts.stuckTitle.said(),
        onBack = null,
        bottom = {
            PrimaryButton(Texts.again.said(), Icons.Refresh, onAgain, Modifier.testTag("again"))
            if (isLostForGood) SecondaryButton(Texts.startAfresh.said(), null, { asking = true }, Modifier.testTag("afresh"))
        },
    ) {
        Text(error.words().said(), Modifier.testTag("why"))
        Section(Texts.helpByPhone.said()) { Hotlines(city.hotlines, onCall) }
    }
    if (asking) {
        Sure(Texts.startAfreshSure.said(), Texts.startAfresh.said(), onYes = onAfresh, onClose = { asking = false })
    }
}

/** Asks before something that can't be undone by pressing back. */
@Composable
internal fun Sure(question: String, yes: String, onYes: () -> Unit, onClose: () -> Unit) {
    AlertDialog(
        onDismissRequest = onClose,
        text = { Text(question, style = MaterialTheme.typography.titleMedium) },
        // Side by side they would cover each other in large letters.
        confirmButton = {
            SideBySide(
                { QuietButton(Texts.cancel.said(), null, onClose, it.testTag("not-sure")) },
                {
                    QuietButton(
                        yes,
                        null,
                        {
                            onClose()
                            onYes()
                        },
                        it.testTag("sure"),
                    )
                },
            )
        },
    )
}
