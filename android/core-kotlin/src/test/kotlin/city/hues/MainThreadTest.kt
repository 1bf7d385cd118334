package city.hues

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.io.File
import java.time.Instant
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.Executors

/** The main thread draws; it waits for no disk. */
class MainThreadTest {
    @TempDir
    lateinit var home: File

    @Test
    fun `the core is called on no thread of the caller's`() = onMain {
        Phone(home).open().use { client ->
            val main = Thread.currentThread()
            // Every function of the client goes through one of these two.
            assertNotEquals(main, client.call { Thread.currentThread() })
            assertNotEquals(main, client.wait { Thread.currentThread() })
            assertEquals(main, Thread.currentThread())
        }
    }

    @Test
    fun `a keystroke is saved on another thread, and who waited for it goes on in the one that asked`() = onMain {
        val core = Watched(Phone(home))
        HuesClient(core, core.hub, isWatched = true, core.capabilities()).use { client ->
            val main = Thread.currentThread()
            val id = client.reports.create()
            client.reports.edit(id, DraftEdit.Text("Ổ"))
            assertEquals(main, Thread.currentThread())
            assertEquals("Ổ", client.reports.get(id).draft.text)
            assertNotEquals(main, core.editedOn.single())
        }
    }

    /** The core itself, which remembers in which threads drafts were edited. */
    private class Watched(phone: Phone, val hub: EventHub = EventHub(isHeld = false)) :
        Client(UniffiWithHandle, open(phone.config, phone.keyGuard, hub).uniffiCloneHandle()) {
        val editedOn = CopyOnWriteArrayList<Thread>()

        override fun editReport(id: ReportId, edit: DraftEdit): Instant {
            editedOn += Thread.currentThread()
            return super.editReport(id, edit)
        }
    }

    private fun onMain(work: suspend CoroutineScope.() -> Unit) = runBlocking {
        Executors.newSingleThreadExecutor { Thread(it, "main thread of an app") }.asCoroutineDispatcher().use { withContext(it, work) }
    }
}
