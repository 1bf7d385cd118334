package city.hues.ui.robots

internal class EraseRobot(screens: Screens) : Robot(screens, "erase-page") {
    fun untilSaid(text: String) = screens.untilSaid(text)

    /** Asked once more, the citizen does not want to. */
    fun thinkBetter() {
        ask()
        screens.untilShown("sure")
        check("erase-sure")
        screens.press("not-sure")
        screens.until("nothing is asked") { !screens.has("sure") }
    }

    fun erase() {
        ask()
        screens.press("sure")
    }

    /** What it means is said before it can be done. */
    private fun ask() {
        screens.untilShown("sentence")
        screens.press("erase-now")
    }
}
