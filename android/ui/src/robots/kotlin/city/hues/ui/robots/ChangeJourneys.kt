// A journey that any phone can make which has a network and a city.
package city.hues.ui.robots

/** What was sent is changed, and the city gets the change. */
internal fun Screens.aSentReportIsChanged() {
    var draft = HomeRobot(this).newReport()
    draft = draft.pin().choose()
    draft = draft.choose("noise")
    draft.write("Karaoke sau 22 giờ.")
    draft.send()
    // A phone that asks to send notifications gives its reason with the first report.
    until("it can be changed, or the reason for notifications is told") { has("why") || has("begin-change") }
    if (has("why")) press("not-now")
    until("it can be changed") { has("number") && has("begin-change") }
    rest()
    if (has("why")) press("not-now")
    val change = change()
    change.rewrite("Karaoke mỗi đêm, đến 1 giờ sáng.")
    change.untilSaved("Karaoke mỗi đêm")
    val report = change.send()
    report.untilSaid("Karaoke mỗi đêm, đến 1 giờ sáng.")
    until("the city has the change") { !has("amendment") }
}
