package city.hues

/**
 * Whether the core may let go of its files: nobody looks at the app, and nothing is under way. A call opens the core by itself, so whatever
 * ends last lets go again.
 */
internal class Wakefulness(@Volatile private var isWatched: Boolean, private val letGo: () -> Unit) {
    private var underWay = 0

    /** Somebody looks at the app. */
    fun watch() {
        isWatched = true
    }

    /** Nobody looks at the app any more; [settle] follows. */
    fun unwatch() {
        isWatched = false
    }

    fun begin() {
        synchronized(this) { underWay++ }
    }

    fun end() {
        synchronized(this) { underWay-- }
        settle()
    }

    /** Lets go if it may. What begins meanwhile waits until that is done, and opens again. */
    @Synchronized
    fun settle() {
        if (!isWatched && underWay == 0) letGo()
    }
}
