package city.hues.ui.robots

internal class PinRobot(screens: Screens) : Robot(screens, "pin-page") {
    fun untilOver(ward: String) = screens.untilSaid(ward)

    fun closer() = screens.press("closer")

    /** The map under the borders is there, and says whose it is. */
    fun untilMapped(attribution: String) {
        screens.untilShown("attribution")
        screens.untilSaid(attribution)
    }

    val isMapped get() = screens.has("attribution") || screens.has("attribution-first")

    /** A pin that is in no ward yet can't be chosen. */
    fun choose(): ComposeRobot {
        screens.until("the pin is in a ward") { screens.isEnabled("choose-pin") }
        screens.press("choose-pin")
        return ComposeRobot(screens)
    }
}
