package city.hues.ui

import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.text.font.FontFamily
import city.hues.ApiException
import city.hues.CityInfo
import city.hues.Language
import city.hues.ReportId
import city.hues.ui.look.HuesTheme
import city.hues.ui.start.StartScreen
import city.hues.ui.start.StuckScreen
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.launch

/**
 * The app from its start to its end: which language it speaks, and whether the core is open. It belongs to the process, not to a window: the
 * core can be open only once.
 */
class HuesApp(private val city: CityInfo, private val device: Device, private val scope: CoroutineScope) {
    internal sealed interface Phase {
        data object Opening : Phase
        data class Open(val session: Session) : Phase
        data class Stuck(val error: ApiException) : Phase
    }

    internal var phase: Phase by mutableStateOf(Phase.Opening)
        private set
    internal var language: Language? by mutableStateOf(device.language)
        private set

    /** What came from outside before the core was open. */
    private val arrived = mutableListOf<(Session) -> Unit>()

    /** What is tried once more when the app is stuck. */
    private var again: () -> Unit = ::open

    init {
        open()
    }

    /** The citizen's language; Vietnamese until they choose. */
    internal fun speak(chosen: Language) {
        device.language = chosen
        language = chosen
    }

    internal fun open() {
        phase = Phase.Opening
        scope.launch {
            phase = try {
                val session = Session(device.openClient(), device, city, scope)
                arrived.forEach { it(session) }
                arrived.clear()
                Phase.Open(session)
            } catch (error: ApiException) {
                Phase.Stuck(error)
            }
        }
    }

    /** The data that can't be opened any more is put aside, and the app begins anew. */
    internal fun startAfresh() {
        scope.launch {
            try {
                device.putDataAside()
                open()
            } catch (error: ApiException) {
                phase = Phase.Stuck(error)
            }
        }
    }

    /** Erases everything that the citizen has on this phone, and begins as at the first start. */
    internal fun erase(session: Session) {
        again = { erase(session) }
        phase = Phase.Opening
        scope.launch {
            phase = try {
                session.client.wipe()
                session.end()
                device.language = null
                language = null
                again = ::open
                Phase.Open(Session(session.client, device, city, scope))
            } catch (error: ApiException) {
                Phase.Stuck(error)
            }
        }
    }

    /** The app came to the foreground. */
    fun resume() {
        (phase as? Phase.Open)?.session?.run {
            act { client.resume() }
            tellFreeSpace()
        }
    }

    /**
     * The browser came back from a login with this URL, perhaps to a process that did not begin it. The login ends on the page that says who
     * is logged in; a URL that belongs to no login is said to be none there.
     */
    fun redirected(url: String) = receive { it.login.finish(url) }

    /** Photos came from another app: they begin a report. */
    fun share(photos: List<PickedPhoto>) = receive { it.shared = photos }

    /** The camera brings a photo or a video to a process that did not ask for it. */
    fun photoTaken(photo: PickedPhoto, report: ReportId?) = receive { it.receive(photo, report) }

    private fun receive(work: (Session) -> Unit) {
        when (val phase = phase) {
            is Phase.Open -> work(phase.session)
            else -> arrived += work
        }
    }

    /** Everything on the screen. [back] is told how to go back while there is a way, for the system's own gesture. */
    @Composable
    fun Screens(font: FontFamily, dark: Boolean = isSystemInDarkTheme(), back: @Composable (isEnabled: Boolean, goBack: () -> Unit) -> Unit) {
        HuesTheme(city, dark, font) {
            CompositionLocalProvider(LocalLanguage provides (language ?: Language.VI)) {
                Surface(Modifier.fillMaxSize(), color = MaterialTheme.colorScheme.background) {
                    when (val phase = phase) {
                        Phase.Opening -> Box(Modifier)
                        is Phase.Stuck -> StuckScreen(phase.error, city, { again() }, ::startAfresh, device::call)
                        is Phase.Open -> if (language == null) Beginning() else Pages(phase.session, back, ::speak) { erase(phase.session) }
                    }
                }
            }
        }
    }

    @Composable
    private fun Beginning() {
        var chosen by rememberSaveable { mutableStateOf(Language.VI) }
        CompositionLocalProvider(LocalLanguage provides chosen) {
            StartScreen(city, chosen, onChoose = { chosen = it }, onBegin = { speak(chosen) })
        }
    }
}

/** Loads what a page shows as long as it is shown. */
@Composable
internal fun Session.Following(key: Any?, follow: suspend () -> Unit) {
    LaunchedEffect(key) {
        try {
            follow()
        } catch (_: ApiException.Closed) {
            // The app is ending, and this page with it.
        } catch (error: ApiException) {
            notice = error.words()
        }
    }
}
