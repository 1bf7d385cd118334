package city.hues.desktop

import city.hues.KeyGuardException
import city.hues.Network
import city.hues.Words
import city.hues.ui.Fix
import city.hues.ui.Picked
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.io.TempDir
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.EnumSource
import java.io.File

/** What goes wrong has its message, in both languages, with what to do next. */
internal class TroubleTest {
    @TempDir
    private lateinit var home: File

    private fun phone(variant: Variant, city: CityServer? = null) = TestDevice(home, city).apply { language = variant.language }

    @ParameterizedTest
    @EnumSource
    fun `a photo that can't be sent says why, and the rest of the draft stays`(variant: Variant) {
        val device = phone(variant)
        start(device, variant) {
            val draft = HomeRobot(this).newReport()
            draft.write("Cây đổ chắn đường.")
            draft.untilSaved()
            device.gallery = listOf(fixture("photos/phone.heic"))
            draft.chooseWrongPhoto(variant.of(Words("Ảnh này ở định dạng HEIC.", "This photo is in the HEIC format.")))
            draft.check("compose-photo-refused")
            device.gallery = listOf(fixture("photos/derived_empty.jpg"))
            draft.chooseWrongPhoto(variant.of(Words("Tệp này không phải là ảnh.", "This file is not a photo.")))
            device.gallery = listOf(fixture("photos/progressive_cat.jpg"))
            draft.choosePhotos(1)
            draft.removePhoto(1)
            draft.untilSaid("Cây đổ chắn đường.")
        }
    }

    @ParameterizedTest
    @EnumSource
    fun `what the citizen does not allow has another way`(variant: Variant) {
        val device = phone(variant)
        start(device, variant) {
            val draft = HomeRobot(this).newReport()
            draft.takePhotoInVain(variant.of(Words("Máy này không có máy ảnh.", "This phone has no camera.")))
            device.camera = Picked.Denied
            draft.takePhotoInVain(variant.of(Words("chưa được phép dùng máy ảnh", "may not use the camera")))
            draft.locate(variant.of(Words("Chưa tìm được vị trí", "can't tell where it is")))
            device.fix = Fix.Denied
            draft.locate(variant.of(Words("chưa được phép dùng vị trí", "may not use your location")))
            draft.check("compose-denied")
        }
    }

    @ParameterizedTest
    @EnumSource
    fun `a locked key asks for the phone's unlock, and nothing is lost`(variant: Variant) {
        val device = phone(variant)
        device.keyFailure = KeyGuardException.Locked()
        start(device, variant) {
            val stuck = StuckRobot(this)
            stuck.untilSaid(variant.of(Words("Hãy mở khoá máy một lần", "Unlock the phone once")))
            assertFalse(stuck.canStartAfresh)
            stuck.check("stuck-locked")
            device.keyFailure = null
            stuck.again()
            HomeRobot(this)
        }
    }

    @ParameterizedTest
    @EnumSource
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
            stuck.untilSaid(variant.of(Words("Bạn có thể bắt đầu lại", "You can start afresh")))
            assertTrue(stuck.canStartAfresh)
            stuck.check("stuck-lost")
            device.keyFailure = null
            stuck.startAfresh()
            HomeRobot(this).untilSaid(variant.of(Words("Bạn chưa gửi phản ánh nào.", "You have not sent any report yet.")))
        }
        assertEquals(2, home.listFiles { file -> file.name.startsWith("data") }?.size)
    }

    @ParameterizedTest
    @EnumSource
    fun `a city that is busy is waited for, and the citizen can press`(variant: Variant) {
        CityServer.start(File(home, "city")).use { city ->
            val device = phone(variant, city)
            device.network.value = Network.METERED
            city.misbehave("POST", "/v1/reports", mapOf("fault" to "unavailable", "status" to 503))
            start(device, variant) {
                var draft = HomeRobot(this).newReport()
                device.gallery = listOf(fixture("photos/derived_hue_gps_o6.jpg"))
                draft.choosePhotos(1)
                draft.usePhotoPlace("Phường Phú Xuân")
                draft = draft.choose("drainage")
                draft.write("Cống nghẹt, nước ngập nửa bánh xe.")
                val report = draft.send()
                report.untilSaid(variant.of(Words("Máy chủ của thành phố đang bận.", "The city's server is busy.")))
                report.untilSaid(variant.of(Words("Lần thử tới:", "Next try:")))
                report.check("report-busy")
                city.behave()
                report.tryNow()
                report.untilNumbered()
            }
        }
    }
}
