package city.hues.town

import java.net.URI
import java.net.URLEncoder
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpRequest.BodyPublishers
import java.net.http.HttpResponse
import java.net.http.HttpResponse.BodyHandlers

/**
 * The system's browser, as far as a login needs one: it opens the provider's page, fills in its form, and gives back the address that it is
 * sent to, which is the app's.
 */
internal class Browser private constructor(private val citizen: String, private val code: String) {
    private val http = HttpClient.newHttpClient()

    /** With level 1. */
    fun logIn(url: String): String = fillIn(url, mapOf("citizen" to citizen, "level" to "1"))

    /** With level 2, which takes a code. */
    fun logInSurely(url: String): String = fillIn(url, mapOf("citizen" to citizen, "level" to "2", "otp" to code))

    /** Presses "Cancel". */
    fun cancel(url: String): String = fillIn(url, mapOf("cancel" to "1"))

    private fun fillIn(url: String, form: Map<String, String>): String {
        val page = URI(url)
        val shown = send(HttpRequest.newBuilder(page).GET())
        val action = checkNotNull(Regex("action=\"([^\"]*)\"").find(shown.body())) { "no form: ${shown.body()}" }.groupValues[1]
        val body = form.entries.joinToString("&") { (name, value) -> "$name=${URLEncoder.encode(value, Charsets.UTF_8)}" }
        val answer = send(
            HttpRequest.newBuilder(page.resolve(action.replace("&amp;", "&")))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", "${page.scheme}://${page.authority}")
                .POST(BodyPublishers.ofString(body)),
        )
        return answer.headers().firstValue("Location").orElseThrow { AssertionError("not sent back: ${answer.body()}") }
    }

    private fun send(request: HttpRequest.Builder): HttpResponse<String> = http.send(request.build(), BodyHandlers.ofString())

    companion object {
        /** Nguyễn Thị Lan sits before it. */
        fun ofLan() = Browser("cong-dan-1", "482913")

        /** Trần Minh Đức does. */
        fun ofDuc() = Browser("cong-dan-2", "730562")
    }
}
