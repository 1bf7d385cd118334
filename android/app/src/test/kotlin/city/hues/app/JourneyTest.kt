package city.hues.app

import android.Manifest
import android.app.Activity
import android.content.ClipData
import android.content.Intent
import android.location.LocationManager
import android.net.Uri
import android.os.SystemClock
import android.provider.MediaStore
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.core.content.IntentCompat
import androidx.core.content.getSystemService
import androidx.core.net.toUri
import city.hues.Network
import city.hues.town.CityServer
import city.hues.town.fixture
import city.hues.town.floodWarning
import city.hues.ui.robots.ComposeRobot
import city.hues.ui.robots.HomeRobot
import city.hues.ui.robots.ReportRobot
import city.hues.ui.robots.StartRobot
import city.hues.ui.robots.StuckRobot
import city.hues.ui.robots.Variant
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.ParameterizedRobolectricTestRunner
import org.robolectric.ParameterizedRobolectricTestRunner.Parameters
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowActivity
import android.location.Location as SystemLocation

/** A citizen's first report, told from the first start to the city's answer, on the real window, with the real core and a real city. */
@RunWith(ParameterizedRobolectricTestRunner::class)
internal class JourneyTest(variantName: String) {
    private val variant = Variant.valueOf(variantName)

    @get:Rule
    val rule = createEmptyComposeRule()

    @get:Rule
    val home = TemporaryFolder()

    private lateinit var city: CityServer
    private lateinit var phone: Phone

    @Before
    fun aTownAndAPhone() {
        city = CityServer.start(home.newFolder("city"))
        TestApplication.instance.origin = city.origin
        TestApplication.instance.alertKey = city.alertKey
        phone = Phone(rule, variant)
    }

    @After
    fun theEnd() {
        phone.kill()
        city.close()
    }

    /** The gallery gives this photo. */
    private fun answerGallery(photo: String) {
        val shadow = shadowOf(phone.window)
        phone.until("the gallery opens") { shadow.peekNextStartedActivityForResult() != null }
        val uri = "content://gallery/$photo".toUri()
        shadowOf(phone.app.contentResolver).registerInputStream(uri, fixture("photos/$photo").inputStream())
        val answer = Intent().apply { clipData = ClipData.newRawUri(null, uri) }
        shadow.receiveResult(shadow.nextStartedActivityForResult.intent, Activity.RESULT_OK, answer)
    }

    private fun choosePhoto(photo: String) {
        phone.press("choose-photos")
        answerGallery(photo)
        phone.until("the photo is there") { phone.count("photo") == 1 }
    }

    /** The reason for notifications, which comes with the first report. */
    private fun declineNotifications() {
        phone.untilShown("why")
        phone.check("why-notifications")
        phone.press("not-now")
        phone.until("the reason is gone") { !phone.has("why") }
    }

    @Test
    fun `a report that was begun without a network arrives, and the city's answer is read`() {
        val lamp = "Đèn đường hỏng trước chợ Đông Ba, tối hai hôm nay."
        phone.open()
        val home = StartRobot(phone).begin()
        assertTrue(home.isOffline)
        home.check("home-offline")
        var draft = home.newReport()
        choosePhoto("derived_hue_gps_o6.jpg")
        draft.usePhotoPlace("Phường Phú Xuân")
        draft = draft.choose("street-light")
        draft.untilAsked("fault")
        draft.option("fault", "off")
        draft.write(lamp)
        draft.untilSaved()
        draft.check("compose")

        // The phone is turned, and the citizen is where they were.
        phone.turn()
        draft = ComposeRobot(phone)
        draft.untilSaid(lamp)
        draft.untilSaid("Phường Phú Xuân")
        assertEquals(1, phone.count("photo"))

        // The system ends the process, and makes the window anew: still there.
        phone.leave()
        phone.comeBack()
        phone.endAndComeBack(Network.NONE)
        draft = ComposeRobot(phone)
        draft.untilSaid(lamp)

        // Swept away and opened anew, everything is on the phone.
        phone.kill()
        phone.open()
        HomeRobot(phone).untilSaid(variant.of("1 bản nháp", "1 draft"))
        val report = HomeRobot(phone).myReports().openDraft().send()
        declineNotifications()
        report.untilSaid(variant.of("Chưa có mạng. Máy sẽ tự gửi khi có mạng.", "No network. The phone sends it by itself"))
        report.check("report-waiting")
        phone.goBack()
        HomeRobot(phone).untilSaid(variant.of("1 đang chờ gửi", "1 waiting to be sent"))
        assertEquals(emptyList<String>(), city.reports())

        phone.network(Network.UNMETERED)
        HomeRobot(phone).untilSaid(variant.of("Mọi phản ánh đã được gửi.", "Every report has been sent."))
        val id = city.reports().single()

        city.setStatus(id, "in_progress", "Công ty Điện chiếu sáng", "Đã cử thợ đi kiểm tra.")
        city.reply(id, "Công ty Điện chiếu sáng", "Chào bạn, tối nay thợ sẽ thay bóng. Cảm ơn bạn đã báo.")
        city.warn(floodWarning())
        phone.leave()
        phone.comeBack()
        HomeRobot(phone).untilSaid(variant.of("1 trả lời mới", "1 new reply"))
        HomeRobot(phone).untilSaid(variant.of("Lũ trên sông Hương lên mức báo động III", "The Hương river rises to alarm level III"))
        phone.check("home")
        val answered = HomeRobot(phone).myReports().open()
        answered.untilNumbered()
        answered.untilSaid("Chào bạn, tối nay thợ sẽ thay bóng.")
        answered.check("report")
        phone.kill()

        // The network is gone, the warning is still there, and it says how old it is.
        phone.network(Network.NONE)
        phone.open()
        HomeRobot(phone).untilSaid(variant.of("Cập nhật", "Updated"))
        val alerts = HomeRobot(phone).warnings()
        alerts.untilSaid(variant.of("Cập nhật lúc", "Updated at"))
        alerts.check("alerts")
        val alert = alerts.open()
        alert.untilSaid(variant.of("Không đi qua đoạn đường ngập.", "Do not cross flooded roads."))
        alert.check("alert-page")
        assertFalse(phone.app.parts.device.network.value != Network.NONE)
    }

    @Test
    fun `the place is asked for with its reason, and found`() {
        val manager = checkNotNull(phone.app.getSystemService<LocationManager>())
        shadowOf(manager).setLocationEnabled(true)
        shadowOf(manager).setProviderEnabled(LocationManager.GPS_PROVIDER, true)
        phone.app.settings.language = variant.language
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
        phone.app.settings.language = variant.language
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
        phone.app.settings.language = variant.language
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
        phone.app.settings.language = variant.language
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

    @Test
    fun `photos of another app begin a report, once`() {
        phone.app.settings.language = variant.language
        val (one, two) = listOf("derived_hue_gps_o6.jpg", "progressive_cat.jpg").map { name ->
            "content://chat/$name".toUri().also { uri ->
                shadowOf(phone.app.contentResolver).registerInputStreamSupplier(uri) { fixture("photos/$name").inputStream() }
            }
        }
        phone.open(share(one, two))
        val draft = ComposeRobot(phone)
        phone.until("both photos") { phone.count("photo") == 2 }
        draft.usePhotoPlace("Phường Phú Xuân")
        phone.turn()
        phone.until("still two") { phone.count("photo") == 2 }
        phone.bring(share(one))
        phone.until("a report of its own") { phone.count("photo") == 1 }
    }

    @Test
    fun `a city that is busy is waited for, and the citizen can press`() {
        phone.app.settings.language = variant.language
        shadowOf(phone.app).grantPermissions(Manifest.permission.POST_NOTIFICATIONS)
        city.misbehave("POST", "/v1/reports", mapOf("fault" to "unavailable", "status" to 503, "retry_after" to "1800"))
        phone.network(Network.METERED)
        phone.open()
        var draft = HomeRobot(phone).newReport()
        choosePhoto("derived_hue_gps_o6.jpg")
        draft.usePhotoPlace("Phường Phú Xuân")
        draft = draft.choose("drainage")
        draft.write("Cống nghẹt, nước ngập nửa bánh xe.")
        draft.send().untilSaid(variant.of("Máy chủ của thành phố đang bận.", "The city's server is busy."))
        phone.turn()
        val report = ReportRobot(phone)
        report.untilSaid(variant.of("Lần thử tới:", "Next try:"))
        city.behave()
        report.tryNow()
        report.untilNumbered()
    }

    @Test
    fun `a lost key lets the citizen start afresh`() {
        phone.app.settings.language = variant.language
        phone.open()
        HomeRobot(phone)
        phone.kill()
        FakeAndroidKeyStore.keys.clear()
        phone.open()
        val stuck = StuckRobot(phone)
        assertTrue(stuck.canStartAfresh)
        stuck.check("stuck-lost")
        stuck.startAfresh()
        HomeRobot(phone)
        assertEquals(2, phone.app.noBackupFilesDir.listFiles { file -> file.name.startsWith("core") }?.size)
    }

    @Test
    fun `a number is dialled, and the citizen presses the last button`() {
        phone.app.settings.language = variant.language
        phone.open()
        HomeRobot(phone).call("19001075")
        val dialler = phone.untilOpened("the dialler")
        assertEquals(Intent.ACTION_DIAL to "tel:19001075", dialler.action to dialler.dataString)
    }

    private fun answerPermission(isGranted: Boolean) {
        phone.window.answerPermission(isGranted)
        phone.rest()
    }

    private fun share(vararg photos: Uri): Intent {
        val intent = Intent(phone.app, MainActivity::class.java).setType("image/jpeg")
        return if (photos.size == 1) {
            intent.setAction(Intent.ACTION_SEND).putExtra(Intent.EXTRA_STREAM, photos.single())
        } else {
            intent.setAction(Intent.ACTION_SEND_MULTIPLE).putParcelableArrayListExtra(Intent.EXTRA_STREAM, ArrayList(photos.toList()))
        }
    }

    companion object {
        @JvmStatic
        @Parameters(name = "{0}")
        fun variants() = listOf(Variant.VI_LIGHT_100, Variant.EN_DARK_200).map { arrayOf<Any>(it.name) }
    }
}
