package city.hues.ui.robots

import city.hues.Network

/** A video waits for Wi-Fi, as was said beside it, and goes over mobile data when the citizen says so. */
internal fun Stage.aVideoWaitsForWiFi() {
    settle()
    network(Network.METERED)
    camera(Lack.ABSENT)
    open {
        var draft = HomeRobot(this).newReport()
        val videos = VideoRobot(this)
        videos.recordInVain(variant.of("Máy này không quay được video.", "This phone can't record."))
        video("photos/progressive_cat.jpg")
        videos.chooseInVain(variant.of("không phải là video MP4 hay MOV", "not an MP4 or MOV video"))
        video("videos/phone.mp4")
        videos.choose()
        untilShown("video-waits")
        assertFalse(has("record-video"), "a report takes one")
        draft.untilSaved()
        draft.scrollTo("video-waits")
        draft.check("compose-video")
        val page = draft.openPhoto()
        page.untilSaid(variant.of("Không che được mặt người", "can't be hidden in a video"))
        page.check("photo-page-video")
        page.back()
        draft = ComposeRobot(this)
        videos.remove()
        assertFalse(has("video-waits"))
        videos.choose()
        draft.locate("Phường Phú Xuân")
        draft = draft.choose("pollution")
        draft.write("Cống nghẹt, nước tràn ra đường.")
        val report = draft.send()
        report.untilNumbered()
        report.untilSaid(variant.of("Video đang chờ Wi-Fi", "The video waits for Wi-Fi"))
        untilShown("send-anyway")
        assertFalse(has("try-now"), "a try would send nothing")
        report.scrollTo("state")
        report.check("report-video-waits")
        report.sendAnyway()
        until("the city has the video") { "\"stored_sha256\":\"" in town.state().toString() }
    }
}
