package city.hues

import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.FlowCollector
import kotlinx.coroutines.flow.distinctUntilChanged
import kotlinx.coroutines.flow.flow

/** Hands each event of the core to everybody who collects. The core calls it on a thread of its own, at most ten times a second. */
internal class EventHub(private var isHeld: Boolean = false) : EventListener {
    private val lock = Any()
    private val listeners = mutableMapOf<Channel<*>, (Event) -> Unit>()
    private var isFinished = false
    private val held = mutableListOf<Event>()

    /** What happens from the moment in which it is collected. Nothing is dropped: a collector that is slow gets it late. */
    val events: Flow<Event> = flow {
        val heard = Channel<Event>(Channel.UNLIMITED)
        listening(heard, { heard.trySend(it) }) { emit(it) }
    }

    /** What [load] gives now, and again after events that concern it, as long as it changes. Many events at once are one reason to load. */
    fun <T> watch(concerns: (Event) -> Boolean, load: suspend () -> T): Flow<T> = flow {
        val changed = Channel<Unit>(Channel.CONFLATED)
        // It listens first and looks then, so that nothing falls in between.
        changed.trySend(Unit)
        listening(changed, { if (concerns(it)) changed.trySend(Unit) }) { emit(load()) }
    }.endingWithTheClient().distinctUntilChanged()

    override fun onEvent(event: Event) {
        val all = synchronized(lock) {
            if (isHeld) held.add(event)
            if (isHeld) emptyList() else listeners.values.toList()
        }
        for (listener in all) listener(event)
    }

    /** From now on nobody hears of anything: whoever does would ask the core, which sleeps. */
    fun hold() = synchronized(lock) { isHeld = true }

    /** Tells everybody what happened meanwhile. */
    fun release() {
        val late = synchronized(lock) {
            isHeld = false
            held.toList().also { held.clear() }
        }
        late.forEach(::onEvent)
    }

    /** Ends every flow, when what was heard is collected. */
    fun finish() {
        val ended = synchronized(lock) {
            isFinished = true
            listeners.keys.toList()
        }
        for (channel in ended) channel.close()
    }

    private suspend fun <T> listening(channel: Channel<T>, listener: (Event) -> Unit, each: suspend (T) -> Unit) {
        val isLate = synchronized(lock) {
            listeners[channel] = listener
            isFinished
        }
        if (isLate) channel.close()
        try {
            for (element in channel) each(element)
        } finally {
            synchronized(lock) { listeners.remove(channel) }
        }
    }

    /** The last event may come when the client is closed already. */
    private fun <T> Flow<T>.endingWithTheClient(): Flow<T> = flow {
        val collector: FlowCollector<T> = this
        try {
            collect(collector)
        } catch (closed: ApiException.Closed) {
            if (!synchronized(lock) { isFinished }) throw closed
        }
    }
}
