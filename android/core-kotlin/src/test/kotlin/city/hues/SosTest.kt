package city.hues

import city.hues.town.CityServer
import java.io.File
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class SosTest {
    @TempDir
    lateinit var home: File

    @Test
    fun `a call for help waits for a network, reaches the city and is taken back`() = runBlocking<Unit> {
        CityServer.start(File(home, "city")).use { city ->
            Phone(home, city).open().use { client ->
                assertTrue(client.sos.isOffered())
                val roof = Location(point = Point(16.4698, 107.5786), source = LocationSource.GPS)
                val call = SosCall(location = roof, people = 4u, needs = listOf(Need.EVACUATION), note = "Nước lên tới mái")
                val id = client.sos.raise(call)
                val waits = client.sos.watch().first().single()
                assertEquals(SosState.Raising(Reason.NO_NETWORK, null), waits.state)
                assertEquals(call, waits.call)
                client.setNetwork(Network.METERED)
                client.sync()
                assertTrue(client.sos.get(id).state is SosState.Received)
                client.sos.cancel(id)
                client.sync()
                assertEquals(SosState.Cancelled, client.sos.get(id).state)
                client.sos.dismiss(id)
                assertEquals(emptyList<SosView>(), client.sos.list())
                assertFails<ApiException.NotFound> { client.sos.tryNow(id) }
            }
        }
    }

    @Test
    fun `a call that says nothing, or of nowhere, is kept all the same`() = runBlocking<Unit> {
        Phone(home).open().use { client ->
            client.sos.raise(SosCall())
            val nowhere = Location(point = Point(200.0, 400.0), source = LocationSource.GPS)
            client.sos.raise(SosCall(location = nowhere, people = 4000u))
            val (last, first) = client.sos.list()
            assertEquals(SosCall(people = 999u), last.call)
            assertEquals(SosCall(), first.call)
            client.sos.cancel(first.id)
            assertEquals(listOf(last.id), client.sos.list().map { it.id })
        }
    }
}
