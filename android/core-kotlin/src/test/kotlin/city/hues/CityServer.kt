package city.hues

import org.json.JSONObject
import java.io.BufferedReader
import java.io.File
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpRequest.BodyPublishers
import java.net.http.HttpResponse.BodyHandlers

/** The embedded city, run as a program of its own, and the test's hand on it. */
internal class CityServer private constructor(private val process: Process, private val output: BufferedReader) : AutoCloseable {
    private val http = HttpClient.newHttpClient()

    /** Where it listens. */
    val origin: String = output.line("city listening on ")

    /** The key that signs its warnings. */
    val alertKey: String

    init {
        output.line("operator page ")
        alertKey = output.line("alert key ")
    }

    /** What it holds, and what it was asked. */
    fun state(): JSONObject = JSONObject(send("GET", "/control/state", ""))

    fun setStatus(id: ReportId, status: String, agency: String, note: String) {
        val move = JSONObject(mapOf("status" to status, "agency" to agency, "note" to note))
        send("POST", "/control/reports/${id.text}/status", move.toString())
    }

    fun reply(id: ReportId, agency: String, text: String) {
        val reply = JSONObject(mapOf("agency" to agency, "text" to text))
        send("POST", "/control/reports/${id.text}/messages", reply.toString())
    }

    fun publishAlert(xml: String) {
        send("POST", "/control/alerts", xml)
    }

    override fun close() {
        process.destroyForcibly().waitFor()
        output.close()
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
        fun start(data: File): CityServer {
            val program = checkNotNull(System.getProperty("hues.city")) { "hues.city names the city's program" }
            val process = ProcessBuilder(program, "--port", "0", "--data", data.path)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start()
            Runtime.getRuntime().addShutdownHook(Thread { process.destroyForcibly() })
            return CityServer(process, process.inputReader())
        }
    }
}

private fun BufferedReader.line(beginning: String): String {
    val line = checkNotNull(readLine()) { "the city ended" }
    check(line.startsWith(beginning)) { line }
    return line.removePrefix(beginning)
}
