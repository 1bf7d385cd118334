package city.hues.ui.robots

import java.io.File
import java.io.RandomAccessFile

/** A new key takes over, and nothing is lost. */
internal fun Stage.aNewKeyTakesOver() {
    settle()
    open {
        val draft = HomeRobot(this).newReport()
        gallery("progressive_cat.jpg")
        draft.choosePhotos(1)
        draft.write("Cống nghẹt.")
        draft.untilSaved()
        draft.back()
        val before = key()
        val me = HomeRobot(this).me()
        me.makeNewKey(variant.of("Đã tạo khoá mới.", "The new key is ready."))
        me.scrollTo("key-change")
        me.check("me-new-key")
        assertNotEquals(before, key())
        me.back()
        val again = HomeRobot(this).myReports().openDraft()
        again.untilSaid("Cống nghẹt.")
        val photo = again.openPhoto()
        photo.untilDrawn()
    }
}

/** Everything is erased in two steps that say what is lost, and the app begins anew. */
internal fun Stage.everythingIsErased() {
    settle()
    open {
        val draft = HomeRobot(this).newReport()
        draft.write("Cống nghẹt.")
        draft.untilSaved()
        draft.back()
        var erase = HomeRobot(this).me().eraseAll()
        erase.untilSaid(variant.of("Sẽ mất hẳn, cùng ảnh: 1 bản nháp.", "Lost for good, with their photos: 1 draft."))
        erase.check()
        erase.thinkBetter()
        assertEquals(1 to 0, kept())
        erase.erase()
        StartRobot(this).begin()
        untilSaid(variant.of("Bạn chưa gửi phản ánh nào.", "You have not sent any report yet."))
        assertEquals(0 to 0, kept())
        assertFalse(shows("Cống nghẹt."))
        // It works as a new one does.
        HomeRobot(this).newReport().write("Cây đổ.")
        until("the draft is there") { kept() == 1 to 0 }
    }
}

/** A lost key lets the citizen start afresh, and keeps the old data aside. */
internal fun Stage.aLostKeyStartsAfresh() {
    settle()
    open {
        val draft = HomeRobot(this).newReport()
        draft.write("Trước khi mất khoá.")
        draft.untilSaved()
    }
    loseKey()
    open {
        val stuck = StuckRobot(this)
        stuck.untilSaid(variant.of("mở ứng dụng với dữ liệu trống", "open the app with nothing in it"))
        assertTrue(stuck.canStartAfresh)
        stuck.check("stuck-lost")
        stuck.startAfresh()
        val home = HomeRobot(this)
        home.untilSaid(variant.of("Bạn chưa gửi phản ánh nào.", "You have not sent any report yet."))
        home.untilSaid(variant.of("đã được cất riêng", "was put aside"))
    }
    assertEquals(2, data.parentFile.listFiles { file -> file.name.startsWith(data.name) }?.size)
}

/** Data of a newer version asks for an update, and stays as it is. */
internal fun Stage.newerDataAsksForAnUpdate() {
    settle()
    open { HomeRobot(this) }
    moveVersion(by = 1000)
    open {
        val stuck = StuckRobot(this)
        stuck.untilSaid(variant.of("Hãy cập nhật ứng dụng", "Update the app"))
        assertFalse(stuck.canStartAfresh)
        stuck.check("stuck-newer")
        moveVersion(by = -1000)
        stuck.again()
        HomeRobot(this)
    }
}

/** Damaged data lets the citizen start afresh. */
internal fun Stage.damagedDataStartsAfresh() {
    settle()
    open { HomeRobot(this) }
    File(data, "hues.db").writeText("no database")
    open {
        val stuck = StuckRobot(this)
        stuck.untilSaid(variant.of("Dữ liệu trên máy bị hỏng.", "The data on this phone is damaged."))
        stuck.check("stuck-damaged")
        stuck.startAfresh()
        HomeRobot(this)
    }
}

private fun Stage.moveVersion(by: Int) = RandomAccessFile(File(data, "hues.db"), "rw").use { database ->
    database.seek(VERSION_OFFSET)
    val version = database.readInt()
    database.seek(VERSION_OFFSET)
    database.writeInt(version + by)
}

/** Where a database's own version stands ("Database File Format" of SQLite, section 1.3). */
private const val VERSION_OFFSET = 60L
