package city.hues.app

import android.os.storage.StorageManager
import kotlinx.coroutines.runBlocking
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Implementation
import org.robolectric.annotation.Implements
import org.robolectric.shadows.ShadowStorageManager
import java.io.File
import java.io.IOException
import java.util.UUID

/** How much room the system says there is where the core keeps its data. */
@RunWith(RobolectricTestRunner::class)
internal class StorageTest {
    private val storage = Storage(TestApplication.instance)

    @After
    fun theEnd() {
        Volumes.free = Volumes.PLENTY
    }

    @Test
    fun `what the system would free is asked for, of the core's own volume`() = runBlocking {
        Volumes.free = { 7_000_000_000 }
        assertEquals(7_000_000_000uL, storage.free())
    }

    @Test
    fun `a system that can't tell says nothing`() = runBlocking {
        Volumes.free = { throw IOException("no such volume") }
        assertNull(storage.free())
    }
}

/** The phone's volumes, of which Robolectric knows nothing; in every test (`robolectric.properties`). */
@Implements(StorageManager::class)
internal class Volumes : ShadowStorageManager() {
    @Implementation
    fun getUuidForPath(path: File): UUID = if (path == TestApplication.instance.noBackupFilesDir) DATA else ELSEWHERE

    @Implementation
    fun getAllocatableBytes(volume: UUID): Long = if (volume == DATA) free() else 0

    companion object {
        private val DATA = UUID(0, 1)
        private val ELSEWHERE = UUID(0, 2)

        val PLENTY: () -> Long = { 64_000_000_000 }
        val LITTLE: () -> Long = { 20_000_000 }

        @Volatile
        var free = PLENTY
    }
}
