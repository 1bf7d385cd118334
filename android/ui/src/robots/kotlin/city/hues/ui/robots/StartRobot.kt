package city.hues.ui.robots

internal class StartRobot(screens: Screens) : Robot(screens, "start") {
    fun begin(): HomeRobot {
        screens.press("language-${screens.variant.language.name}")
        check()
        screens.press("begin")
        return HomeRobot(screens)
    }
}
