package city.hues

/**
 * Whether the core may let go of its files: nobody looks at the app, and nothing is under way. A call opens the core by itself, so whatever
 * ends last lets go again.
 */
internal class Wakefulness(private var isWatched: Boolean, private val letGo: () -> Unit) {
    private var underWay = 0

    /** Somebody looks at the app. */
    @Synchronized
    fun watch() {
        isWatched = true
    }

    /** Nobody looks at the app any more. */
    fun unwatch() {
        synchronized(this) { isWatched = false }
        settle()
    }

    fun begin() {
        synchronized(this) { underWay++ }
    }

    fun end() {
        synchronized(this) { underWay-- }
        settle()
    }

    private fun settle() {
        if (synchronized(this) { !isWatched && underWay == 0 }) letGo()
    }
}
