package city.hues.ui.robots

import city.hues.Words

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
