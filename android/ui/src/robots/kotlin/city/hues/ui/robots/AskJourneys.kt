package city.hues.ui.robots

import city.hues.Network

/** An agency is asked about no place, without a network; its answer is read and rated. */
internal fun Stage.anAgencyIsAsked() {
    settle()
    open {
        val draft = HomeRobot(this).newReport()
        draft.locate("Phường Phú Xuân")
        draft.write("Cho hỏi thủ tục làm khai sinh cho cháu?")
        draft.untilShown("suggestion-question")
        draft.takeSuggestion("question")
        draft.untilAsked("agency")
        draft.untilGone("locate")
        assertFalse(has("pin") || has("ward"), "there is no place to choose")
        draft.untilSaid(variant.of("Bạn muốn hỏi gì?", "What do you want to ask?"))
        draft.sendInVain()
        draft.untilSaid(variant.of("Hãy trả lời câu này.", "Please answer this."))
        draft.option("agency", "justice")
        draft.untilGone("wrong-agency")
        draft.untilSaved()
        draft.scrollTo("text")
        draft.check("compose-agency")
        draft.preview()
        for (place in listOf(variant.of("Vị trí:", "Position:"), "Phường Phú Xuân")) assertFalse(shows(place), place)
        val report = draft.send()
        report.untilSaid(variant.of("Chưa có mạng. Máy sẽ tự gửi khi có mạng.", "No network. The phone sends it by itself"))
        network(Network.UNMETERED)
        report.untilNumbered()
    }
    val id = town.reports().single()
    val page = town.operatorsPage(id)
    assertTrue("Sở Tư pháp" in page, page)
    assertFalse("Vị trí" in page, page)
    town.reply(id, "Sở Tư pháp", "Cần giấy chứng sinh và căn cước.")
    town.setStatus(id, "done", "Sở Tư pháp", "")
    open {
        val phone = HomeRobot(this)
        phone.untilSaid(variant.of("1 trả lời mới", "1 new reply"))
        val report = phone.myReports().open()
        report.untilSaid("Cần giấy chứng sinh và căn cước.")
        untilShown("rate")
        report.rate("SATISFIED", "Rõ ràng.")
        until("the agency knows") { "Rõ ràng." in town.operatorsPage(id) }
    }
}

/** Home leads to a question; whoever only looked finds the same one, and what was asked stands on the report's page. */
internal fun Stage.aQuestionBeginsAtHome() {
    settle()
    open {
        val looked = HomeRobot(this).ask()
        looked.untilAsked("agency")
        looked.back()
        val draft = HomeRobot(this).ask()
        draft.untilAsked("agency")
        assertFalse(has("locate") || has("pin"), "there is no place to choose")
        assertFalse(has("share-text"), "nobody else would see it")
        draft.untilShown("only-staff")
        draft.option("agency", "police")
        draft.write("Cho hỏi thủ tục cấp lại căn cước?")
        draft.untilSaved()
        val report = draft.send()
        untilShown("sent-answer")
        report.untilSaid(variant.of("Công an thành phố: căn cước", "Police: identity cards"))
        report.check("report-question")
        report.back()
        HomeRobot(this).myReports()
        until("there is one question, and no empty one") { count("report-line") == 1 }
    }
}
