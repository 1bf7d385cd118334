package city.hues.ui.robots

import androidx.compose.ui.geometry.Offset
import city.hues.Network

/** A face is hidden by buttons and by a finger, and the city gets the photo without it. */
internal fun Stage.aFaceIsHidden() {
    settle()
    network(Network.UNMETERED)
    open {
        var draft = HomeRobot(this).newReport()
        gallery("progressive_cat.jpg")
        draft.choosePhotos(1)
        draft.untilSaved()
        val before = photos().single()
        val photo = draft.openPhoto()
        photo.untilDrawn()
        photo.check()
        photo.addBox()
        photo.untilSaid(
            variant.of("Ở giữa ảnh, rộng 30\u00A0% và cao 30\u00A0% của ảnh.", "In the middle, 30\u00A0% of the photo wide and 30\u00A0% high."),
        )
        for (way in listOf("LEFT", "UP", "WIDER", "TALLER")) photo.nudge(way)
        photo.untilSaid(variant.of("rộng 35\u00A0% và cao 35\u00A0% của ảnh.", "35\u00A0% of the photo wide and 35\u00A0% high."))
        photo.draw(Offset(0.7f, 0.7f), Offset(0.95f, 0.95f))
        until("two boxes") { photo.boxes() == 2 }
        // Held in its middle, it goes along.
        photo.draw(Offset(0.8f, 0.8f), Offset(0.8f, 0.2f))
        photo.untilSaid(variant.of("Ở phía trên bên phải", "At the top right"))
        assertEquals(2, photo.boxes())
        scrollTo("picture")
        photo.check("photo-page-boxes")
        photo.draw(Offset(0.1f, 0.8f), Offset(0.3f, 0.95f))
        until("three boxes") { photo.boxes() == 3 }
        photo.removeBox()
        until("two boxes") { photo.boxes() == 2 }
        photo.scrollTo("box-TALLER")
        photo.check("photo-page-buttons")
        draft = photo.hide()
        until("the photo is another one") { photos().single().id != before.id }
        assertNotEquals(before.sha256, photos().single().sha256)
        // What the page says of the place is newer than the photo on it.
        draft.locate("Phường Phú Xuân")
        val hidden = draft.openPhoto()
        hidden.untilDrawn()
        hidden.check("photo-page-hidden")
        hidden.back()
        draft = ComposeRobot(this).choose("other")
        draft.write("Mèo kêu suốt đêm.")
        draft.send().untilNumbered()
        val sent = photos().single().sha256
        until("the photo is there") { "\"stored_sha256\":\"$sent\"" in town.state().toString() }
    }
}

/** The same photo once more is pointed out, and one of them is taken out where it is seen large. */
internal fun Stage.theSamePhotoIsPointedOut() {
    settle()
    open {
        var draft = HomeRobot(this).newReport()
        gallery("progressive_cat.jpg", "progressive_cat.jpg")
        draft.choosePhotos(2)
        val same = variant.of("Giống hệt ảnh số 1.", "The same as photo 1.")
        draft.untilSaid(same)
        draft.scrollTo("choose-photos")
        draft.check("compose-same-photo")
        val photo = draft.openPhoto()
        photo.untilDrawn()
        draft = photo.remove()
        until("one photo is left") { count("photo") == 1 }
        until("nothing is the same any more") { !shows(same) }
    }
}

/** A file that is no photo says so, and the rest of the draft stays. */
internal fun Stage.aPhotoThatIsNoneSaysWhy() {
    settle()
    open {
        val draft = HomeRobot(this).newReport()
        draft.write("Cây đổ chắn đường.")
        draft.untilSaved()
        gallery("derived_empty.jpg")
        draft.chooseWrongPhoto(variant.of("Tệp này không phải là ảnh.", "This file is not a photo."))
        gallery("progressive_cat.jpg")
        draft.choosePhotos(1)
        draft.removePhoto(1)
        draft.untilSaid("Cây đổ chắn đường.")
    }
}

/** Who does not let the app use the camera or their place is told what else they can do. */
internal fun Stage.whatIsNotAllowedHasAnotherWay() {
    settle()
    camera(Lack.ABSENT)
    place(Place.Nowhere(Lack.ABSENT))
    open {
        val draft = HomeRobot(this).newReport()
        draft.takePhotoInVain(variant.of("Máy này không có máy ảnh.", "This phone has no camera."))
        camera(Lack.FORBIDDEN)
        draft.takePhotoInVain(variant.of("chưa được phép dùng máy ảnh", "may not use the camera"))
        draft.locate(variant.of("Chưa tìm được vị trí", "can't tell where it is"))
        place(Place.Nowhere(Lack.FORBIDDEN))
        draft.locate(variant.of("chưa được phép dùng vị trí", "may not use your location"))
        draft.check("compose-denied")
    }
}
