package city.hues.ui.robots

internal class ReportsRobot(screens: Screens) : Robot(screens, "reports") {
    fun untilSaid(text: String) = screens.untilSaid(text)

    fun open(): ReportRobot {
        screens.press("report-line")
        return ReportRobot(screens)
    }

    fun openDraft(): ComposeRobot {
        screens.press("report-line")
        return ComposeRobot(screens)
    }

    fun outbox(): OutboxRobot {
        untilListed("outbox-button")
        screens.press("outbox-button")
        return OutboxRobot(screens)
    }

    fun duplicate(): ComposeRobot {
        untilListed("duplicate")
        screens.press("duplicate")
        return ComposeRobot(screens)
    }

    fun discard() {
        untilListed("discard-line")
        screens.press("discard-line")
        screens.untilShown("discarded")
    }

    fun undo() {
        screens.press("undo")
        screens.until("it is back") { !screens.has("discarded") }
        untilNothingIsDiscarded()
    }

    fun restore() {
        untilListed("restore")
        screens.press("restore")
        untilNothingIsDiscarded()
    }

    /** The list says it later than the core; a press on what is discarded no more would do nothing. */
    private fun untilNothingIsDiscarded() =
        screens.until("nothing is left to take back") { !screens.scrollsTo("report-list", "restore") }

    fun erase() {
        untilListed("erase")
        screens.press("erase")
        screens.press("sure")
        screens.until("nothing is left to erase") { !screens.has("erase") }
    }

    fun unfollow() {
        untilListed("unfollow")
        screens.press("unfollow")
        screens.until("nothing is followed") { !screens.has("followed-line") }
    }

    fun closeDiscarded() {
        screens.press("close-discarded")
        screens.until("nothing is said of it") { !screens.has("discarded") }
    }

    /** The page shows one draft and one that was thrown away: the core says it twice, and not at once. */
    fun untilOneDiscarded() {
        untilListed("discarded-line")
        toTop()
        screens.until("one draft is left") { screens.count("report-line") == 1 }
    }

    /** Where the list stands after a press depends on the moment; at its beginning it is the same each time. */
    fun toTop() {
        untilListed("report-line")
        screens.scrollToTop("report-list")
    }

    /** How far a list scrolls to show one thing depends on what it held before; its end is the same each time. */
    fun toEnd() = screens.scrollToEnd("report-list")

    /** A list has on the screen only what is in view. */
    fun untilListed(tag: String) = screens.until("$tag is in the list") { screens.scrollsTo("report-list", tag) }
}
