package city.hues.ui.robots

import androidx.compose.ui.geometry.Offset

internal class PhotoRobot(screens: Screens) : Robot(screens, "photo-page") {
    fun untilDrawn() = screens.untilShown("picture")

    fun addBox() {
        screens.press("add-box")
        screens.untilShown("for-good")
    }

    fun nudge(way: String) = screens.press("box-$way")

    /** A finger draws a box between two places, in shares of the photo. */
    fun draw(from: Offset, to: Offset) = screens.drag("picture", from, to)

    fun boxes(): Int = (1..MOST).count { screens.has("box-$it") }

    fun removeBox() = screens.press("remove-box")

    fun untilSaid(text: String) = screens.untilSaid(text)

    fun scrollTo(tag: String) = screens.scrollTo(tag)

    fun hide(): ComposeRobot {
        screens.press("hide")
        return ComposeRobot(screens)
    }

    fun remove(): ComposeRobot {
        screens.press("remove")
        return ComposeRobot(screens)
    }

    private companion object {
        const val MOST = 9
    }
}
