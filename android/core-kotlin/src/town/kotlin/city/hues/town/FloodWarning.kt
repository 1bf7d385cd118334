package city.hues.town

import java.time.OffsetDateTime
import java.time.format.DateTimeFormatter
import java.time.temporal.ChronoUnit

/** The made-up flood warning, as if it had been issued three days ago, for six: at whatever hour a test runs, its times are said as dates. */
internal fun floodWarning(template: String, at: OffsetDateTime): String {
    val now = at.truncatedTo(ChronoUnit.SECONDS)
    val moment = Regex("""<(sent|effective|onset|expires)>[^<]*</""")
    return moment.replace(template) { found ->
        val (what) = found.destructured
        val at = if (what == "expires") now.plusDays(3) else now.minusDays(3)
        "<$what>${at.format(CAP_TIME)}</"
    }
}

/** With its seconds, also on a full minute (CAP 1.2 section 3.2.1). */
private val CAP_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx")
