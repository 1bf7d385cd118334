package city.hues.town

import java.net.HttpURLConnection
import java.net.URI
import java.net.URLEncoder

/**
 * The system's browser, as far as a login needs one: it opens the provider's page, fills in its form, and gives back the address that it is
 * sent to, which is the app's.
 */
internal class Browser private constructor(private val citizen: String, private val code: String) {
    /** With level 1. */
    fun logIn(url: String): String = fillIn(url, mapOf("citizen" to citizen, "level" to "1"))

    /** With level 2, which takes a code. */
    fun logInSurely(url: String): String = fillIn(url, mapOf("citizen" to citizen, "level" to "2", "otp" to code))

    /** Presses "Cancel". */
    fun cancel(url: String): String = fillIn(url, mapOf("cancel" to "1"))

    private fun fillIn(url: String, form: Map<String, String>): String {
        val page = URI(url)
        val shown = open(page).inputStream.reader().use { it.readText() }
        val action = checkNotNull(Regex("action=\"([^\"]*)\"").find(shown)) { "no form: $shown" }.groupValues[1]
        val body = form.entries.joinToString("&") { (name, value) -> "$name=${URLEncoder.encode(value, "UTF-8")}" }
        val answer = open(page.resolve(action.replace("&amp;", "&")))
        answer.requestMethod = "POST"
        answer.instanceFollowRedirects = false
        answer.setRequestProperty("Content-Type", "application/x-www-form-urlencoded")
        answer.doOutput = true
        answer.outputStream.use { it.write(body.toByteArray()) }
        return checkNotNull(answer.getHeaderField("Location")) { "not sent back: ${answer.responseCode}" }
    }

    private fun open(page: URI) = page.toURL().openConnection() as HttpURLConnection

    companion object {
        /** Nguyễn Thị Lan sits before it. */
        fun ofLan() = Browser("cong-dan-1", "482913")

        /** Trần Minh Đức does. */
        fun ofDuc() = Browser("cong-dan-2", "730562")
    }
}
