package city.hues.desktop

import java.time.Duration
import java.time.Instant
import java.time.OffsetDateTime

/**
 * The time in the town and on the phones of these tests: it runs on from the same moment whenever they are run, because a line breaks elsewhere
 * when its date is longer.
 */
internal object TestClock {
    private val beginning = OffsetDateTime.parse("2026-11-24T07:42:00+07:00")

    val offsetMs = Duration.between(Instant.now(), beginning).toMillis()

    fun now(): OffsetDateTime = Instant.now().plusMillis(offsetMs).atOffset(beginning.offset)
}
