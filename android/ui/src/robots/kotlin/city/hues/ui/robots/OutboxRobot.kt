package city.hues.ui.robots

internal class OutboxRobot(screens: Screens) : Robot(screens, "outbox") {
    fun untilSaid(text: String) = screens.untilSaid(text)

    fun untilEmpty() = screens.untilShown("nothing-waits")

    val canTryNow get() = screens.has("try-now")

    fun sendAnyway() = screens.press("send-anyway")

    fun giveUp() {
        screens.press("give-up")
        screens.untilShown("sure")
        check("outbox-sure")
        screens.press("sure")
    }
}
