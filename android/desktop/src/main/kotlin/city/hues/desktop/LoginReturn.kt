package city.hues.desktop

import city.hues.Words
import com.sun.net.httpserver.HttpExchange
import com.sun.net.httpserver.HttpServer
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.receiveAsFlow
import java.net.InetAddress
import java.net.InetSocketAddress

/** Where the browser brings a login back to: a port of this very computer (RFC 8252 section 7.3), in the place of a phone's own address. */
class LoginReturn(private val city: Words) {
    private val returned = Channel<String>(Channel.UNLIMITED)
    private val server = HttpServer.create(InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0)

    /** What it came back with. Who reads decides whether it is worth anything: any program here can call. */
    val urls: Flow<String> = returned.receiveAsFlow()

    val address = "http://127.0.0.1:${server.address.port}$PATH"

    init {
        server.createContext(PATH, ::answer)
        server.start()
    }

    private fun answer(exchange: HttpExchange) = exchange.use {
        val page = """
            <!DOCTYPE html><html lang="vi"><meta charset="utf-8"><title>${city.vi}</title>
            <p>Bạn có thể đóng trang này và quay lại ứng dụng.
            <p lang="en">You can close this page and go back to the app.
        """.trimIndent().toByteArray()
        exchange.responseHeaders.add("Content-Type", "text/html; charset=utf-8")
        exchange.sendResponseHeaders(OK, page.size.toLong())
        exchange.responseBody.write(page)
        exchange.requestURI.rawQuery?.let { returned.trySend("$address?$it") }
    }

    private companion object {
        const val PATH = "/callback"
        const val OK = 200
    }
}
