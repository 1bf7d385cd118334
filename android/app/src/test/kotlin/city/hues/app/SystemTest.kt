package city.hues.app

import android.app.Activity
import android.location.LocationManager
import android.net.Uri
import android.os.SystemClock
import android.provider.MediaStore
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.core.content.IntentCompat
import androidx.core.content.getSystemService
import city.hues.Network
import city.hues.town.fixture
import city.hues.ui.robots.ComposeRobot
import city.hues.ui.robots.HomeRobot
import city.hues.ui.robots.Variant
import org.junit.After
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.ParameterizedRobolectricTestRunner
import org.robolectric.ParameterizedRobolectricTestRunner.Parameters
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowActivity
import android.location.Location as SystemLocation

/** What only Android's own part of a journey decides: it asks the citizen, or takes the process away while another app is in front. */
@RunWith(ParameterizedRobolectricTestRunner::class)
internal class SystemTest(variantName: String) {
    private val variant = Variant.valueOf(variantName)

    @get:Rule
    val rule = createEmptyComposeRule()

    private lateinit var phone: Phone

    @Before
    fun aPhone() {
        phone = Phone(rule, variant)
        phone.app.settings.language = variant.language
    }

    @After
    fun theEnd() = phone.kill()

    @Test
    fun `a process that the system ends comes back to the draft`() {
        val lamp = "Đèn đường hỏng trước chợ Đông Ba, tối hai hôm nay."
        phone.open()
        val draft = HomeRobot(phone).newReport()
        draft.write(lamp)
        draft.untilSaved()
        phone.leave()
        phone.comeBack()
        phone.endAndComeBack(Network.NONE)
        ComposeRobot(phone).untilSaid(lamp)
    }

    @Test
    fun `the place is asked for with its reason, and found`() {
        val manager = checkNotNull(phone.app.getSystemService<LocationManager>())
        shadowOf(manager).setLocationEnabled(true)
        shadowOf(manager).setProviderEnabled(LocationManager.GPS_PROVIDER, true)
        phone.open()
        val draft = HomeRobot(phone).newReport()
        phone.press("locate")
        phone.untilShown("why")
        phone.check("why-location")
        phone.press("go-on")
        phone.until("the system asks") { shadowOf(phone.window).lastRequestedPermission != null }
        answerPermission(isGranted = true)
        phone.until("the phone looks") { shadowOf(manager).getLocationRequests(LocationManager.GPS_PROVIDER).isNotEmpty() }
        val fix = SystemLocation(LocationManager.GPS_PROVIDER).apply {
            latitude = 16.4698
            longitude = 107.5786
            accuracy = 12f
            elapsedRealtimeNanos = SystemClock.elapsedRealtimeNanos()
        }
        shadowOf(manager).simulateLocation(fix)
        draft.untilSaid("Phường Phú Xuân")
        draft.untilSaid(variant.of("Sai số khoảng 12 m", "Accurate to about 12 m"))
    }

    @Test
    fun `what the citizen does not allow has another way`() {
        phone.open()
        val draft = HomeRobot(phone).newReport()
        phone.press("locate")
        phone.press("go-on")
        phone.until("the system asks") { shadowOf(phone.window).lastRequestedPermission != null }
        answerPermission(isGranted = false)
        draft.untilSaid(variant.of("chưa được phép dùng vị trí", "may not use your location"))
        shadowOf(phone.app).checkActivities(true)
        draft.takePhotoInVain(variant.of("Máy này không có máy ảnh.", "This phone has no camera."))
        draft.check("compose-denied")
    }

    @Test
    fun `a photo that the camera brings to the next process is in the report for which it was taken`() {
        val fallen = "Cây đổ chắn đường."
        phone.open()
        val draft = HomeRobot(phone).newReport()
        draft.write(fallen)
        draft.untilSaved()
        val camera = openCamera()
        phone.endAndComeBack(Network.NONE)
        photograph(camera)
        ComposeRobot(phone).untilSaid(variant.of("Ảnh vừa chụp đã vào phản ánh này.", "The photo that you took is in this report."))
        phone.until("the photo is there") { phone.count("photo") == 1 }
        ComposeRobot(phone).untilSaid(fallen)
        phone.check("compose-late-photo")
        phone.goBack()
        HomeRobot(phone).untilSaid(variant.of("1 bản nháp", "1 draft"))
    }

    @Test
    fun `a photo for a report in which nothing was yet begins it`() {
        phone.open()
        HomeRobot(phone).newReport()
        val camera = openCamera()
        phone.endAndComeBack(Network.NONE)
        photograph(camera)
        ComposeRobot(phone).untilSaid(variant.of("Ảnh vừa chụp mở đầu phản ánh này.", "The photo that you took begins this report."))
        phone.until("the photo is there") { phone.count("photo") == 1 }
    }

    private fun openCamera(): ShadowActivity.IntentForResult {
        phone.press("take-photo")
        val shadow = shadowOf(phone.window)
        phone.until("the camera opens") { shadow.peekNextStartedActivityForResult() != null }
        return shadow.nextStartedActivityForResult
    }

    /** The camera that was opened writes its photo, and the window that is there now hears of it. */
    private fun photograph(camera: ShadowActivity.IntentForResult) {
        val file = checkNotNull(IntentCompat.getParcelableExtra(camera.intent, MediaStore.EXTRA_OUTPUT, Uri::class.java))
        checkNotNull(phone.app.contentResolver.openOutputStream(file)).use { it.write(fixture("photos/derived_hue_gps_o6.jpg").readBytes()) }
        phone.window.activityResultRegistry.dispatchResult(camera.requestCode, Activity.RESULT_OK, null)
        phone.rest()
    }

    private fun answerPermission(isGranted: Boolean) {
        phone.window.answerPermission(isGranted)
        phone.rest()
    }

    companion object {
        @JvmStatic
        @Parameters(name = "{0}")
        fun variants() = robolectricVariants()
    }
}
