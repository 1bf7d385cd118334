package city.hues.ui.robots

internal class AlertRobot(screens: Screens) : Robot(screens, "alert-page") {
    fun untilSaid(text: String) = screens.untilSaid(text)
}
