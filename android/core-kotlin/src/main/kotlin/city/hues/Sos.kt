package city.hues

import kotlinx.coroutines.flow.Flow

/** Calls for help. A call is on the phone's disk when [raise] returns, and goes by itself, before all else. */
class Sos internal constructor(private val client: HuesClient) {
    /** Whether this city takes calls for help; where it does not, there are only the numbers to call. */
    suspend fun isOffered(): Boolean = client.call { it.isSosOffered() }

    /**
     * Calls for help. Nothing in the call is refused: what is too long is cut. While one is on its way the UI shows that one.
     *
     * @throws ApiException `NotFound` when this city takes none, `StorageFull`: then the citizen is to call a number.
     */
    suspend fun raise(call: SosCall): SosId = client.call { it.raiseSos(call) }

    /** All calls that the phone has, the newest first. One that is over is forgotten after a day. */
    suspend fun list(): List<SosView> = client.call { it.sosList() }

    /** The same, now and after each change. The flow ends with the client. */
    fun watch(): Flow<List<SosView>> = client.watch({ it == Event.SyncChanged }) { list() }

    /** One call. */
    suspend fun get(id: SosId): SosView = client.call { it.sos(id) }

    /** Takes a call back. One that nobody else can have is gone; else the city is told. */
    suspend fun cancel(id: SosId): Unit = client.call { it.cancelSos(id) }

    /** Tries a call at once, also one that the city refused. */
    suspend fun tryNow(id: SosId): Unit = client.call { it.trySosNow(id) }

    /** Forgets a call that is over, or that the city refused. */
    suspend fun dismiss(id: SosId): Unit = client.call { it.dismissSos(id) }
}
