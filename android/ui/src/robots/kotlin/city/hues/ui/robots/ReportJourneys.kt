package city.hues.ui.robots

import city.hues.Network

/** A citizen's first report, begun without a network, from the first start to the city's answer. */
internal fun Stage.aReportArrivesAndIsAnswered() {
    val lamp = "Đèn đường hỏng trước chợ Đông Ba, tối hai hôm nay."

    open {
        val phone = StartRobot(this).begin()
        assertTrue(phone.isOffline)
        phone.check("home-offline")
        var draft = phone.newReport()
        draft.check("compose-empty")
        gallery("derived_hue_gps_o6.jpg")
        draft.choosePhotos(1)
        draft.usePhotoPlace("Phường Phú Xuân")
        val categories = draft.categories()
        categories.untilShown("street-light")
        categories.check()
        categories.choose("street-light")
        draft = ComposeRobot(this)
        draft.untilAsked("fault")
        draft.option("fault", "off")
        draft.write(lamp)
        draft.untilSaved()
        // Where the page stands after typing depends on the moment; at its beginning it is the same each time.
        draft.scrollTo("choose-photos")
        draft.check("compose")

        // The phone is turned, and the citizen is where they were.
        turn()
        draft = ComposeRobot(this)
        draft.untilSaid(lamp)
        draft.untilSaid("Phường Phú Xuân")
        assertEquals(1, count("photo"))
    }

    // The phone was killed, and everything is there.
    open {
        val phone = HomeRobot(this)
        phone.untilSaid(variant.of("1 bản nháp", "1 draft"))
        phone.untilSaid(lamp.removeSuffix("."))
        phone.check("home-recovered")
        assertTrue(phone.stand("danger", "recovered", "my-reports", "call-19001075", "me-button"))
        val list = phone.myReports()
        list.untilSaid(lamp)
        list.check("reports-draft")
        val draft = list.openDraft()
        draft.untilSaid(lamp)
        draft.untilSaid("Phường Phú Xuân")
        val report = draft.send()
        declineNotifications()
        report.untilSaid(variant.of("Chưa có mạng. Máy sẽ tự gửi khi có mạng.", "No network. The phone sends it by itself"))
        report.check("report-waiting")
        report.back()
        HomeRobot(this).untilSaid(variant.of("1 đang chờ gửi", "1 waiting to be sent"))
        check("home-waiting")
        assertEquals(emptyList<String>(), town.reports())

        network(Network.UNMETERED)
        HomeRobot(this).untilSaid(variant.of("Mọi phản ánh đã được gửi.", "Every report has been sent."))
    }

    val id = town.reports().single()
    town.setStatus(id, "assigned", "UBND phường Phú Xuân", "")
    town.setStatus(id, "in_progress", "Công ty Điện chiếu sáng", "Đã cử thợ đi kiểm tra.")
    town.reply(id, "Công ty Điện chiếu sáng", "Chào bạn, tối nay thợ sẽ thay bóng. Cảm ơn bạn đã báo.")
    warnOfFlood()

    open {
        val phone = HomeRobot(this)
        phone.untilSaid(variant.of("1 trả lời mới", "1 new reply"))
        assertFalse(phone.isOffline)
        phone.untilSaid(variant.of("Lũ trên sông Hương lên mức báo động III", "The Hương river rises to alarm level III"))
        phone.check("home")

        val list = phone.myReports()
        list.untilSaid(variant.of("1 trả lời mới", "1 new reply"))
        list.check("reports")
        val report = list.open()
        report.untilNumbered()
        report.untilSaid("Chào bạn, tối nay thợ sẽ thay bóng.")
        report.check("report")
        report.scrollTo("message")
        check("report-replies")
    }

    // The network is gone, the warning is still there, and it says how old it is.
    network(Network.NONE)
    open {
        val phone = HomeRobot(this)
        phone.untilSaid(variant.of("Cập nhật", "Updated"))
        assertTrue(phone.isOffline)
        assertFalse(shows(variant.of("trả lời mới", "new reply")))
        val alerts = phone.warnings()
        alerts.untilSaid(variant.of("Cập nhật lúc", "Updated at"))
        alerts.check()
        val alert = alerts.open()
        alert.untilSaid(variant.of("Không đi qua đoạn đường ngập.", "Do not cross flooded roads."))
        alert.check()
    }
}

/** What is missing is said, and the place found by the phone is mended by hand. */
internal fun Stage.aPinIsMovedByHand() {
    settle()
    place(Place.Found(accuracyM = 85.0))
    open {
        var draft = HomeRobot(this).newReport()
        draft.sendInVain()
        draft.untilSaid(variant.of("Hãy chọn loại phản ánh.", "Choose what the report is about."))
        // Asking to send has begun the draft.
        draft.untilSaved()
        draft.check("compose-missing")
        draft.locate("Phường Phú Xuân")
        draft.untilSaid(variant.of("Sai số khoảng 85 m", "Accurate to about 85 m"))
        val pin = draft.pin()
        pin.untilOver("Phường Phú Xuân")
        pin.check()
        pin.closer()
        draft = pin.choose()
        // A pin that was set by hand is where it is.
        draft.untilGone("accuracy")
        draft.untilSaid("Phường Phú Xuân")
        draft.scrollTo("ward")
        check("compose-place")
        draft.discard()
        HomeRobot(this).untilSaid(variant.of("Bạn chưa gửi phản ánh nào.", "You have not sent any report yet."))
        untilShown("discarded")
        check("home-discarded")
    }
}

/** Who leaves a name and a number is told when the number is none, and the city gets both. */
internal fun Stage.contactIsLeft() {
    settle()
    network(Network.METERED)
    open {
        var draft = HomeRobot(this).newReport()
        draft.locate("Phường Phú Xuân")
        draft = draft.choose("noise")
        draft.write("Karaoke sau 22 giờ.")
        draft.leaveContact("Bà Hoa", "0914")
        draft.untilSaid(variant.of("Số điện thoại chưa đúng. Hãy xem lại.", "The phone number is not right. Check it."))
        draft.scrollTo("wrong-PHONE")
        draft.check("compose-contact")
        draft.sendInVain()
        draft.phoneNumber("0914 123 456")
        draft.untilGone("wrong-PHONE")
        draft.shareName()
        draft.send().untilNumbered()
    }
    assertTrue("Bà Hoa, 0914 123 456" in town.operatorsPage(town.reports().single()))
}

/** Also at the first start; each time they come, a report of its own. */
internal fun Stage.photosOfAnotherAppBeginAReport() {
    open(Arrival.Photos("derived_hue_gps_o6.jpg", "progressive_cat.jpg")) {
        press("language-${variant.language.name}")
        press("begin")
        val draft = ComposeRobot(this)
        until("both photos") { count("photo") == 2 }
        draft.usePhotoPlace("Phường Phú Xuân")
        turn()
        until("still two") { count("photo") == 2 }
        arrive(Arrival.Photos("derived_hue_gps_o6.jpg"))
        until("a report of its own") { count("photo") == 1 }
        ComposeRobot(this).back()
        HomeRobot(this).untilSaid(variant.of("2 bản nháp", "2 drafts"))
    }
}

/** The language changes at once, there and back, and a number is called. */
internal fun Stage.theLanguageIsChangedAndANumberCalled() {
    settle()
    open {
        val phone = HomeRobot(this)
        phone.call("19001075")
        assertEquals(listOf("19001075"), called)
        val me = phone.me()
        me.check("me-offline")
        me.speak("EN")
        me.untilSaid("Your data")
        me.speak("VI")
        me.untilSaid("Dữ liệu của bạn")
        me.speak(variant.language.name)
        goBack()
        HomeRobot(this)
    }
}

/** What is missing is said, each line leads to its part of the page, and then it goes. */
internal fun Stage.whatIsMissingIsFound() {
    settle()
    open {
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
    }
}
