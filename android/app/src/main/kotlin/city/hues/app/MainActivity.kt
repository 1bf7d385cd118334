package city.hues.app

import android.content.Context
import android.content.Intent
import android.net.Uri
import android.os.Bundle
import androidx.activity.ComponentActivity
import androidx.activity.compose.BackHandler
import androidx.activity.compose.setContent
import androidx.activity.enableEdgeToEdge
import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.foundation.layout.heightIn
import androidx.compose.material3.AlertDialog
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.semantics.testTagsAsResourceId
import androidx.compose.ui.text.font.Font
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.dp
import androidx.core.content.IntentCompat
import city.hues.ui.look.HuesTheme

/** The one window. It holds nothing: what it shows belongs to the process, and survives each window. */
class MainActivity : ComponentActivity() {
    private val app get() = application as HuesApplication
    private val parts get() = app.parts

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        enableEdgeToEdge()
        if (app.isDebuggable) rememberCity(intent)
        val parts = parts
        parts.foreground.attach(this)
        setContent {
            parts.hues.Screens(font) { isEnabled, goBack -> BackHandler(isEnabled, goBack) }
            parts.foreground.explanation?.let { explanation ->
                HuesTheme(parts.city, isSystemInDarkTheme(), font) { Reason(explanation, speaking(parts.settings.language)) }
            }
        }
        // Who comes back to a window that was there before has handed over nothing new.
        if (savedInstanceState == null) receive(intent)
    }

    override fun onStart() {
        super.onStart()
        parts.enter()
    }

    override fun onStop() {
        super.onStop()
        if (!isChangingConfigurations) parts.leave()
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        receive(intent)
    }

    /** What comes from outside; what it is worth, the core decides. */
    private fun receive(intent: Intent) {
        if (intent.flags and Intent.FLAG_ACTIVITY_LAUNCHED_FROM_HISTORY != 0) return
        when (intent.action) {
            Intent.ACTION_VIEW -> intent.dataString?.let(parts.hues::redirected)
            Intent.ACTION_SEND -> parts.share(listOfNotNull(IntentCompat.getParcelableExtra(intent, Intent.EXTRA_STREAM, Uri::class.java)))
            Intent.ACTION_SEND_MULTIPLE -> parts.share(streams(intent).take(Foreground.MOST_PHOTOS))
        }
    }

    private fun streams(intent: Intent): List<Uri> =
        IntentCompat.getParcelableArrayListExtra(intent, Intent.EXTRA_STREAM, Uri::class.java).orEmpty()

    /** `adb shell am start -n city.hues.app/.MainActivity --es city URL --es alert-key KEY`, before the core is open. */
    private fun rememberCity(intent: Intent) {
        val origin = intent.getStringExtra("city") ?: return
        app.settings.origin = origin.ifEmpty { null }
        app.settings.alertKey = intent.getStringExtra("alert-key")
    }
}

/** Why something will be asked for, before the system asks. */
@Composable
private fun Reason(explanation: Explanation, words: Context) {
    AlertDialog(
        onDismissRequest = { explanation.answer(false) },
        confirmButton = {
            TextButton({ explanation.answer(true) }, Modifier.heightIn(min = TARGET).testTag("go-on")) { Text(words.getString(R.string.go_on)) }
        },
        modifier = Modifier.testTag("why").semantics { testTagsAsResourceId = true },
        dismissButton = {
            TextButton({ explanation.answer(false) }, Modifier.heightIn(min = TARGET).testTag("not-now")) { Text(words.getString(R.string.not_now)) }
        },
        text = { Text(words.getString(explanation.permission.reason)) },
    )
}

/** As large as a thumb. */
private val TARGET = 48.dp

private val font = FontFamily(
    Font(R.font.be_vietnam_pro_regular, FontWeight.Normal),
    Font(R.font.be_vietnam_pro_semibold, FontWeight.SemiBold),
)
