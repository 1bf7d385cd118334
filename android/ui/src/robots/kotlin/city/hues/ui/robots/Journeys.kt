// Journeys that any phone can make, told once: a window on a desktop, Robolectric's phone, one in somebody's hand. They begin at home, in a
// phone on which nothing was written yet.
package city.hues.ui.robots


/** The window is made anew while somebody writes. */
internal fun Screens.aDraftOutlivesItsWindow(makeAnew: () -> Unit) {
    val lamp = "Đèn đường hỏng trước chợ Đông Ba, tối hai hôm nay."
    val draft = HomeRobot(this).newReport()
    draft.write(lamp)
    draft.untilSaved()
    makeAnew()
    ComposeRobot(this).untilSaid(lamp)
    goBack()
    val home = HomeRobot(this)
    home.untilSaid(variant.of("1 bản nháp", "1 draft"))
    home.isInReach("new-report")
}

/** Without a network, a report with a place on the map says why it waits. */
internal fun Screens.aReportWaitsForTheNetwork() {
    karaoke().send()
    untilBehindReasons("why it waits") { shows(variant.of("Chưa có mạng. Máy sẽ tự gửi khi có mạng.", "No network. The phone sends it by itself")) }
    goBack()
    HomeRobot(this).untilSaid(variant.of("1 đang chờ gửi", "1 waiting to be sent"))
}

/** With a network and a city, it gets its number. */
internal fun Screens.aReportGetsItsNumber() {
    karaoke().send()
    untilBehindReasons("its number is told") { has("number") }
    goBack()
    HomeRobot(this).untilSaid(variant.of("Mọi phản ánh đã được gửi.", "Every report has been sent."))
}

/** What is missing is said, each line leads to its part of the page, and then it goes. */
internal fun Screens.whatIsMissingIsFound() {
    var draft = HomeRobot(this).newReport()
    draft.write("Đèn tắt cả kiệt.")
    draft.sendInVain()
    draft.untilSaid(variant.of("Hãy chọn loại phản ánh.", "Choose what the report is about."))
    press("missing-line")
    draft = draft.choose("street-light")
    draft.untilAsked("fault")
    draft.sendInVain()
    draft.untilSaid(variant.of("Hãy trả lời câu này.", "Please answer this."))
    draft.option("fault", "off")
    draft.untilGone("wrong-fault")
    draft = draft.pin().choose()
    draft.send()
    untilBehindReasons("it is on its way") { has("report") }
    rest()
}

/** A draft is thrown away, and the citizen thinks better of it. */
internal fun Screens.aDraftIsThrownAwayAndTakenBack() {
    val gutter = "Cống nghẹt, nước tràn ra đường."
    val draft = HomeRobot(this).newReport()
    draft.write(gutter)
    draft.untilSaved()
    draft.discard()
    val home = HomeRobot(this)
    untilShown("discarded")
    press("undo")
    home.untilSaid(variant.of("1 bản nháp", "1 draft"))
    home.myReports().openDraft().untilSaid(gutter)
}

/** The language changes at once, there and back. */
internal fun Screens.theLanguageIsChanged() {
    val me = HomeRobot(this).me()
    me.speak("EN")
    me.untilSaid("Your data")
    me.speak("VI")
    me.untilSaid("Dữ liệu của bạn")
    me.speak(variant.language.name)
    goBack()
    HomeRobot(this)
}

private fun Screens.karaoke(): ComposeRobot {
    var draft = HomeRobot(this).newReport()
    draft = draft.pin().choose()
    draft = draft.choose("noise")
    draft.write("Karaoke sau 22 giờ.")
    return draft
}
