package city.hues.app

import city.hues.Config
import city.hues.HuesClient
import city.hues.KeyGuard
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import java.io.File

/**
 * The core, opened once in a process: the screens and the work in the background share it, because a data directory belongs to one client
 * at a time.
 */
internal class Core(private val config: Config, private val keyGuard: KeyGuard) : AutoCloseable {
    private val lock = Mutex()

    /** Whether somebody looks at the app; changed and asked on the main thread. */
    var isWatched = false

    /** The client, if it is open. */
    @Volatile
    var opened: HuesClient? = null
        private set

    /**
     * The client; it is opened when it is not, and asleep until somebody looks at the app.
     *
     * @throws city.hues.ApiException as [HuesClient.open].
     */
    suspend fun client(): HuesClient = lock.withLock { opened ?: HuesClient.open(config, keyGuard, isWatched = false).also { opened = it } }

    /** Puts the data aside that can't be opened any more. */
    suspend fun putAside() {
        lock.withLock { HuesClient.putAside(File(config.dataDir)) }
    }

    /** As the end of the process does. */
    override fun close() {
        opened?.close()
        opened = null
    }
}
