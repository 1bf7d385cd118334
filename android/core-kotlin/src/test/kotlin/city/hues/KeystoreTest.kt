package city.hues

import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.io.File

class KeystoreTest {
    @TempDir
    lateinit var home: File

    @Test
    fun `a locked keystore is said so and loses nothing`() = runBlocking<Unit> {
        assertOpensAgainAfter<ApiException.KeyLocked>(KeyGuardException.Locked())
    }

    @Test
    fun `a lost key is said so and the data stays untouched`() = runBlocking<Unit> {
        assertOpensAgainAfter<ApiException.KeyLost>(KeyGuardException.Lost())
    }

    @Test
    fun `a keystore that fails in a way of its own counts as locked`() = runBlocking<Unit> {
        assertOpensAgainAfter<ApiException.KeyLocked>(IllegalStateException("a fault of the keystore, on purpose"))
    }

    @Test
    fun `after a lost key the citizen may start afresh beside the old data`() = runBlocking<Unit> {
        val phone = Phone(home)
        phone.open().use { it.reports.create() }
        phone.keyGuard.erase()
        assertFails<ApiException.KeyLost> { phone.open() }
        val before = contents(phone.dataDir)
        val aside = HuesClient.putAside(phone.dataDir)
        assertEquals(before, contents(aside))
        phone.open().use { assertEquals(emptyList<ReportSummary>(), it.reports.list(limit = 10)) }
    }

    private suspend inline fun <reified E : ApiException> assertOpensAgainAfter(failure: Exception) {
        val phone = Phone(home)
        val id = phone.open().use { it.reports.create() }
        val before = contents(phone.dataDir)
        phone.keyGuard.failure = failure
        val error = assertFails<E> { phone.open() }
        assertTrue(error.words().vi.isNotBlank() && error.words().en.isNotBlank())
        assertEquals(before, contents(phone.dataDir))
        phone.keyGuard.failure = null
        phone.open().use { assertEquals(id, it.reports.get(id).id) }
    }

    /** Every file with its bytes. */
    private fun contents(folder: File): Map<String, List<Byte>> =
        folder.walk().filter { it.isFile }.associate { it.relativeTo(folder).path to it.readBytes().toList() }
}
