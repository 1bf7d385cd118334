package city.hues.ui.robots

internal class AlertsRobot(screens: Screens) : Robot(screens, "alerts") {
    fun untilSaid(text: String) = screens.untilSaid(text)

    fun open(): AlertRobot {
        screens.press("alert")
        return AlertRobot(screens)
    }
}
