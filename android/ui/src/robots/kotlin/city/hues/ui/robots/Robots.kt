// One robot for each page: what a citizen can do there, and what they see. Journeys read as stories that way, and the same ones can be told
// on a phone.
package city.hues.ui.robots

import androidx.compose.ui.geometry.Offset
import city.hues.Words

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

internal class StartRobot(screens: Screens) : Robot(screens, "start") {
    fun begin(): HomeRobot {
        screens.press("language-${screens.variant.language.name}")
        check()
        screens.press("begin")
        return HomeRobot(screens)
    }
}

internal class HomeRobot(screens: Screens) : Robot(screens, "home") {
    fun newReport(): ComposeRobot {
        screens.press("new-report")
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

internal class ComposeRobot(screens: Screens) : Robot(screens, "compose") {
    fun choosePhotos(count: Int) {
        screens.press("choose-photos")
        screens.until("$count photos") { screens.count("photo") == count }
    }

    /** The photo is not taken; the page says why. */
    fun chooseWrongPhoto(why: String) {
        screens.press("choose-photos")
        screens.untilSaid(why)
    }

    fun takePhotoInVain(why: String) {
        screens.press("take-photo")
        screens.untilSaid(why)
    }

    fun removePhoto(number: Int) {
        val before = screens.count("photo")
        screens.press("remove-photo-$number")
        screens.until("one photo less") { screens.count("photo") == before - 1 }
    }

    /** Opens the photo or video at the beginning of the page. */
    fun openPhoto(): PhotoRobot {
        screens.press("photo")
        return PhotoRobot(screens)
    }

    fun usePhotoPlace(ward: String) {
        screens.press("photo-place")
        screens.untilSaid(ward)
    }

    fun locate(says: String) {
        screens.press("locate")
        screens.untilSaid(says)
    }

    fun pin(): PinRobot {
        screens.press("pin")
        return PinRobot(screens)
    }

    fun choose(category: String): ComposeRobot {
        categories().choose(category)
        return ComposeRobot(screens)
    }

    fun categories(): CategoryRobot {
        screens.press("category")
        return CategoryRobot(screens)
    }

    fun write(text: String) = screens.type("text", text)

    fun untilShown(tag: String) = screens.untilShown(tag)

    fun takeSuggestion(category: String) = screens.press("suggestion-$category")

    fun follow() {
        screens.press("follow")
        screens.untilShown("followed")
    }

    fun preview() {
        screens.press("preview")
        screens.untilShown("disclosed")
    }

    fun option(question: String, option: String) = screens.press("option-$question-$option")

    fun answer(question: String, text: String) {
        screens.type("answer-$question", text)
    }

    fun changeAnswer(question: String, text: String) = screens.replace("answer-$question", text)

    fun isAsked(question: String) = screens.has("duty-$question")

    fun untilAsked(question: String) = screens.untilShown("duty-$question")

    /** A moment that was a week ago. */
    fun setMoment(question: String) {
        screens.press("answer-$question")
        screens.untilShown("moment-$question")
        screens.press("earlier-$question-WEEK")
    }

    fun laterThanNow(question: String) {
        screens.press("later-$question-WEEK")
        screens.press("later-$question-DAY")
    }

    fun clear(question: String) {
        screens.press("clear-$question")
        screens.until("$question is unanswered") { !screens.has("moment-$question") }
    }

    fun understand() {
        screens.press("understood")
        untilGone("notices")
    }

    fun leaveContact(name: String, phone: String) {
        screens.press("with-contact")
        screens.type("contact-name", name)
        screens.type("contact-phone", phone)
        // Leaving the field is what makes a wrong number one.
        screens.press("contact-name")
    }

    fun phoneNumber(text: String) {
        screens.replace("contact-phone", text)
        screens.press("contact-name")
    }

    fun shareName() = screens.press("share-name")

    fun untilGone(tag: String) = screens.until("$tag is gone") { !screens.has(tag) }

    fun untilSaved() = screens.untilSaid(screens.variant.of(Words("Đã lưu lúc", "Saved at")))

    fun untilSaid(text: String) = screens.untilSaid(text)

    fun scrollTo(tag: String) = screens.scrollTo(tag)

    fun sendInVain() {
        screens.press("send")
        screens.untilShown("missing")
    }

    fun send(): ReportRobot {
        screens.press("send")
        return ReportRobot(screens)
    }

    fun discard() {
        screens.press("discard")
    }
}

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

internal class CategoryRobot(screens: Screens) : Robot(screens, "categories") {
    fun untilShown(category: String) = screens.untilShown("category-$category")

    fun choose(category: String) {
        screens.until("$category is in the list") { screens.scrollsTo("category-list", "category-$category") }
        screens.press("category-$category")
    }

    fun search(typed: String) = screens.replace("search", typed)

    /** Only these are in the list. */
    fun untilFound(vararg categories: String) = screens.until("${categories.toList()} are found") {
        categories.all { screens.has("category-$it") } && !screens.has("category-road-damage")
    }

    fun takeTheWayOut(): ComposeRobot {
        screens.press("way-out")
        return ComposeRobot(screens)
    }

    fun chooseSuggested(category: String): ComposeRobot {
        screens.press("suggested-$category")
        return ComposeRobot(screens)
    }
}

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

internal class ReportRobot(screens: Screens) : Robot(screens, "report") {
    fun untilSaid(text: String) = screens.untilSaid(text)

    fun untilNumbered() = screens.untilShown("number")

    fun tryNow() = screens.press("try-now")

    fun scrollTo(tag: String) = screens.scrollTo(tag)

    fun reply(text: String) {
        screens.type("reply-text", text)
        screens.press("reply")
    }

    fun unsend() = screens.press("unsend")

    fun rate(how: String, why: String) {
        screens.press("rating-$how")
        screens.type("rating-why", why)
        screens.press("rate")
        screens.untilShown("rated")
    }

    /** Asked what it means, the citizen wants it. */
    fun giveUp(means: String) {
        screens.press("give-up")
        screens.untilSaid(means)
        screens.press("sure")
    }

    fun keep() {
        screens.press("keep")
        screens.until("it is kept") { !screens.has("keep") }
    }

    fun editAgain(): ComposeRobot {
        screens.press("edit-again")
        return ComposeRobot(screens)
    }
}

internal class ReportsRobot(screens: Screens) : Robot(screens, "reports") {
    fun untilSaid(text: String) = screens.untilSaid(text)

    fun open(): ReportRobot {
        screens.press("report-line")
        return ReportRobot(screens)
    }

    fun openDraft(): ComposeRobot {
        screens.press("report-line")
        return ComposeRobot(screens)
    }

    fun outbox(): OutboxRobot {
        untilListed("outbox-button")
        screens.press("outbox-button")
        return OutboxRobot(screens)
    }

    fun duplicate(): ComposeRobot {
        untilListed("duplicate")
        screens.press("duplicate")
        return ComposeRobot(screens)
    }

    fun discard() {
        untilListed("discard-line")
        screens.press("discard-line")
        screens.untilShown("discarded")
    }

    fun undo() {
        screens.press("undo")
        screens.until("it is back") { !screens.has("discarded") }
    }

    fun restore() {
        untilListed("restore")
        screens.press("restore")
    }

    fun erase() {
        untilListed("erase")
        screens.press("erase")
    }

    fun unfollow() {
        untilListed("unfollow")
        screens.press("unfollow")
        screens.until("nothing is followed") { !screens.has("followed-line") }
    }

    fun closeDiscarded() {
        screens.press("close-discarded")
        screens.until("nothing is said of it") { !screens.has("discarded") }
    }

    /** The page shows one draft and one that was thrown away: the core says it twice, and not at once. */
    fun untilOneDiscarded() {
        untilListed("discarded-line")
        toTop()
        screens.until("one draft is left") { screens.count("report-line") == 1 }
    }

    /** Where the list stands after a press depends on the moment; at its beginning it is the same each time. */
    fun toTop() {
        untilListed("report-line")
        screens.scrollToTop("report-list")
    }

    /** How far a list scrolls to show one thing depends on what it held before; its end is the same each time. */
    fun toEnd() = screens.scrollToEnd("report-list")

    /** A list has on the screen only what is in view. */
    fun untilListed(tag: String) = screens.until("$tag is in the list") { screens.scrollsTo("report-list", tag) }
}

internal class OutboxRobot(screens: Screens) : Robot(screens, "outbox") {
    fun untilSaid(text: String) = screens.untilSaid(text)

    fun untilEmpty() = screens.untilShown("nothing-waits")

    fun sendOverAnyNetwork() = screens.press("any-network")

    fun giveUp() {
        screens.press("give-up")
        screens.untilShown("sure")
        check("outbox-sure")
        screens.press("sure")
    }
}

internal class AlertsRobot(screens: Screens) : Robot(screens, "alerts") {
    fun untilSaid(text: String) = screens.untilSaid(text)

    fun open(): AlertRobot {
        screens.press("alert")
        return AlertRobot(screens)
    }
}

internal class AlertRobot(screens: Screens) : Robot(screens, "alert-page") {
    fun untilSaid(text: String) = screens.untilSaid(text)
}

internal class MeRobot(screens: Screens) : Robot(screens, "me") {
    fun speak(language: String) = screens.press("language-$language")

    /** The browser opens, with this address. */
    fun logIn(browsed: List<String>): String {
        val before = browsed.size
        screens.press(if (screens.has("login-again")) "login-again" else "log-in")
        screens.until("the browser opens") { browsed.size > before }
        screens.untilShown("open-browser")
        return browsed.last()
    }

    fun logInInVain(why: String) {
        screens.press(if (screens.has("login-again")) "login-again" else "log-in")
        screens.untilSaid(why)
    }

    fun reopenBrowser() = screens.press("open-browser")

    fun tryAgain() = screens.press("login-again")

    fun cancelLogin() {
        screens.press("cancel-login")
        screens.untilShown("log-in")
    }

    fun untilLoggedIn(name: String) {
        screens.untilShown("citizen")
        screens.untilSaid(name)
    }

    fun letPhotosWait() = screens.press("photos-wait")

    fun makeNewKey(says: String) {
        screens.press("new-key")
        screens.untilSaid(says)
    }

    fun eraseAll(): EraseRobot {
        screens.press("erase-all")
        return EraseRobot(screens)
    }

    fun scrollTo(tag: String) = screens.scrollTo(tag)

    fun logOut() {
        screens.press("log-out")
        screens.untilShown("sure")
        check("me-log-out")
        screens.press("sure")
        screens.untilShown("log-in")
    }

    fun untilSaid(text: String) = screens.untilSaid(text)
}

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

internal class StuckRobot(screens: Screens) : Robot(screens, "stuck") {
    fun untilSaid(text: String) = screens.untilSaid(text)

    val canStartAfresh get() = screens.has("afresh")

    fun again() = screens.press("again")

    fun startAfresh() {
        screens.press("afresh")
        screens.press("sure")
    }
}
