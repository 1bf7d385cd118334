package city.hues.town

import java.io.BufferedReader
import java.io.File
import java.time.OffsetDateTime

/** The embedded city, run as a program of its own. */
internal class CityServer private constructor(private val process: Process, private val output: BufferedReader, origin: String, alertKey: String) :
    Town(origin, alertKey), AutoCloseable {
    override fun close() {
        process.destroyForcibly().waitFor()
        output.close()
    }

    companion object {
        /** Starts it with its state in this folder. Its clock is so far ahead of this computer's, or behind. */
        fun start(data: File, clockOffsetMs: Long = 0): CityServer {
            val program = checkNotNull(System.getProperty("hues.city")) { "hues.city names the city's program" }
            val process = ProcessBuilder(program, "--port", "0", "--data", data.path, "--clock-offset-ms", "$clockOffsetMs")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start()
            Runtime.getRuntime().addShutdownHook(Thread { process.destroyForcibly() })
            val output = process.inputStream.bufferedReader()
            val origin = output.said("city listening on ")
            output.said("operator page ")
            return CityServer(process, output, origin, output.said("alert key "))
        }

        private fun BufferedReader.said(beginning: String): String {
            val line = checkNotNull(readLine()) { "the city ended" }
            check(line.startsWith(beginning)) { line }
            return line.removePrefix(beginning)
        }
    }
}

/** A file of `tests/data`. */
internal fun fixture(name: String): File {
    val data = checkNotNull(System.getProperty("hues.data")) { "hues.data names the folder of test data" }
    return File(data, name)
}

/** [floodWarning] as `tests/data` has it. */
internal fun floodWarning(at: OffsetDateTime): String = floodWarning(fixture("cap/hue_flood_warning.xml").readText(), at)
