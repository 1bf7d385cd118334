package city.hues.app

import android.Manifest
import android.app.Notification
import android.app.NotificationManager
import androidx.core.content.getSystemService
import androidx.lifecycle.Lifecycle
import androidx.work.testing.TestListenableWorkerBuilder
import city.hues.Language
import city.hues.Network
import city.hues.ReportId
import city.hues.town.CityServer
import kotlinx.coroutines.runBlocking
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf

/** The city replies while nobody looks at the app. */
@RunWith(RobolectricTestRunner::class)
internal class RepliesTest {
    @get:Rule
    val home = TemporaryFolder()

    private val app = TestApplication.instance
    private val manager = checkNotNull(app.getSystemService<NotificationManager>())
    private lateinit var city: CityServer
    private var report = ReportId("")

    @Before
    fun aReportThatArrived() {
        city = CityServer.start(home.newFolder("city"))
        app.origin = city.origin
        shadowOf(app).grantPermissions(Manifest.permission.POST_NOTIFICATIONS)
        app.network(Network.UNMETERED)
        report = runBlocking { app.parts.core.client().queuedReport() }
        round()
        assertEquals(listOf(report.text), city.reports())
    }

    @After
    fun theEnd() {
        app.end()
        city.close()
    }

    private fun round() = runBlocking { TestListenableWorkerBuilder<RoundWorker>(app).build().doWork() }

    private fun told(): Notification? = shadowOf(manager).getNotification(report.text, Replies.ID)

    private fun reply(text: String) = city.reply(report.text, "Công an phường Phú Xuân", text)

    @Test
    fun `a reply is told in the city's words, and the locked screen keeps them`() {
        assertNull(told())
        reply("Tổ tuần tra đã nhắc nhở.")
        round()
        val told = checkNotNull(told())
        assertEquals("Công an phường Phú Xuân", told.extras.getCharSequence(Notification.EXTRA_TITLE).toString())
        assertEquals("Tổ tuần tra đã nhắc nhở.", told.extras.getCharSequence(Notification.EXTRA_TEXT).toString())
        assertEquals(Notification.VISIBILITY_PRIVATE, told.visibility)
        val hidden = told.publicVersion.extras
        assertEquals("Thành phố đã trả lời phản ánh của bạn", hidden.getCharSequence(Notification.EXTRA_TITLE).toString())
        assertNull(hidden.getCharSequence(Notification.EXTRA_TEXT))
        assertEquals("Trả lời của thành phố", manager.getNotificationChannel(Replies.CHANNEL).name.toString())
        assertEquals(MainActivity::class.java.name, shadowOf(told.contentIntent).savedIntent.component?.className)
    }

    @Test
    fun `that the city removed a report is told once`() {
        city.remove(report.text)
        round()
        val told = checkNotNull(told())
        assertEquals("Thành phố đã gỡ phản ánh này.", told.extras.getCharSequence(Notification.EXTRA_TEXT).toString())
        manager.cancelAll()
        round()
        assertNull(told())
    }

    @Test
    fun `the app's own words are in the citizen's language, whatever the phone's is`() {
        app.settings.language = Language.EN
        reply("Đã nhắc nhở.")
        round()
        val hidden = checkNotNull(told()).publicVersion.extras
        assertEquals("The city has replied to your report", hidden.getCharSequence(Notification.EXTRA_TITLE).toString())
        assertEquals("The city's replies", manager.getNotificationChannel(Replies.CHANNEL).name.toString())
    }

    @Test
    fun `a reply that was swept away does not come back, and the next one does`() {
        reply("Một.")
        round()
        manager.cancelAll()
        round()
        assertNull(told())
        reply("Hai.")
        round()
        assertEquals("Hai.", checkNotNull(told()).extras.getCharSequence(Notification.EXTRA_TEXT).toString())
    }

    @Test
    fun `who looks at the app is not told`() {
        val window = app.parts.foreground.showWindow()
        assertEquals(Lifecycle.State.RESUMED, window.get().lifecycle.currentState)
        reply("Đã nhắc nhở.")
        round()
        assertNull(told())
    }

    @Test
    fun `who opens the app finds no notification any more`() {
        reply("Đã nhắc nhở.")
        round()
        assertNotNull(told())
        app.parts.enter()
        assertNull(told())
    }

    @Test
    fun `who does not allow it is not told, and nothing breaks`() {
        shadowOf(app).denyPermissions(Manifest.permission.POST_NOTIFICATIONS)
        reply("Đã nhắc nhở.")
        round()
        assertNull(told())
    }
}
