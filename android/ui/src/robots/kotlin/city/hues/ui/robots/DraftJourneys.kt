package city.hues.ui.robots

import city.hues.Network
import org.json.JSONArray
import org.json.JSONObject

/** The city asks what belongs to the category, says what is wrong beside each question, and reads the answers. */
internal fun Stage.theCityAsks() {
    settle()
    network(Network.UNMETERED)
    open {
        var draft = HomeRobot(this).newReport()
        draft.locate("Phường Phú Xuân")
        draft = draft.choose("street-light")
        draft.write("Đèn tắt cả kiệt.")
        draft.untilAsked("fault")
        assertFalse(draft.isAsked("lamps"), "what depends on another answer is asked after it")
        draft.sendInVain()
        draft.untilSaid(variant.of("Hãy trả lời câu này.", "Please answer this."))
        draft.scrollTo("duty-fault")
        draft.check("compose-asked")

        draft.option("fault", "off")
        draft.untilGone("wrong-fault")
        draft.untilAsked("lamps")
        draft.answer("lamps", "5000")
        draft.answer("pole-number", "PX 12")
        draft.untilSaid(variant.of("Hãy nhập số từ 1 đến 500 bóng.", "Enter a number from 1 to 500 lamps."))
        draft.scrollTo("wrong-lamps")
        draft.check("compose-questions")
        draft.changeAnswer("lamps", "3")
        draft.untilGone("wrong-lamps")

        draft.setMoment("since")
        draft.laterThanNow("since")
        draft.untilSaid(variant.of("Thời điểm này chưa đến.", "That time is in the future."))
        draft.scrollTo("wrong-since")
        draft.check("compose-moment")
        draft.clear("since")
        draft.send().untilNumbered()
    }
    val page = town.operatorsPage(town.reports().single())
    for (said in listOf("Không sáng", "PX 12", "3")) assertTrue(said in page, "$said: $page")
}

/** A draft is copied, and the copy goes through all that can become of it. */
internal fun Stage.aDraftIsCopiedThrownAwayTakenBackAndErased() {
    settle()
    open {
        var draft = HomeRobot(this).newReport()
        draft.write("Cống nghẹt, nước tràn ra đường.")
        draft.untilSaved()
        draft.back()
        // Who left it in peace is not told that it was cut off.
        val list = HomeRobot(this).myReports()
        draft = list.duplicate()
        draft.untilSaid("Cống nghẹt, nước tràn ra đường.")
        draft.back()
        untilKept(drafts = 2, discarded = 0)
        list.discard()
        untilKept(drafts = 1, discarded = 1)
        list.untilOneDiscarded()
        list.check("reports-discarded")
        list.undo()
        untilKept(drafts = 2, discarded = 0)
        list.discard()
        list.closeDiscarded()
        list.restore()
        untilKept(drafts = 2, discarded = 0)
        list.discard()
        list.closeDiscarded()
        list.untilOneDiscarded()
        list.toEnd()
        list.check("reports-recently-discarded")
        list.erase()
        untilKept(drafts = 1, discarded = 0)
    }
    open {
        val phone = HomeRobot(this)
        phone.untilSaid(variant.of("1 bản nháp", "1 draft"))
        assertFalse(has("recovered"))
    }
}

/** Who was cut off goes on writing, or not now. */
internal fun Stage.whoWasCutOffGoesOn() {
    settle()
    open {
        val draft = HomeRobot(this).newReport()
        draft.write("Cây đổ chắn đường.")
        draft.untilSaved()
    }
    open {
        val draft = HomeRobot(this).goOn()
        draft.untilSaid("Cây đổ chắn đường.")
    }
    open {
        val phone = HomeRobot(this)
        phone.untilSaid("Cây đổ chắn đường")
        phone.notNow()
        phone.untilSaid(variant.of("1 bản nháp", "1 draft"))
    }
}

/** What the city asks anew is pointed out when the draft is opened, and no answer is lost. */
internal fun Stage.theCityAsksAnew() {
    settle()
    open {
        val draft = HomeRobot(this).newReport().choose("street-light")
        draft.untilAsked("fault")
        draft.option("fault", "missing")
        draft.untilSaved()
        draft.back()
        HomeRobot(this)
        town.publishCategories(withAnotherQuestion())
        network(Network.UNMETERED)
        sync()
        var opened = HomeRobot(this).myReports().openDraft()
        untilShown("notices")
        opened.untilAsked("dark")
        opened.check("compose-notices")
        opened.understand()
        opened.back()
        opened = ReportsRobot(this).openDraft()
        opened.untilAsked("dark")
        assertFalse(has("notices"))
    }
    // The next journey's city asks what it asked before.
    town.publishCategories(categories(later = 2))
}

/** The window is made anew while somebody writes. */
internal fun Stage.aDraftOutlivesItsWindow() {
    val lamp = "Đèn đường hỏng trước chợ Đông Ba, tối hai hôm nay."
    settle()
    open {
        val draft = HomeRobot(this).newReport()
        draft.write(lamp)
        draft.untilSaved()
        turn()
        ComposeRobot(this).untilSaid(lamp)
        goBack()
        val home = HomeRobot(this)
        home.untilSaid(variant.of("1 bản nháp", "1 draft"))
        home.isInReach("new-report")
    }
}

/** A draft is thrown away, and the citizen thinks better of it. */
internal fun Stage.aDraftIsThrownAwayAndTakenBack() {
    val gutter = "Cống nghẹt, nước tràn ra đường."
    settle()
    open {
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
}

/** The categories that are compiled into the core, as a city of a later day publishes them. */
private fun Stage.categories(later: Int) =
    JSONObject(file("../../data/hue/categories.json").decodeToString()).apply { put("schema_version", getInt("schema_version") + later) }

private fun Stage.withAnotherQuestion(): JSONObject {
    val categories = categories(later = 1)
    val all = categories.getJSONArray("categories")
    val lights = (0 until all.length()).map(all::getJSONObject).single { it.getString("id") == "street-light" }
    val asked = lights.getJSONArray("questions")
    val question = JSONObject()
        .put("id", "dark")
        .put("kind", "text")
        .put("required", true)
        .put("text", JSONObject().put("vi", "Đoạn nào tối nhất?").put("en", "Where is it darkest?"))
    lights.put("questions", JSONArray(listOf(question) + (0 until asked.length()).map(asked::getJSONObject)))
    return categories
}
