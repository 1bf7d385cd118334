package city.hues.app

import androidx.work.ListenableWorker
import androidx.work.NetworkType
import androidx.work.OutOfQuotaPolicy
import androidx.work.WorkInfo
import androidx.work.WorkManager
import androidx.work.impl.WorkManagerImpl
import androidx.work.impl.model.WorkSpec
import androidx.work.testing.TestListenableWorkerBuilder
import city.hues.Delivery
import city.hues.DraftEdit
import city.hues.HuesClient
import city.hues.Location
import city.hues.LocationSource
import city.hues.Network
import city.hues.Point
import city.hues.Reason
import city.hues.ReportId
import city.hues.ReportState
import city.hues.town.CityServer
import city.hues.town.fixture
import kotlinx.coroutines.runBlocking
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import java.io.File
import java.security.ProviderException
import java.time.Duration

/** What goes on when nobody looks: when the system is asked to wake the app, and what the app does then. */
@RunWith(RobolectricTestRunner::class)
internal class RoundsTest {
    @get:Rule
    val home = TemporaryFolder()

    private val app = TestApplication.instance
    private lateinit var city: CityServer

    @Before
    fun aTown() {
        city = CityServer.start(home.newFolder("city"))
        app.origin = city.origin
        app.alertKey = city.alertKey
        app.network(Network.NONE)
    }

    @After
    fun theEnd() {
        app.end()
        city.close()
        Volumes.free = Volumes.PLENTY
    }

    private fun work(): WorkSpec {
        val infos = WorkManager.getInstance(app).getWorkInfosForUniqueWork(Rounds.NAME).get()
        val info = infos.single { it.state == WorkInfo.State.ENQUEUED || it.state == WorkInfo.State.BLOCKED }
        return checkNotNull(WorkManagerImpl.getInstance(app).workDatabase.workSpecDao().getWorkSpec(info.id.toString()))
    }

    private fun wakeUp(): ListenableWorker.Result = runBlocking { TestListenableWorkerBuilder<RoundWorker>(app).build().doWork() }

    @Test
    fun `a report that was just sent has the system send it at once, as soon as there is a network`() {
        runBlocking { app.parts.core.client().queuedReport() }
        app.parts.leave()
        until("work is planned") { WorkManager.getInstance(app).getWorkInfosForUniqueWork(Rounds.NAME).get().isNotEmpty() }
        val work = work()
        assertEquals(NetworkType.CONNECTED, work.constraints.requiredNetworkType)
        assertEquals(0L, work.initialDelay)
        assertTrue(work.expedited)
        assertEquals(OutOfQuotaPolicy.RUN_AS_NON_EXPEDITED_WORK_REQUEST, work.outOfQuotaPolicy)
    }

    @Test
    fun `when nothing waits, the city is asked for warnings and replies now and then`() {
        runBlocking { app.parts.core.client() }
        app.parts.leave()
        until("work is planned") { WorkManager.getInstance(app).getWorkInfosForUniqueWork(Rounds.NAME).get().isNotEmpty() }
        val work = work()
        assertFalse(work.expedited)
        assertEquals(Rounds.FRESH, Duration.ofMillis(work.initialDelay))
        assertEquals(NetworkType.CONNECTED, work.constraints.requiredNetworkType)
    }

    @Test
    fun `however often the app is left, there is one piece of work`() {
        runBlocking { app.parts.core.client() }
        repeat(3) {
            app.parts.leave()
            until("work is planned") { WorkManager.getInstance(app).getWorkInfosForUniqueWork(Rounds.NAME).get().isNotEmpty() }
        }
        work()
    }

    @Test
    fun `a process that wakes in the background sends what waits, without a window`() {
        val report = runBlocking { app.parts.core.client().queuedReport() }
        app.end()
        app.network(Network.METERED)
        assertEquals(ListenableWorker.Result.success(), wakeUp())
        assertEquals(listOf(report.text), city.reports())
        runBlocking { assertTrue(app.parts.core.client().reports.get(report).state is ReportState.Delivered) }
    }

    /** While the database is open, its log lies beside it. */
    private fun isHeld() = File(app.coreFolder, "hues.db-wal").exists()

    @Test
    fun `an app that is left lets go of its files, and takes them again when somebody looks`() {
        app.parts.enter()
        until("the core is open") { isHeld() }
        app.parts.leave()
        until("nothing is held") { !isHeld() }
        runBlocking { app.parts.core.client().reports.tally() }
        // What is planned on leaving may still ask the core for something.
        until("nothing is held after a question") { !isHeld() }
        app.parts.enter()
        until("the core is open again") { isHeld() }
    }

    @Test
    fun `what is being sent when the app is left is not cut off`() {
        city.misbehave("POST", "/v1/reports", mapOf("fault" to "hold"))
        app.parts.enter()
        app.network(Network.METERED)
        val report = runBlocking { app.parts.core.client().queuedReport() }
        app.parts.leave()
        until("work is planned") { WorkManager.getInstance(app).getWorkInfosForUniqueWork(Rounds.NAME).get().isNotEmpty() }
        assertTrue(isHeld())
        city.behave()
        until("nothing is held") { !isHeld() }
        assertEquals(listOf(report.text), city.reports())
    }

    @Test
    fun `a round in the background lets go when it is over`() {
        runBlocking { app.parts.core.client().queuedReport() }
        app.network(Network.METERED)
        assertEquals(ListenableWorker.Result.success(), wakeUp())
        assertEquals(1, city.reports().size)
        assertFalse(isHeld())
    }

    @Test
    fun `a round in the background spares a low battery`() {
        val report = runBlocking { app.parts.core.client().queuedReport("pollution", fixture("photos/progressive_cat.jpg")) }
        val state = { runBlocking { app.parts.core.client().reports.get(report).state } }
        app.network(Network.UNMETERED)
        app.battery(isLow = true)
        assertEquals(ListenableWorker.Result.success(), wakeUp())
        assertEquals(Reason.BATTERY_LOW, (state() as ReportState.SendingPhotos).reason)
        app.battery(isLow = false)
        assertEquals(ListenableWorker.Result.success(), wakeUp())
        assertTrue(state() is ReportState.Delivered)
    }

    /** Why the photo of a report waits whose text the city does not take now. */
    private fun photoBehindText(): () -> Reason {
        city.misbehave("POST", "/v1/reports", mapOf("fault" to "unavailable", "status" to 503, "retry_after" to "1800"))
        app.network(Network.METERED)
        runBlocking { app.parts.core.client().queuedReport("pollution", fixture("photos/progressive_cat.jpg")) }
        return { runBlocking { (app.parts.core.client().reports.waiting().single().items[1].delivery as Delivery.Waiting).reason } }
    }

    @Test
    fun `a round in the background tells the core how much room there is`() {
        val reason = photoBehindText()
        Volumes.free = Volumes.LITTLE
        assertEquals(ListenableWorker.Result.success(), wakeUp())
        assertEquals(Reason.STORAGE_LOW, reason())
        Volumes.free = Volumes.PLENTY
        assertEquals(ListenableWorker.Result.success(), wakeUp())
        assertEquals(Reason.TURN, reason())
    }

    @Test
    fun `whenever somebody looks, the core is told how much room there is`() {
        val reason = photoBehindText()
        Volumes.free = Volumes.LITTLE
        app.parts.enter()
        until("there is little room") { reason() == Reason.STORAGE_LOW }
        app.parts.leave()
        Volumes.free = Volumes.PLENTY
        app.parts.enter()
        until("there is room again") { reason() == Reason.TURN }
    }

    @Test
    fun `the core says when the next try is`() {
        city.misbehave("POST", "/v1/reports", mapOf("fault" to "unavailable", "status" to 503, "retry_after" to "1800"))
        runBlocking { app.parts.core.client().queuedReport() }
        app.network(Network.METERED)
        assertEquals(Network.METERED, app.parts.connectivity.network.value)
        assertEquals(ListenableWorker.Result.success(), wakeUp())
        val delay = Duration.ofMillis(work().initialDelay)
        assertTrue("$delay", delay > Duration.ofMinutes(29) && delay <= Duration.ofMinutes(30))
    }

    @Test
    fun `a keystore that can't now is asked again later`() {
        runBlocking { app.parts.core.client() }
        app.end()
        FakeAndroidKeyStore.lookUpFailure = ProviderException("busy")
        assertEquals(ListenableWorker.Result.retry(), wakeUp())
    }

    @Test
    fun `data that can't be opened any more waits for the citizen`() {
        runBlocking { app.parts.core.client() }
        app.end()
        FakeAndroidKeyStore.keys.clear()
        assertEquals(ListenableWorker.Result.failure(), wakeUp())
    }
}

/** A whole report, on its way. */
internal suspend fun HuesClient.queuedReport(category: String = "noise", photo: File? = null): ReportId = reports.create().also { id ->
    reports.edit(id, DraftEdit.Category(category))
    reports.edit(id, DraftEdit.Text("Karaoke sau 22 giờ."))
    reports.edit(id, DraftEdit.Location(Location(Point(16.4698, 107.5786), source = LocationSource.PIN)))
    photo?.let { reports.addPhoto(id, it) }
    reports.submit(id)
}
