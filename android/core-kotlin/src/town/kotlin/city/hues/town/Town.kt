package city.hues.town

import org.json.JSONObject
import java.net.HttpURLConnection
import java.net.URI

/** The city, wherever its program runs, and the test's hand on it; what runs on a phone too has only this way to speak HTTP. */
internal open class Town(
    /** Where it listens. */
    val origin: String,
    /** The key that signs its warnings. */
    val alertKey: String,
) {
    private val before = all()

    /** What it holds, and what it was asked. */
    fun state(): JSONObject = JSONObject(send("GET", "/control/state", ""))

    /** The ids of the reports that came since, in the order of their numbers. */
    fun reports(): List<String> = all() - before

    private fun all(): List<String> {
        val all = state().getJSONArray("reports")
        return (0 until all.length()).map { all.getJSONObject(it).getString("id") }
    }

    /** A report as the city's staff see it. */
    fun operatorsPage(report: String): String = send("GET", "/operator/reports/$report", "")

    fun setStatus(report: String, status: String, agency: String, note: String) {
        val move = JSONObject(mapOf("status" to status, "agency" to agency, "note" to note))
        send("POST", "/control/reports/$report/status", move.toString())
    }

    /** The city removes it for good. */
    fun remove(report: String) {
        send("DELETE", "/control/reports/$report", "")
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

    /** How its Open311 endpoint behaves from now on. */
    fun setOpen311(conduct: Map<String, Any>) {
        send("POST", "/control/open311", JSONObject(conduct).toString())
    }

    /** What who asks for a tile of the map gets from now on: `pictures`, `off`. */
    fun serveTiles(what: String) {
        send("POST", "/control/tiles", "\"$what\"")
    }

    /** The address of its tiles. */
    val tiles get() = "$origin/tiles/{z}/{x}/{y}.png"

    private fun send(method: String, path: String, body: String): String {
        val request = URI(origin + path).toURL().openConnection() as HttpURLConnection
        request.requestMethod = method
        request.setRequestProperty("Content-Type", "application/json")
        if (method == "POST") {
            request.doOutput = true
            request.outputStream.use { it.write(body.toByteArray()) }
        }
        check(request.responseCode in 200..299) { "$method $path: ${request.responseCode} ${request.errorStream?.reader()?.readText()}" }
        return request.inputStream.reader().use { it.readText() }
    }
}
