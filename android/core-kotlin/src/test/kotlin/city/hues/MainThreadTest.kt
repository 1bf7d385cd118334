package city.hues

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart.UNDISPATCHED
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.io.File
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
    fun `a keystroke is saved while the main thread goes on`() = onMain {
        Phone(home).open().use { client ->
            val id = client.reports.create()
            val saving = launch(start = UNDISPATCHED) { client.reports.edit(id, DraftEdit.Text("Ổ")) }
            // It can't end before this thread, which has it called, comes free.
            assertFalse(saving.isCompleted)
            saving.join()
            assertEquals("Ổ", client.reports.get(id).draft.text)
        }
    }

    private fun onMain(work: suspend CoroutineScope.() -> Unit) = runBlocking {
        Executors.newSingleThreadExecutor { Thread(it, "main thread of an app") }.asCoroutineDispatcher().use { withContext(it, work) }
    }
}
