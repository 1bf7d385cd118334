package city.hues.ui.robots

import city.hues.Network

/** Who comes back to the app finds what the city answered meanwhile. */
internal fun Stage.whoComesBackFindsTheAnswer() {
    settle()
    network(Network.UNMETERED)
    open {
        karaoke().send().untilNumbered()
        goBack()
        HomeRobot(this).untilSaid(variant.of("Mọi phản ánh đã được gửi.", "Every report has been sent."))
        town.reply(town.reports().single(), "Công an phường Phú Xuân", "Tổ tuần tra đã nhắc nhở.")
        lookAway()
        HomeRobot(this).untilSaid(variant.of("1 trả lời mới", "1 new reply"))
    }
}

/** Photos that wait for Wi-Fi are named, and go over mobile data when the citizen says so. */
internal fun Stage.photosWaitForWiFi() {
    settle()
    open {
        val me = HomeRobot(this).me()
        me.letPhotosWait()
        me.back()
        network(Network.METERED)
        gallery("progressive_cat.jpg")
        send(photos = 1).untilNumbered()
        val report = ReportRobot(this)
        report.untilSaid(variant.of("Ảnh đang chờ Wi-Fi, như bạn đã chọn.", "Photos wait for Wi-Fi, as you chose."))
        report.back()
        val outbox = HomeRobot(this).myReports().outbox()
        outbox.untilSaid(variant.of("Ảnh 1, ", "Photo 1, "))
        outbox.check()
        outbox.untilSaid(variant.of("Gửi ngay bằng dữ liệu di động", "Send over mobile data now"))
        outbox.sendAnyway()
        outbox.untilEmpty()
        outbox.check("outbox-empty")
    }
    val sent = town.state().toString()
    assertTrue("\"stored_sha256\":\"" in sent, sent)
}

/** Photos wait while the battery is low, and go by themselves when it is not any more. */
internal fun Stage.aLowBatteryIsSpared() {
    settle()
    network(Network.UNMETERED)
    battery(isLow = true)
    open {
        gallery("progressive_cat.jpg")
        val report = send(photos = 1)
        report.untilNumbered()
        report.untilSaid(variant.of("Pin yếu, hoặc máy đang tiết kiệm pin.", "The battery is low or being saved."))
        battery(isLow = false)
        report.untilSaid(variant.of("Thành phố đã nhận đủ.", "The city has all of it."))
    }
}

/** Photos that wait for Wi-Fi and the charger say what sending costs now: on Wi-Fi no mobile data. When the citizen lets them, they go. */
internal fun Stage.photosMayUseTheBattery() {
    settle()
    battery(isLow = true)
    open {
        val me = HomeRobot(this).me()
        me.letPhotosWait()
        me.back()
        network(Network.METERED)
        gallery("progressive_cat.jpg")
        val report = send(photos = 1)
        report.untilNumbered()
        report.untilSaid(variant.of("Gửi ngay bằng dữ liệu di động, dùng pin còn lại", "Send over mobile data now, on the battery"))
        assertFalse(has("try-now"), "a try would send nothing")
        val both = variant.of("Ảnh đang chờ Wi-Fi, như bạn đã chọn, và chờ sạc pin.", "Photos wait for Wi-Fi, as you chose, and for the charger.")
        report.untilSaid(both)
        report.scrollTo("state")
        report.check("report-battery-metered")
        network(Network.UNMETERED)
        report.untilSaid(variant.of("Gửi ngay, dùng pin còn lại", "Send now, on the battery"))
        report.untilSaid(variant.of("Pin yếu, hoặc máy đang tiết kiệm pin.", "The battery is low or being saved."))
        report.scrollTo("state")
        report.check("report-battery")
        report.sendAnyway()
        report.untilSaid(variant.of("Thành phố đã nhận đủ.", "The city has all of it."))
        assertFalse(has("send-anyway"))
    }
}

/** What nobody else has is thrown away, and taken back. */
internal fun Stage.whatNobodyHasIsThrownAway() {
    settle()
    open {
        send().back()
        val outbox = HomeRobot(this).myReports().outbox()
        outbox.untilSaid(variant.of("Nội dung phản ánh", "What you wrote"))
        outbox.check("outbox-offline")
        outbox.giveUp()
        outbox.untilEmpty()
        untilShown("discarded")
        outbox.back()
        val list = ReportsRobot(this)
        list.undo()
        list.openDraft().untilSaid("Cống nghẹt, nước tràn ra đường.")
        assertEquals(1 to 0, kept())
    }
    assertEquals(emptyList<String>(), town.reports())
}

/** The city removes a report: the citizen is told once, what they wrote is there, and they copy it or throw it away. */
internal fun Stage.aReportIsRemoved() {
    settle()
    network(Network.UNMETERED)
    open {
        val sent = send()
        sent.untilNumbered()
        sent.back()
        HomeRobot(this).untilSaid(variant.of("Mọi phản ánh đã được gửi.", "Every report has been sent."))
        town.remove(town.reports().single())
        sync()
        HomeRobot(this).untilSaid(variant.of("Thành phố đã gỡ phản ánh của bạn", "The city removed a report of yours"))
        val list = HomeRobot(this).myReports()
        list.untilSaid(variant.of("Mới", "New"))
        list.untilSaid(variant.of("Thành phố đã gỡ phản ánh này.", "The city removed this report."))
        list.check("reports-removed")
        var report = list.open()
        report.untilSaid(variant.of("Thành phố không xử lý phản ánh này nữa.", "The city no longer deals with it."))
        assertTrue(has("number") && !has("reply-text") && !has("begin-change"))
        report.check("report-removed")
        val draft = report.copy()
        draft.untilSaid("Cống nghẹt, nước tràn ra đường.")
        draft.back()
        report = ReportRobot(this)
        until("what can be done about it is there") { has("give-up") }
        report.scrollTo("give-up")
        report.giveUp(variant.of("Trong 30 ngày", "for 30 days"))
        untilShown("discarded")
        until("the draft is left") { count("report-line") == 1 }
        assertFalse(shows(variant.of("đã gỡ", "removed")))
    }
    assertEquals(emptyList<String>(), town.reports())
}

/** The city's answer is new once, and is answered. */
internal fun Stage.theCityIsAnswered() {
    settle()
    network(Network.UNMETERED)
    open {
        val report = send()
        report.untilNumbered()
        report.back()
        HomeRobot(this).untilSaid(variant.of("Mọi phản ánh đã được gửi.", "Every report has been sent."))
        val id = town.reports().single()
        town.reply(id, "Công ty Môi trường", "Bạn cho biết thêm: trước nhà số mấy?")
        sync()
        var opened = HomeRobot(this).myReports().open()
        untilShown("new-message")
        network(Network.NONE)
        opened.reply("Trước nhà số 12.")
        opened.untilSaid("Trước nhà số 12.")
        untilShown("message-waits")
        opened.scrollTo("reply")
        opened.check("report-thread")
        opened.reply("Nhầm, số 21.")
        until("two messages wait") { count("unsend") == 2 }
        opened.unsend()
        until("one message waits") { count("unsend") == 1 }
        opened.back()
        opened = ReportsRobot(this).open()
        opened.untilSaid("Nhầm, số 21.")
        assertFalse(has("new-message"), "what was seen is not new any more")
        network(Network.UNMETERED)
        until("the city has the answer") { "Nhầm, số 21." in town.state().toString() }
        assertFalse("Trước nhà số 12." in town.state().toString())
    }
}

/** Who is not content has it taken up again. */
internal fun Stage.whatWasDoneIsRated() {
    settle()
    network(Network.UNMETERED)
    open {
        send().untilNumbered()
        val id = town.reports().single()
        town.setStatus(id, "done", "Công ty Môi trường", "Đã nạo vét.")
        sync()
        val report = ReportRobot(this)
        untilShown("rate")
        report.scrollTo("rate")
        report.check("report-rating")
        report.rate("UNSATISFIED", "Vẫn ngập.")
        until("the city knows") { "Vẫn ngập." in town.operatorsPage(id) }
    }
}

/** A report is taken back, kept, and one that was closed meanwhile says so with its number. */
internal fun Stage.aReportIsTakenBack() {
    settle()
    network(Network.UNMETERED)
    open {
        val report = send()
        report.untilNumbered()
        sync()
        val id = town.reports().single()
        network(Network.NONE)
        val means = variant.of("Rút lại phản ánh này?", "Take this report back?")
        report.giveUp(means)
        report.untilSaid(variant.of("Bạn đã rút lại. Đang chờ báo cho thành phố.", "You took it back. The city is still to be told."))
        report.keep()
        report.giveUp(means)
        untilShown("keep")
        town.setStatus(id, "done", "Công ty Môi trường", "Đã nạo vét.")
        network(Network.UNMETERED)
        val closed = variant.of("Thành phố đã kết thúc xử lý trước khi bạn rút lại", "The city had closed the report before you took it back")
        report.untilSaid(closed)
        report.untilNumbered()
        report.untilSaid("Đã nạo vét.")
        // Where the page stands after the presses depends on the moment; come from below it is the same each time.
        report.scrollTo("keep")
        assertFalse(has("try-now"), "the city would refuse it each time")
        report.scrollTo("state")
        report.check("report-parked")
        report.keep()
        report.untilSaid(variant.of("Thành phố đã nhận đủ.", "The city has all of it."))
    }
}

/** A city that is busy is waited for, and the citizen can press. */
internal fun Stage.aBusyCityIsWaitedFor() {
    settle()
    network(Network.METERED)
    town.misbehave("POST", "/v1/reports", mapOf("fault" to "unavailable", "status" to 503, "retry_after" to "1800"))
    open {
        var draft = HomeRobot(this).newReport()
        gallery("derived_hue_gps_o6.jpg")
        draft.choosePhotos(1)
        draft.usePhotoPlace("Phường Phú Xuân")
        draft = draft.choose("drainage")
        draft.write("Cống nghẹt, nước ngập nửa bánh xe.")
        draft.send().untilSaid(variant.of("Hệ thống của thành phố đang bận.", "The city's system is busy."))
        turn()
        val report = ReportRobot(this)
        report.untilSaid(variant.of("Hệ thống của thành phố đang bận.", "The city's system is busy."))
        report.untilSaid(variant.of("Lần thử tới:", "Next try:"))
        report.untilSaid(variant.of("Nếu bạn buộc dừng ứng dụng trong Cài đặt", "If you force the app to stop in the settings"))
        report.check("report-busy")
        town.behave()
        report.tryNow()
        report.untilNumbered()
    }
}

/** Without a network, a report with a place on the map says why it waits. */
internal fun Stage.aReportWaitsForTheNetwork() {
    settle(isAsked = false)
    open {
        val report = karaoke().send()
        declineNotifications()
        report.untilSaid(variant.of("Chưa có mạng. Máy sẽ tự gửi khi có mạng.", "No network. The phone sends it by itself"))
        goBack()
        HomeRobot(this).untilSaid(variant.of("1 đang chờ gửi", "1 waiting to be sent"))
    }
}

/** With a network and a city, it gets its number. */
internal fun Stage.aReportGetsItsNumber() {
    settle(isAsked = false)
    network(Network.UNMETERED)
    open {
        val report = karaoke().send()
        declineNotifications()
        report.untilNumbered()
        goBack()
        HomeRobot(this).untilSaid(variant.of("Mọi phản ánh đã được gửi.", "Every report has been sent."))
    }
    assertEquals(1, town.reports().size)
}

/** A report about a drain, with its place, is on its way. */
internal fun Screens.send(photos: Int = 0): ReportRobot {
    var draft = HomeRobot(this).newReport()
    if (photos > 0) draft.choosePhotos(photos)
    draft.locate("Phường Phú Xuân")
    draft = draft.choose("pollution")
    draft.write("Cống nghẹt, nước tràn ra đường.")
    return draft.send()
}

/** A report about noise, with its place on the map. */
internal fun Screens.karaoke(): ComposeRobot {
    var draft = HomeRobot(this).newReport()
    draft = draft.pin().choose()
    draft = draft.choose("noise")
    draft.write("Karaoke sau 22 giờ.")
    return draft
}
