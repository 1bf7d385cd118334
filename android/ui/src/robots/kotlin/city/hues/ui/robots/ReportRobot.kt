package city.hues.ui.robots

internal class ReportRobot(screens: Screens) : Robot(screens, "report") {
    fun untilSaid(text: String) = screens.untilSaid(text)

    fun untilNumbered() = screens.untilShown("number")

    fun tryNow() = screens.press("try-now")

    fun sendAnyway() = screens.press("send-anyway")

    fun scrollTo(tag: String) = screens.scrollTo(tag)

    /** There is a place for what the city says. */
    val hasReplies get() = screens.has("replies")

    fun reply(text: String) {
        screens.type("reply-text", text)
        screens.press("reply")
    }

    fun unsend() = screens.press("unsend")

    fun rate(how: String, why: String) {
        screens.press("rating-$how")
        screens.type("rating-why", why)
        screens.press("rate")
        screens.untilShown("rated")
    }

    /** Asked what it means, the citizen wants it. */
    fun giveUp(means: String) {
        screens.press("give-up")
        screens.untilSaid(means)
        screens.press("sure")
    }

    fun keep() {
        screens.press("keep")
        screens.until("it is kept") { !screens.has("keep") }
    }

    fun untilAsked() = screens.untilShown("send-again")

    fun sendAgain() = screens.press("send-again")

    fun leaveIt() = screens.press("leave-it")

    /** What the city removed, the citizen writes anew. */
    fun copy(): ComposeRobot {
        screens.press("copy-report")
        return ComposeRobot(screens)
    }

    fun editAgain(): ComposeRobot {
        screens.press("edit-again")
        return ComposeRobot(screens)
    }
}
