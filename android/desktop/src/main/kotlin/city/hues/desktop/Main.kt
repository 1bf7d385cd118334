// The screens in a window of a phone's size: `--city URL --alert-key KEY --data DIR`, as `city --port 8080 --data DIR` prints them.
package city.hues.desktop

import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.setValue
import androidx.compose.ui.input.key.Key
import androidx.compose.ui.input.key.KeyEventType
import androidx.compose.ui.input.key.key
import androidx.compose.ui.input.key.type
import androidx.compose.ui.unit.DpSize
import androidx.compose.ui.unit.dp
import androidx.compose.ui.window.Window
import androidx.compose.ui.window.application
import androidx.compose.ui.window.rememberWindowState
import city.hues.Config
import city.hues.embeddedCity
import city.hues.ui.HuesApp
import java.io.File
import kotlin.system.exitProcess

fun main(arguments: Array<String>) {
    val options = options(arguments) ?: run {
        System.err.println("usage: desktop --data DIR [--city URL --alert-key KEY]")
        exitProcess(2)
    }
    val home = File(options.getValue("--data"))
    val city = embeddedCity()
    val loginReturn = LoginReturn(city.name)
    val config = Config(
        dataDir = File(home, "data").path,
        origin = options["--city"],
        loginIssuer = options["--city"]?.let { "$it/login" },
        loginRedirect = loginReturn.address,
        alertKeys = options["--alert-key"]?.let(::listOf),
    )
    val device = DesktopDevice(config, FileKeyGuard(File(home, "key")), home.apply { mkdirs() })
    application {
        val scope = rememberCoroutineScope()
        val app = remember { HuesApp(city, device, scope) }
        LaunchedEffect(app) { loginReturn.urls.collect(app::redirected) }
        var goBack: (() -> Unit)? by remember { mutableStateOf(null) }
        Window(
            onCloseRequest = ::exitApplication,
            state = rememberWindowState(size = DpSize(412.dp, 892.dp)),
            title = city.name.vi,
            onPreviewKeyEvent = { event ->
                val back = goBack.takeIf { event.key == Key.Escape && event.type == KeyEventType.KeyDown }
                back?.invoke()
                back != null
            },
        ) {
            app.Screens(bundledFont) { isEnabled, back -> goBack = back.takeIf { isEnabled } }
        }
    }
}

/** Pairs of a name and its value; `null` when there is something else, or no folder. */
private fun options(arguments: Array<String>): Map<String, String>? {
    val pairs = arguments.toList().chunked(2)
    val known = setOf("--data", "--city", "--alert-key")
    val isWellFormed = pairs.all { it.size == 2 && it.first() in known }
    return pairs.takeIf { isWellFormed }?.associate { (name, value) -> name to value }?.takeIf { "--data" in it }
}
