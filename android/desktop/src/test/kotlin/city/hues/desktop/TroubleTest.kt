package city.hues.desktop

import city.hues.KeyGuardException
import city.hues.ui.robots.HomeRobot
import city.hues.ui.robots.StartRobot
import city.hues.ui.robots.StuckRobot
import city.hues.ui.robots.Variant
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertFalse

/** What goes wrong has its message, in both languages, with what to do next: here what a test can't have happen on a phone. */
internal class TroubleTest : DesktopTest() {
    @InEveryVariant
    fun `a photo in a format that the city does not read says why, and the rest of the draft stays`(variant: Variant) = tell(variant) {
        settle()
        open {
            val draft = HomeRobot(this).newReport()
            draft.write("Cây đổ chắn đường.")
            draft.untilSaved()
            gallery("phone.heic")
            draft.chooseWrongPhoto(variant.of("Ứng dụng không đọc được loại ảnh này", "The app can't read this kind of photo"))
            draft.check("compose-photo-refused")
            draft.untilSaid("Cây đổ chắn đường.")
        }
    }

    @InEveryVariant
    fun `a locked key asks for the phone's unlock, and nothing is lost`(variant: Variant) = tell(variant) {
        settle()
        device.keyFailure = KeyGuardException.Locked()
        open {
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
    fun `a keystore that keeps its key for now is said, and the next try erases it`(variant: Variant) = tell(variant) {
        settle()
        open {
            val erase = HomeRobot(this).me().eraseAll()
            device.keyFailure = KeyGuardException.Locked()
            erase.erase()
            val stuck = StuckRobot(this)
            stuck.untilSaid(variant.of("Hãy mở khoá máy một lần", "Unlock the phone once"))
            device.keyFailure = null
            stuck.again()
            StartRobot(this)
        }
    }

    @InEveryVariant
    fun `an app that is open twice says so, and goes on when the other one is closed`(variant: Variant) = tell(variant) {
        settle()
        val other = runBlocking { device.openClient() }
        open {
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
    fun `a full phone does not open, says why, and opens when there is room`(variant: Variant) = tell(variant) {
        settle()
        SmallDisk.at(data.apply { mkdirs() }).use { disk ->
            disk.fill()
            open {
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
    fun `a photo that finds no room says so, and the rest of the draft stays`(variant: Variant) = tell(variant) {
        settle()
        SmallDisk.at(data.apply { mkdirs() }).use { disk ->
            gallery("large_12mp_phone_gps.jpg")
            open {
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
}
