package city.hues.ui.robots

import city.hues.Network
import city.hues.Point
import java.time.Duration

/** On the page and in the list of all. */
internal fun Stage.theTextSuggestsItsCategory() {
    settle()
    open {
        var draft = HomeRobot(this).newReport()
        draft.write("o ga sau truoc cho")
        draft.untilShown("suggestion-road-damage")
        draft.untilSaved()
        draft.scrollTo("suggestion-road-damage")
        draft.check("compose-suggestions")
        val categories = draft.categories()
        untilShown("suggested-road-damage")
        categories.check("categories-suggested")
        draft = categories.chooseSuggested("road-damage")
        draft.untilAsked("damage")
        assertFalse(has("suggestions"))
    }
}

/** A category is looked for without marks, and what fits none has a way out. */
internal fun Stage.aCategoryIsLookedFor() {
    settle()
    open {
        var draft = HomeRobot(this).newReport()
        var categories = draft.categories()
        categories.search("den ch")
        categories.untilFound("street-light")
        categories.check("categories-found")
        categories.search("xyzzy")
        untilShown("nothing-found")
        categories.check("categories-nothing-found")
        draft = categories.takeTheWayOut()
        draft.untilSaid(variant.of("Lĩnh vực khác", "Other"))
        categories = draft.categories()
        categories.search("Đèn")
        categories.untilFound("street-light")
        categories.choose("street-light")
        ComposeRobot(this).untilAsked("fault")
    }
}

/** A place that is old, coarse or made up is said to be doubtful, and one beyond the city to be there. */
internal fun Stage.aPlaceIsDoubtful() {
    settle()
    place(Place.Found(accuracyM = 900.0, age = Duration.ofMinutes(10), isMock = true))
    open {
        val draft = HomeRobot(this).newReport()
        draft.locate("Phường Phú Xuân")
        draft.untilSaid(variant.of("Vị trí này có thể không đúng. Hãy xem lại trên bản đồ", "This place may be wrong. Check it on the map"))
        draft.untilSaved()
        draft.scrollTo("locate")
        draft.check("compose-doubtful")
        place(Place.Found(Point(16.2073, 107.9983)))
        draft.locate(variant.of("thành phố Đà Nẵng", "Đà Nẵng"))
        draft.untilGone("doubt")
    }
}

/** Before it goes each part is said to be public or not, and a number in the text is pointed out. */
internal fun Stage.eachPartIsPublicOrNot() {
    settle()
    open {
        var draft = HomeRobot(this).newReport()
        draft.locate("Phường Phú Xuân")
        draft = draft.choose("animals")
        draft.untilAsked("bitten")
        draft.option("bitten", "no")
        draft.write("Chó thả rông, gọi tôi số 0905 123 456.")
        draft.untilShown("exposed")
        draft.preview()
        draft.untilSaid(variant.of("chỉ cán bộ thành phố thấy", "only the city's staff see it"))
        // The end of the page.
        draft.scrollTo("discard")
        draft.check("compose-preview")
        press("share-text")
        draft.untilGone("exposed")
    }
}

/** What a neighbour reported is found, and followed instead of reported again. */
internal fun Stage.aNeighboursReportIsFollowed() {
    aNeighbourReports("Karaoke sau 22 giờ, cả xóm không ngủ được.")
    settle()
    network(Network.UNMETERED)
    open {
        var draft = HomeRobot(this).newReport()
        draft.locate("Phường Phú Xuân")
        // Nothing is written yet: the place says so.
        draft.untilShown("suggestion-noise")
        draft = draft.choose("noise")
        draft.untilSaid("Karaoke sau 22 giờ, cả xóm không ngủ được.")
        draft.untilSaved()
        draft.scrollTo("follow")
        draft.check("compose-nearby")
        draft.follow()
        draft.back()
        val list = HomeRobot(this).myReports()
        list.untilListed("report-line")
        list.untilListed("followed-line")
        list.toEnd()
        list.check("reports-followed")
        list.unfollow()
    }
}
