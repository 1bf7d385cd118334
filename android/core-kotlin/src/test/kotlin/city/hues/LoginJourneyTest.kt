package city.hues

import city.hues.town.Browser
import city.hues.town.CityServer
import java.io.File
import kotlinx.coroutines.CoroutineStart.UNDISPATCHED
import kotlinx.coroutines.async
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** A citizen logs in with the city's own page, as a person does it, over HTTP. */
class LoginJourneyTest {
    @TempDir
    lateinit var home: File
    private lateinit var city: CityServer
    private lateinit var phone: Phone

    @BeforeEach
    fun aTownAndAPhone() {
        city = CityServer.start(File(home, "city"))
        phone = Phone(home, city)
    }

    @AfterEach
    fun theEnd() = city.close()

    @Test
    fun `a citizen logs in, is known after a restart, and logs out`() = runBlocking<Unit> {
        phone.open().use { client ->
            assertEquals(Session.LoggedOut, client.account.session())
            val seen = async(start = UNDISPATCHED) { client.account.watch().first { it is Session.LoggedIn } }
            val request = client.account.beginLogin(LoginLevel.ONE)
            val redirect = Browser.ofLan().logIn(request.url)
            assertTrue(redirect.startsWith(request.redirectUri), redirect)
            assertEquals(LAN, client.account.finishLogin(redirect))
            assertEquals(LAN.name, (seen.await() as Session.LoggedIn).name)
        }
        phone.open().use { client ->
            assertEquals(LAN, client.account.session())
            client.account.require(LoginLevel.ONE)
            assertFails<ApiException.StrongerLoginRequired> { client.account.require(LoginLevel.TWO) }
            val draft = client.reports.create()
            client.account.logout()
            assertEquals(Session.LoggedOut, client.account.session())
            assertEquals(draft, client.reports.get(draft).id)
            assertFails<ApiException.LoginRequired> { client.account.require(LoginLevel.ONE) }
        }
    }

    @Test
    fun `the browser may come back to another process than the one that sent it`() = runBlocking<Unit> {
        val request = phone.open().use { it.account.beginLogin(LoginLevel.TWO) }
        val redirect = Browser.ofLan().logInSurely(request.url)
        phone.open().use { assertEquals(LAN.copy(level = LoginLevel.TWO), it.account.finishLogin(redirect)) }
    }

    @Test
    fun `who declines is told so, and nobody is logged in`() = runBlocking<Unit> {
        phone.open().use { client ->
            val request = client.account.beginLogin(LoginLevel.ONE)
            val redirect = Browser.ofLan().cancel(request.url)
            assertEquals(LoginFailure.CANCELLED, assertFails<ApiException.LoginFailed> { client.account.finishLogin(redirect) }.reason)
            assertEquals(Session.LoggedOut, client.account.session())
        }
    }

    @Test
    fun `a login that was cancelled in the app can't be finished`() = runBlocking<Unit> {
        phone.open().use { client ->
            val request = client.account.beginLogin(LoginLevel.ONE)
            client.account.cancelLogin()
            val redirect = Browser.ofLan().logIn(request.url)
            assertEquals(LoginFailure.EXPIRED, assertFails<ApiException.LoginFailed> { client.account.finishLogin(redirect) }.reason)
            assertEquals(Session.LoggedOut, client.account.session())
        }
    }

    @Test
    fun `nobody takes over another citizen's phone by logging in`() = runBlocking<Unit> {
        phone.open().use { client ->
            client.account.finishLogin(Browser.ofLan().logIn(client.account.beginLogin(LoginLevel.ONE).url))
            val redirect = Browser.ofDuc().logIn(client.account.beginLogin(LoginLevel.ONE).url)
            assertEquals(LoginFailure.OTHER_PERSON, assertFails<ApiException.LoginFailed> { client.account.finishLogin(redirect) }.reason)
            assertEquals(LAN, client.account.session())
        }
    }

    private companion object {
        val LAN = Session.LoggedIn("Nguyễn Thị Lan", LoginLevel.ONE, "046•••••1234", needsLoginAgain = false)
    }
}
