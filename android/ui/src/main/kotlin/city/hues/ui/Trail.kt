package city.hues.ui

import androidx.compose.runtime.mutableStateListOf
import androidx.compose.runtime.saveable.listSaver
import city.hues.PhotoId
import city.hues.ReportId

/** A page, as the citizen goes there. A draft has no id before its first change. */
internal sealed interface Destination {
    /** The page belongs to a draft that is being written. */
    val isOfDraft get() = this is Compose || this is Category || this is Pin || this is Photo

    data object Home : Destination
    data object Me : Destination
    data object Erase : Destination
    data object Outbox : Destination
    data object Reports : Destination
    data object Alerts : Destination
    data class Alert(val sha256: String) : Destination
    data class Report(val id: ReportId) : Destination
    data class Conflict(val id: ReportId) : Destination
    data class Compose(val id: ReportId?) : Destination
    data class Category(val id: ReportId?) : Destination
    data class Pin(val id: ReportId?) : Destination
    data class Photo(val id: ReportId, val photo: PhotoId) : Destination
}

/** The pages that lead to the one that is shown; home is the first. */
internal class Trail(first: List<Destination> = listOf(Destination.Home)) {
    /** A page, and a number of its own for what it remembers. */
    private data class Step(val serial: Int, val page: Destination)

    private var serials = 0
    private val steps = mutableStateListOf<Step>().apply { first.forEach { add(step(it)) } }

    val here: Destination get() = steps.last().page
    val serial: Int get() = steps.last().serial
    val isHome: Boolean get() = steps.size == 1

    /** Whether the page that is shown belongs to this draft. */
    fun isAt(draft: ReportId): Boolean = here in listOf(Destination.Compose(draft), Destination.Category(draft), Destination.Pin(draft))

    fun go(to: Destination) {
        steps.add(step(to))
    }

    fun back() {
        if (!isHome) steps.removeAt(steps.lastIndex)
    }

    /** Home, and from there to a page. */
    fun restart(to: Destination) {
        steps.removeRange(1, steps.size)
        go(to)
    }

    /** The draft on whose pages the citizen is has got its id. */
    fun name(draft: ReportId) {
        for ((index, step) in steps.withIndex()) {
            val named = when (step.page) {
                Destination.Compose(null) -> Destination.Compose(draft)
                Destination.Category(null) -> Destination.Category(draft)
                Destination.Pin(null) -> Destination.Pin(draft)
                else -> continue
            }
            steps[index] = step.copy(page = named)
        }
    }

    private fun step(page: Destination) = Step(serials++, page)

    companion object {
        /** So that the citizen is where they were when the system made the activity anew. */
        val saver = listSaver<Trail, String>(
            save = { trail -> trail.steps.map { write(it.page) } },
            restore = { Trail(it.map(::read)) },
        )

        private fun write(page: Destination): String = when (page) {
            Destination.Home -> "home"
            Destination.Me -> "me"
            Destination.Erase -> "erase"
            Destination.Outbox -> "outbox"
            Destination.Reports -> "reports"
            Destination.Alerts -> "alerts"
            is Destination.Alert -> "alert ${page.sha256}"
            is Destination.Report -> "report ${page.id.text}"
            is Destination.Conflict -> "conflict ${page.id.text}"
            is Destination.Compose -> "compose ${page.id?.text.orEmpty()}"
            is Destination.Category -> "category ${page.id?.text.orEmpty()}"
            is Destination.Pin -> "pin ${page.id?.text.orEmpty()}"
            is Destination.Photo -> "photo ${page.id.text} ${page.photo.text}"
        }

        private fun read(written: String): Destination {
            val name = written.substringBefore(' ')
            val rest = written.substringAfter(' ', "")
            val draft = rest.takeIf { it.isNotEmpty() }?.let(::ReportId)
            return when (name) {
                "me" -> Destination.Me
                "erase" -> Destination.Erase
                "outbox" -> Destination.Outbox
                "reports" -> Destination.Reports
                "alerts" -> Destination.Alerts
                "alert" -> Destination.Alert(rest)
                "report" -> Destination.Report(ReportId(rest))
                "conflict" -> Destination.Conflict(ReportId(rest))
                "compose" -> Destination.Compose(draft)
                "category" -> Destination.Category(draft)
                "pin" -> Destination.Pin(draft)
                "photo" -> Destination.Photo(ReportId(rest.substringBefore(' ')), PhotoId(rest.substringAfter(' ')))
                else -> Destination.Home
            }
        }
    }
}
