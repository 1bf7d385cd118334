package city.hues.ui.robots

/** The part of a draft's page on which a video is added and taken out again. */
internal class VideoRobot(private val screens: Screens) {
    fun choose() {
        screens.press("choose-video")
        screens.untilShown("about-photo")
    }

    /** The video is not taken; the page says why. */
    fun chooseInVain(why: String) {
        screens.press("choose-video")
        screens.untilSaid(why)
    }

    fun recordInVain(why: String) {
        screens.press("record-video")
        screens.untilSaid(why)
    }

    fun record() {
        screens.press("record-video")
        screens.untilShown("about-photo")
    }

    fun remove() {
        screens.press("remove-photo-1")
        screens.untilShown("choose-video")
    }
}
