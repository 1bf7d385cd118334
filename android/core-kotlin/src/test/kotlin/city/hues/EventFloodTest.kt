package city.hues

import kotlinx.coroutines.CoroutineStart.UNDISPATCHED
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.yield
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Far more happens at once than a screen can draw. */
class EventFloodTest {
    private val hub = EventHub()
    private val flood = List(10_000) { Event.ReportsChanged(listOf(ReportId("report-$it"))) }

    @Test
    fun `nobody who listens misses an event, however slow they are`() = runBlocking<Unit> {
        val quick = async(start = UNDISPATCHED) { hub.events.toList() }
        val slow = async(start = UNDISPATCHED) {
            val heard = mutableListOf<Event>()
            hub.events.collect { event ->
                heard += event
                yield()
            }
            heard
        }
        withAThreadOfTheCore { flood.forEach(hub::onEvent) }
        hub.finish()
        assertEquals(flood, quick.await())
        assertEquals(flood, slow.await())
    }

    @Test
    fun `a screen that watches looks once for many events, and sees how it ends`() = runBlocking<Unit> {
        var state = 0
        var loads = 0
        val seen = async(start = UNDISPATCHED) {
            hub.watch({ true }) {
                loads++
                state
            }.toList()
        }
        for (event in flood) {
            state++
            hub.onEvent(event)
        }
        // The screen gets its turn only now.
        yield()
        hub.finish()
        assertEquals(flood.size, seen.await().last())
        assertTrue(loads <= 3, "$loads")
    }

    private suspend fun withAThreadOfTheCore(work: () -> Unit) = withContext(Dispatchers.Default) { work() }
}
