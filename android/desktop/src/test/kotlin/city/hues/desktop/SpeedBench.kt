package city.hues.desktop

import city.hues.Config
import city.hues.DraftEdit
import city.hues.HuesClient
import city.hues.Language
import city.hues.SyncMode
import city.hues.ui.robots.Variant
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.io.File
import kotlin.time.Duration
import kotlin.time.measureTime

/**
 * What `cargo xtask bench` measures on the JVM; it is no test, and asserts no time. Each figure is a line `name microseconds` of the file that
 * `hues.bench` names.
 */
internal class SpeedBench {
    @TempDir
    lateinit var home: File

    /** From nothing of the app to its home drawn for the first time, in this JVM. */
    @Test
    fun start() {
        val device = TestDevice(home, null).apply { language = Language.VI }
        var drawn = Duration.INFINITE
        val start = System.nanoTime()
        start(device, Variant.VI_LIGHT_100) {
            untilShown("home")
            rest()
            drawn = Duration.parse("${System.nanoTime() - start}ns")
        }
        tell("start", drawn)
    }

    /** A page of 50 reports, as bindings/examples/page.rs reads it in Rust. */
    @Test
    fun page() = runBlocking {
        val config = Config(dataDir = File(home, "data").path, syncMode = SyncMode.WHEN_ASKED)
        HuesClient.open(config, FileKeyGuard(File(home, "key"))).use { client ->
            repeat(PAGE) { number ->
                val id = client.reports.create()
                client.reports.edit(id, DraftEdit.Text("Ổ gà sâu trước chợ Đông Ba, số $number"))
                client.reports.edit(id, DraftEdit.Category("road-damage"))
            }
            val took = List(ROUNDS) { measureTime { assertEquals(PAGE, client.reports.list(limit = PAGE).size) } }
            tell("page", took.sorted()[ROUNDS / 2])
        }
    }

    private fun tell(name: String, took: Duration) {
        val file = checkNotNull(System.getProperty("hues.bench")) { "hues.bench names the file of the figures" }
        File(file).appendText("$name ${took.inWholeMicroseconds}\n")
    }

    private companion object {
        const val PAGE = 50
        const val ROUNDS = 2000
    }
}
