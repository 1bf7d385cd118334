package city.hues.ui.robots

internal class HomeRobot(screens: Screens) : Robot(screens, "home") {
    fun newReport(): ComposeRobot {
        screens.press("new-report")
        return ComposeRobot(screens)
    }

    /** Begins a question to an agency, or goes on with the one in which nothing is yet. */
    fun ask(): ComposeRobot {
        screens.press("begin-question")
        return ComposeRobot(screens)
    }

    fun myReports(): ReportsRobot {
        screens.press("my-reports")
        return ReportsRobot(screens)
    }

    fun warnings(): AlertsRobot {
        screens.press("danger")
        return AlertsRobot(screens)
    }

    fun me(): MeRobot {
        screens.press("me-button")
        return MeRobot(screens)
    }

    /** Goes on with what was being written when the app was cut off. */
    fun goOn(): ComposeRobot {
        screens.press("go-on")
        return ComposeRobot(screens)
    }

    fun notNow() {
        screens.press("not-now")
        screens.until("nothing is said to be cut off") { !screens.has("recovered") }
    }

    fun call(number: String) = screens.press("call-$number")

    /** These parts stand on the page, one below the other. */
    fun stand(vararg parts: String): Boolean = parts.map(screens::top).zipWithNext().all { (above, below) -> above < below }

    fun untilSaid(text: String) = screens.untilSaid(text)
}
