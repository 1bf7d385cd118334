package city.hues.ui.robots

import city.hues.AmendmentChoice
import city.hues.Network
import city.hues.Part

/** What was sent is changed, and the city gets the change. */
internal fun Stage.aSentReportIsChanged() {
    settle(isAsked = false)
    network(Network.UNMETERED)
    open { changeKaraoke(this) }
    assertTrue("Karaoke mỗi đêm" in town.operatorsPage(town.reports().single()))
}

/** The same, up to the page of the report that was changed. */
internal fun Stage.changeKaraoke(screens: Screens) = with(screens) {
    karaoke().send()
    declineNotifications()
    untilChangeable()
    val change = change()
    change.rewrite("Karaoke mỗi đêm, đến 1 giờ sáng.")
    change.untilSaved("Karaoke mỗi đêm")
    val report = change.send()
    report.untilSaid("Karaoke mỗi đêm, đến 1 giờ sáng.")
    until("the city has the change") { !has("amendment") }
}

/** A change outlives its process, says what is wrong with it, waits in the outbox and arrives. */
internal fun Stage.aChangeOutlivesItsProcess() {
    settle()
    network(Network.UNMETERED)
    open {
        sent(this)
        network(Network.NONE)
        val change = change()
        change.address("Trước số 12, kiệt 34 Chi Lăng")
        change.rewrite(" ")
        change.sendInVain()
        change.untilSaid(variant.of("Hãy viết nội dung.", "Write what it is about."))
        change.check("change-missing")
        change.rewrite("Cống nghẹt cả tuần nay.")
        change.untilSaved("Cống nghẹt cả tuần nay.")
        // The page said so of what was written before, too.
        untilWritten("Cống nghẹt cả tuần nay.")
    }
    open {
        HomeRobot(this).goOn()
        val change = ChangeRobot(this)
        change.untilSaved("Cống nghẹt cả tuần nay.")
        change.check("change")
        val report = change.send()
        untilShown("amendment")
        report.untilSaid(variant.of("Chưa có mạng. Máy sẽ tự gửi khi có mạng.", "No network. The phone sends it by itself"))
        report.scrollTo("amendment")
        report.check("change-waits")
        report.back()
        val outbox = HomeRobot(this).myReports().outbox()
        outbox.untilSaid(variant.of("Điều bạn sửa trong phản ánh", "What you changed in the report"))
        assertTrue(outbox.canTryNow)
        network(Network.UNMETERED)
        outbox.untilEmpty()
    }
    val page = town.operatorsPage(town.reports().single())
    for (said in listOf("Cống nghẹt cả tuần nay.", "Trước số 12, kiệt 34 Chi Lăng")) assertTrue(said in page, "$said: $page")
}

/** What both sides changed is chosen part by part. */
internal fun Stage.whatBothSidesChangedIsChosen() {
    settle()
    network(Network.UNMETERED)
    open {
        val conflict = conflict(this)
        conflict.untilSaid("Cống nghẹt cả tuần nay.")
        conflict.untilSaid("Cống nghẹt do rác.")
        assertFalse(conflict.canSend(), "nothing is chosen yet")
        conflict.check()
        conflict.choose(AmendmentChoice.MINE, Part.TEXT)
        assertFalse(conflict.canSend(), "there is more to choose")
        conflict.choose(AmendmentChoice.THEIRS, Part.ADDRESS)
        conflict.check("conflict-chosen")
        val report = conflict.send()
        until("nothing is left to choose or to send") { !has("amendment") }
        report.untilSaid("Cống nghẹt cả tuần nay.")
    }
    val page = town.operatorsPage(town.reports().single())
    for (said in listOf("Cống nghẹt cả tuần nay.", "Kiệt 36 Chi Lăng")) assertTrue(said in page, "$said: $page")
}

/** A change that waits for a choice can't be sent before it. */
internal fun Stage.aChangeWaitsForAChoice() {
    settle()
    network(Network.UNMETERED)
    open {
        conflicted(this)
        press("back")
        val outbox = HomeRobot(this).myReports().outbox()
        outbox.untilSaid(variant.of("Điều bạn sửa trong phản ánh", "What you changed in the report"))
        assertFalse(outbox.canTryNow)
        outbox.check("outbox-conflict")
    }
}

/** A change that the city did not take is dropped. */
internal fun Stage.aChangeIsDropped() {
    settle()
    network(Network.UNMETERED)
    open {
        val report = conflict(this).drop()
        until("nothing waits") { !has("amendment") }
        report.untilSaid("Cống nghẹt do rác.")
    }
    assertFalse("cả tuần nay" in town.operatorsPage(town.reports().single()))
}

/** A report that the city has closed says why it can't be changed, also to who is writing. */
internal fun Stage.aClosedReportCantBeChanged() {
    settle()
    network(Network.UNMETERED)
    open {
        sent(this)
        val change = change()
        change.rewrite("Cống nghẹt cả tuần nay.")
        change.untilSaved("Cống nghẹt cả tuần nay.")
        town.setStatus(town.reports().single(), "done", "Công ty Môi trường", "Đã nạo vét.")
        sync()
        untilShown("why-no-change")
        assertFalse(has("send"))
        change.check("change-too-late")
        val report = change.leaveItAsItWas()
        report.untilSaid("Cống nghẹt, nước tràn ra đường.")
        untilShown("why-no-change")
        assertFalse(has("begin-change"))
    }
}

/** A report that the city has, on its page. */
private fun Stage.sent(screens: Screens): ReportRobot = with(screens) {
    send().also {
        untilChangeable()
        sync()
    }
}

private fun Screens.untilChangeable() = until("the city has all of it") { has("number") && has("begin-change") }

/** The citizen and the staff have changed the same two parts. */
private fun Stage.conflict(screens: Screens): ConflictRobot {
    conflicted(screens)
    return screens.settleChange()
}

/** The same, on the page of the report. */
private fun Stage.conflicted(screens: Screens) = with(screens) {
    sent(this)
    network(Network.NONE)
    val change = change()
    change.rewrite("Cống nghẹt cả tuần nay.")
    change.address("Kiệt 34 Chi Lăng")
    change.untilSaved("Kiệt 34 Chi Lăng")
    val report = change.send()
    val id = town.reports().single()
    town.correct(id, "text", "Cống nghẹt do rác.")
    town.correct(id, "address", "Kiệt 36 Chi Lăng")
    network(Network.UNMETERED)
    untilShown("settle")
    report.scrollTo("amendment")
    report.check("change-conflict")
}
