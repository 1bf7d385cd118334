package city.hues

import kotlinx.coroutines.CoroutineStart.UNDISPATCHED
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.io.File

/** An app that nobody looks at holds no file and no lock, and works all the same when it is asked. */
class SleepTest {
    @TempDir
    lateinit var home: File

    private val phone by lazy { Phone(home) }

    /** The data directory belongs to one client at a time. */
    private suspend fun assertNothingIsHeld() = phone.open().close()

    private suspend fun assertHeld() {
        assertFails<ApiException.InUse> { phone.open() }
    }

    @Test
    fun `a client that sleeps lets go, and lets go again after each call`() = runBlocking<Unit> {
        phone.open().use { client ->
            val id = client.reports.create()
            assertHeld()
            client.pause()
            assertNothingIsHeld()
            client.reports.edit(id, DraftEdit.Text("Cây đổ"))
            assertNothingIsHeld()
            client.setNetwork(Network.UNMETERED)
            client.sync()
            assertNothingIsHeld()
            client.resume()
            assertEquals("Cây đổ", client.reports.get(id).draft.text)
            assertHeld()
        }
    }

    @Test
    fun `what must not be cut off keeps a sleeping client open until it is done`() = runBlocking<Unit> {
        phone.open().use { client ->
            client.awake {
                client.pause()
                client.reports.create()
                assertHeld()
                client.awake { client.reports.create() }
                assertHeld()
            }
            assertNothingIsHeld()
            client.awake {
                client.resume()
                client.pause()
                client.resume()
            }
            assertHeld()
        }
    }

    @Test
    fun `one that nobody looks at yet sleeps from the beginning`() = runBlocking<Unit> {
        val config = Config(dataDir = phone.dataDir.path, origin = "http://127.0.0.1:1")
        HuesClient.open(config, phone.keyGuard, isWatched = false).use { client ->
            client.reports.create()
            assertNothingIsHeld()
        }
    }

    @Test
    fun `pages hear nothing while the app sleeps, and all of it afterwards`() = runBlocking<Unit> {
        val hub = EventHub()
        val heard = Channel<Event>(Channel.UNLIMITED)
        val listener = launch(start = UNDISPATCHED) { hub.events.collect { heard.send(it) } }
        val happened = List(3) { Event.ReportsChanged(listOf(ReportId("report-$it"))) }
        hub.hold()
        happened.forEach(hub::onEvent)
        yield()
        assertNull(heard.tryReceive().getOrNull())
        hub.release()
        for (event in happened) assertEquals(event, heard.receive())
        hub.onEvent(Event.SyncChanged)
        assertEquals(Event.SyncChanged, heard.receive())
        listener.cancel()
    }
}
