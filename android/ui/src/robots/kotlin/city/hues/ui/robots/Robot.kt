// One robot for each page: what a citizen can do there, and what they see. Journeys read as stories that way, and the same ones can be told
// on a phone.
package city.hues.ui.robots

/** A page, which is there when its robot is. */
internal abstract class Robot(protected val screens: Screens, private val page: String) {
    init {
        screens.untilShown(page)
    }

    /** Leaves a picture, and checks that everybody can use the page. */
    fun check(name: String = page) = screens.check(name)

    fun back() = screens.press("back")

    /** What the page is for can be pressed without scrolling. */
    fun isInReach(tag: String) = screens.isInReach(tag)

    /** On every page, so that nobody wonders why nothing moves. */
    val isOffline get() = screens.has("offline")
}
