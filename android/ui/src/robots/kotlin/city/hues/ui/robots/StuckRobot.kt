package city.hues.ui.robots

internal class StuckRobot(screens: Screens) : Robot(screens, "stuck") {
    fun untilSaid(text: String) = screens.untilSaid(text)

    val canStartAfresh get() = screens.has("afresh")

    fun again() = screens.press("again")

    fun startAfresh() {
        screens.press("afresh")
        screens.press("sure")
    }
}
