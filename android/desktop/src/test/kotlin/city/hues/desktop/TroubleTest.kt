package city.hues.desktop

import city.hues.KeyGuardException
import city.hues.Network
import city.hues.town.CityServer
import city.hues.town.fixture
import city.hues.ui.Fix
import city.hues.ui.Picked
import city.hues.ui.robots.HomeRobot
import city.hues.ui.robots.StuckRobot
import city.hues.ui.robots.Variant
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.io.TempDir
import java.io.File
import java.io.RandomAccessFile

/** What goes wrong has its message, in both languages, with what to do next. */
internal class TroubleTest {
    @TempDir
    private lateinit var home: File

    private fun phone(variant: Variant, city: CityServer? = null) = TestDevice(home, city).apply { language = variant.language }

    @InEveryVariant
    fun `a photo that can't be sent says why, and the rest of the draft stays`(variant: Variant) {
        val device = phone(variant)
        start(device, variant) {
            val draft = HomeRobot(this).newReport()
            draft.write("Cây đổ chắn đường.")
            draft.untilSaved()
            device.gallery = listOf(fixture("photos/phone.heic"))
            draft.chooseWrongPhoto(variant.of("Ảnh này ở định dạng HEIC.", "This photo is in the HEIC format."))
            draft.check("compose-photo-refused")
            device.gallery = listOf(fixture("photos/derived_empty.jpg"))
            draft.chooseWrongPhoto(variant.of("Tệp này không phải là ảnh.", "This file is not a photo."))
            device.gallery = listOf(fixture("photos/progressive_cat.jpg"))
            draft.choosePhotos(1)
            draft.removePhoto(1)
            draft.untilSaid("Cây đổ chắn đường.")
        }
    }

    @InEveryVariant
    fun `what the citizen does not allow has another way`(variant: Variant) {
        val device = phone(variant)
        start(device, variant) {
            val draft = HomeRobot(this).newReport()
            draft.takePhotoInVain(variant.of("Máy này không có máy ảnh.", "This phone has no camera."))
            device.camera = Picked.Denied
            draft.takePhotoInVain(variant.of("chưa được phép dùng máy ảnh", "may not use the camera"))
            draft.locate(variant.of("Chưa tìm được vị trí", "can't tell where it is"))
            device.fix = Fix.Denied
            draft.locate(variant.of("chưa được phép dùng vị trí", "may not use your location"))
            draft.check("compose-denied")
        }
    }

    @InEveryVariant
    fun `a locked key asks for the phone's unlock, and nothing is lost`(variant: Variant) {
        val device = phone(variant)
        device.keyFailure = KeyGuardException.Locked()
        start(device, variant) {
            val stuck = StuckRobot(this)
            stuck.untilSaid(variant.of("Hãy mở khoá máy một lần", "Unlock the phone once"))
            assertFalse(stuck.canStartAfresh)
            stuck.check("stuck-locked")
            device.keyFailure = null
            stuck.again()
            HomeRobot(this)
        }
    }

    @InEveryVariant
    fun `a lost key lets the citizen start afresh, and keeps the old data aside`(variant: Variant) {
        val device = phone(variant)
        start(device, variant) {
            val draft = HomeRobot(this).newReport()
            draft.write("Trước khi mất khoá.")
            draft.untilSaved()
        }
        device.keyFailure = KeyGuardException.Lost()
        start(device, variant) {
            val stuck = StuckRobot(this)
            stuck.untilSaid(variant.of("Bạn có thể bắt đầu lại", "You can start afresh"))
            assertTrue(stuck.canStartAfresh)
            stuck.check("stuck-lost")
            device.keyFailure = null
            stuck.startAfresh()
            val home = HomeRobot(this)
            home.untilSaid(variant.of("Bạn chưa gửi phản ánh nào.", "You have not sent any report yet."))
            home.untilSaid(variant.of("đã được cất riêng", "was put aside"))
        }
        assertEquals(2, home.listFiles { file -> file.name.startsWith("data") }?.size)
    }

    @InEveryVariant
    fun `data of a newer version asks for an update, and stays as it is`(variant: Variant) {
        val device = phone(variant)
        start(device, variant) { HomeRobot(this) }
        val version = RandomAccessFile(File(home, "data/hues.db"), "rw").use { database ->
            database.seek(VERSION_OFFSET)
            database.readInt().also {
                database.seek(VERSION_OFFSET)
                database.writeInt(it + 1000)
            }
        }
        start(device, variant) {
            val stuck = StuckRobot(this)
            stuck.untilSaid(variant.of("Hãy cập nhật ứng dụng", "Update the app"))
            assertFalse(stuck.canStartAfresh)
            stuck.check("stuck-newer")
            RandomAccessFile(File(home, "data/hues.db"), "rw").use { database ->
                database.seek(VERSION_OFFSET)
                database.writeInt(version)
            }
            stuck.again()
            HomeRobot(this)
        }
    }

    @InEveryVariant
    fun `an app that is open twice says so, and goes on when the other one is closed`(variant: Variant) {
        val device = phone(variant)
        val other = runBlocking { device.openClient() }
        start(device, variant) {
            val stuck = StuckRobot(this)
            stuck.untilSaid(variant.of("Ứng dụng đang mở ở một nơi khác", "The app is open somewhere else"))
            assertFalse(stuck.canStartAfresh)
            stuck.check("stuck-in-use")
            other.close()
            stuck.again()
            HomeRobot(this)
        }
    }

    @InEveryVariant
    fun `damaged data lets the citizen start afresh`(variant: Variant) {
        val device = phone(variant)
        start(device, variant) { HomeRobot(this) }
        File(home, "data/hues.db").writeText("no database")
        start(device, variant) {
            val stuck = StuckRobot(this)
            stuck.untilSaid(variant.of("Dữ liệu trên máy bị hỏng.", "The data on this phone is damaged."))
            stuck.check("stuck-damaged")
            stuck.startAfresh()
            HomeRobot(this)
        }
    }

    @InEveryVariant
    fun `a full phone does not open, says why, and opens when there is room`(variant: Variant) {
        val device = phone(variant)
        SmallDisk.at(File(home, "data").apply { mkdirs() }).use { disk ->
            disk.fill()
            start(device, variant) {
                val stuck = StuckRobot(this)
                stuck.untilSaid(variant.of("Máy đã đầy bộ nhớ.", "The phone is full."))
                assertFalse(stuck.canStartAfresh)
                stuck.check("stuck-full")
                disk.empty()
                stuck.again()
                HomeRobot(this)
            }
        }
    }

    @InEveryVariant
    fun `a photo that finds no room says so, and the rest of the draft stays`(variant: Variant) {
        val device = phone(variant)
        SmallDisk.at(File(home, "data").apply { mkdirs() }).use { disk ->
            device.gallery = listOf(fixture("photos/large_12mp_phone_gps.jpg"))
            start(device, variant) {
                val draft = HomeRobot(this).newReport()
                draft.write("Cây đổ chắn đường.")
                draft.untilSaved()
                disk.fill()
                draft.chooseWrongPhoto(variant.of("Máy đã đầy bộ nhớ.", "The phone is full."))
                draft.check("compose-full")
                draft.untilSaid("Cây đổ chắn đường.")
                disk.empty()
                draft.choosePhotos(1)
            }
        }
    }

    @InEveryVariant
    fun `a city that is busy is waited for, and the citizen can press`(variant: Variant) {
        CityServer.start(File(home, "city"), TestClock.offsetMs).use { city ->
            val device = phone(variant, city)
            device.network.value = Network.METERED
            city.misbehave("POST", "/v1/reports", mapOf("fault" to "unavailable", "status" to 503, "retry_after" to "1800"))
            start(device, variant) {
                var draft = HomeRobot(this).newReport()
                device.gallery = listOf(fixture("photos/derived_hue_gps_o6.jpg"))
                draft.choosePhotos(1)
                draft.usePhotoPlace("Phường Phú Xuân")
                draft = draft.choose("drainage")
                draft.write("Cống nghẹt, nước ngập nửa bánh xe.")
                val report = draft.send()
                report.untilSaid(variant.of("Máy chủ của thành phố đang bận.", "The city's server is busy."))
                report.untilSaid(variant.of("Lần thử tới:", "Next try:"))
                report.untilSaid(variant.of("Nếu bạn buộc dừng ứng dụng trong Cài đặt", "If you force the app to stop in the settings"))
                report.check("report-busy")
                city.behave()
                report.tryNow()
                report.untilNumbered()
            }
        }
    }

    private companion object {
        /** Where a database's own version stands ("Database File Format" of SQLite, section 1.3). */
        const val VERSION_OFFSET = 60L
    }
}
