package city.hues.desktop

import city.hues.KeyGuardException
import city.hues.town.CityServer
import city.hues.town.fixture
import city.hues.ui.robots.HomeRobot
import city.hues.ui.robots.StartRobot
import city.hues.ui.robots.StuckRobot
import city.hues.ui.robots.Variant
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.io.TempDir
import java.io.File

/** What the citizen does for the safety of what is on the phone: a new key for it, or the end of all of it. */
internal class SafetyTest {
    @TempDir
    private lateinit var home: File
    private lateinit var city: CityServer
    private lateinit var device: TestDevice

    @BeforeEach
    fun aTownAndAPhone() {
        city = CityServer.start(File(home, "city"), TestClock.offsetMs)
        device = TestDevice(home, city)
    }

    @AfterEach
    fun theEnd() = city.close()

    @InEveryVariant
    fun `a new key takes over, and nothing is lost`(variant: Variant) {
        device.language = variant.language
        start(device, variant) {
            val draft = HomeRobot(this).newReport()
            device.gallery = listOf(fixture("photos/progressive_cat.jpg"))
            draft.choosePhotos(1)
            draft.write("Cống nghẹt.")
            draft.untilSaved()
            draft.back()
            val before = device.key()
            val me = HomeRobot(this).me()
            me.makeNewKey(variant.of("Khoá mới đã xong.", "The new key is ready."))
            me.scrollTo("key-change")
            me.check("me-new-key")
            assertNotEquals(before, device.key())
            me.back()
            val again = HomeRobot(this).myReports().openDraft()
            again.untilSaid("Cống nghẹt.")
            val photo = again.openPhoto()
            photo.untilDrawn()
        }
    }

    @InEveryVariant
    fun `everything is erased in two steps that say what is lost, and the app begins anew`(variant: Variant) {
        device.language = variant.language
        start(device, variant) {
            val draft = HomeRobot(this).newReport()
            draft.write("Cống nghẹt.")
            draft.untilSaved()
            draft.back()
            var erase = HomeRobot(this).me().eraseAll()
            erase.untilSaid(variant.of("Sẽ mất hẳn, cùng ảnh: 1 bản nháp.", "Lost for good, with their photos: 1 draft."))
            erase.check()
            erase.thinkBetter()
            assertEquals(1 to 0, device.kept())
            erase.erase()
            StartRobot(this).begin()
            untilSaid(variant.of("Bạn chưa gửi phản ánh nào.", "You have not sent any report yet."))
            assertEquals(0 to 0, device.kept())
            assertFalse(shows("Cống nghẹt."))
            // It works as a new one does.
            HomeRobot(this).newReport().write("Cây đổ.")
            until("the draft is there") { device.kept() == 1 to 0 }
        }
    }

    @InEveryVariant
    fun `a keystore that keeps its key for now is said, and the next try erases it`(variant: Variant) {
        device.language = variant.language
        start(device, variant) {
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
}
