package city.hues.town

import org.json.JSONObject
import java.io.BufferedReader
import java.io.File
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpRequest.BodyPublishers
import java.net.http.HttpResponse.BodyHandlers
import java.time.OffsetDateTime
import java.time.format.DateTimeFormatter
import java.time.temporal.ChronoUnit

/** The embedded city, run as a program of its own, and the test's hand on it. */
internal class CityServer private constructor(private val process: Process, private val output: BufferedReader) : AutoCloseable {
    private val http = HttpClient.newHttpClient()

    /** Where it listens. */
    val origin: String = line("city listening on ")

    /** The key that signs its warnings. */
    val alertKey: String

    init {
        line("operator page ")
        alertKey = line("alert key ")
    }

    /** What it holds, and what it was asked. */
    fun state(): JSONObject = JSONObject(send("GET", "/control/state", ""))

    /** The ids of the reports that it has, in the order of their numbers. */
    fun reports(): List<String> {
        val all = state().getJSONArray("reports")
        return (0 until all.length()).map { all.getJSONObject(it).getString("id") }
    }

    /** A report as the city's staff see it. */
    fun operatorsPage(report: String): String = send("GET", "/operator/reports/$report", "")

    fun setStatus(report: String, status: String, agency: String, note: String) {
        val move = JSONObject(mapOf("status" to status, "agency" to agency, "note" to note))
        send("POST", "/control/reports/$report/status", move.toString())
    }

    /** The staff correct a part of what it says. */
    fun correct(report: String, member: String, value: Any) {
        send("POST", "/control/reports/$report/content", JSONObject(mapOf(member to value)).toString())
    }

    fun reply(report: String, agency: String, text: String) {
        send("POST", "/control/reports/$report/messages", JSONObject(mapOf("agency" to agency, "text" to text)).toString())
    }

    /** The city asks something else from now on. */
    fun publishCategories(json: JSONObject) {
        send("POST", "/control/categories", json.toString())
    }

    fun warn(xml: String) {
        send("POST", "/control/alerts", xml)
    }

    /** Something goes wrong with each such request, until [behave]. */
    fun misbehave(method: String, path: String, fault: Map<String, Any>) {
        send("POST", "/control/misbehave", JSONObject(fault + mapOf("method" to method, "path" to path)).toString())
    }

    fun behave() {
        send("DELETE", "/control/misbehave", "")
    }

    /** What who asks for a tile of the map gets from now on: `pictures`, `off`. */
    fun serveTiles(what: String) {
        send("POST", "/control/tiles", "\"$what\"")
    }

    /** The address of its tiles. */
    val tiles get() = "$origin/tiles/{z}/{x}/{y}.png"

    override fun close() {
        process.destroyForcibly().waitFor()
        output.close()
    }

    private fun line(beginning: String): String {
        val line = checkNotNull(output.readLine()) { "the city ended" }
        check(line.startsWith(beginning)) { line }
        return line.removePrefix(beginning)
    }

    private fun send(method: String, path: String, body: String): String {
        val request = HttpRequest.newBuilder(URI(origin + path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build()
        val answer = http.send(request, BodyHandlers.ofString())
        check(answer.statusCode() in 200..299) { "$method $path: ${answer.statusCode()} ${answer.body()}" }
        return answer.body()
    }

    companion object {
        /** Starts it with its state in this folder. */
        /** Its clock is so far ahead of this computer's, or behind. */
        fun start(data: File, clockOffsetMs: Long = 0): CityServer {
            val program = checkNotNull(System.getProperty("hues.city")) { "hues.city names the city's program" }
            val process = ProcessBuilder(program, "--port", "0", "--data", data.path, "--clock-offset-ms", "$clockOffsetMs")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start()
            Runtime.getRuntime().addShutdownHook(Thread { process.destroyForcibly() })
            return CityServer(process, process.inputReader())
        }
    }
}

/** A file of `tests/data`. */
internal fun fixture(name: String): File {
    val data = checkNotNull(System.getProperty("hues.data")) { "hues.data names the folder of test data" }
    return File(data, name)
}

/** The categories that are compiled into the core. */
internal fun bundledCategories(): JSONObject = JSONObject(fixture("../../data/hue/categories.json").readText())

/** The made-up flood warning, as if it had been issued three days ago, for six: at whatever hour a test runs, its times are said as dates. */
internal fun floodWarning(at: OffsetDateTime = OffsetDateTime.now()): String {
    val now = at.truncatedTo(ChronoUnit.SECONDS)
    val moment = Regex("""<(sent|effective|onset|expires)>[^<]*</""")
    return moment.replace(fixture("cap/hue_flood_warning.xml").readText()) { found ->
        val (what) = found.destructured
        val at = if (what == "expires") now.plusDays(3) else now.minusDays(3)
        "<$what>${at.format(CAP_TIME)}</"
    }
}

/** With its seconds, also on a full minute (CAP 1.2 section 3.2.1). */
private val CAP_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx")
