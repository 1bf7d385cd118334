package city.hues

import city.hues.town.CityServer
import java.io.File
import kotlinx.coroutines.CoroutineStart.UNDISPATCHED
import kotlinx.coroutines.async
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

private const val TEXT = "Ổ gà sâu trước chợ Đông Ba"

class ReportJourneyTest {
    @TempDir
    lateinit var home: File

    @Test
    fun `a draft made without a network is there after a restart`() = runBlocking<Unit> {
        val phone = Phone(home)
        val (id, photo) = phone.open().use { client ->
            val id = client.draft()
            val photo = client.reports.addPhoto(id, photoInHue())
            assertEquals(LocationSource.PHOTO, photo.offered?.source)
            client.reports.edit(id, DraftEdit.Location(photo.offered))
            id to photo
        }
        phone.open().use { client ->
            val kept = client.reports.get(id)
            assertEquals(ReportState.Draft, kept.state)
            assertEquals(TEXT, kept.draft.text)
            assertEquals("road-damage", kept.draft.category)
            assertEquals("19753", kept.draft.ward)
            assertEquals(photo.offered, kept.draft.location)
            assertEquals(listOf(photo), kept.photos)
            assertEquals(emptyList<Problem>(), kept.problems)
            assertEquals("Phường Phú Xuân", client.wardAt(photo.offered!!.point)?.name)
            assertEquals(listOf(id), client.reports.list(limit = 10).map { it.id })
        }
    }

    @Test
    fun `a report arrives once and whole, and what the city does comes back`() = runBlocking<Unit> {
        CityServer.start(File(home, "city")).use { city ->
            val client = Phone(home, city).open()
            val heard = async(start = UNDISPATCHED) { client.events.toList() }
            val id = client.draft()
            val photo = client.reports.addPhoto(id, photoInHue())
            client.reports.edit(id, DraftEdit.Location(photo.offered))
            client.reports.submit(id)

            val queued = assertInstanceOf(ReportState.Queued::class.java, client.reports.get(id).state)
            assertEquals(Reason.NO_NETWORK, queued.reason)
            assertEquals("Chưa có mạng. Máy sẽ tự gửi khi có mạng.", queued.reason.words().vi)
            assertEquals("No network. The phone sends it by itself when there is one.", queued.reason.words().en)
            assertTrue(queued.reason.words() in client.reports.get(id).sentences)
            client.sync()
            assertEquals(0, city.state().getJSONArray("reports").length())

            client.setNetwork(Network.UNMETERED)
            val delivered = client.syncUntilDelivered(id)
            assertEquals("Thành phố đã nhận đủ. Số: ${delivered.number}.", delivered.words().inLanguage(Language.VI))
            val reports = city.state().getJSONArray("reports")
            assertEquals(1, reports.length())
            val atTheCity = reports.getJSONObject(0)
            assertEquals(delivered.number, atTheCity.getString("number"))
            assertEquals(TEXT, atTheCity.getString("text"))
            val stored = atTheCity.getJSONArray("attachments").getJSONObject(0)
            assertEquals(photo.sha256, stored.getString("stored_sha256"))
            assertEquals(photo.size.toLong(), stored.getLong("stored_size"))
            assertFalse(client.reports.get(id).photos.single().fullKept)
            assertArrayEquals(JPEG_START, client.reports.thumbnail(photo.id).copyOf(JPEG_START.size))

            city.setStatus(id.text, "in_progress", "Phòng Quản lý đô thị", "Đang trám mặt đường.")
            city.reply(id.text, "Phòng Quản lý đô thị", "Cảm ơn bạn, chúng tôi sẽ làm trong tuần.")
            client.sync()
            val answered = client.reports.get(id)
            assertEquals(Status.IN_PROGRESS, answered.city?.status)
            assertEquals("Đang xử lý", answered.city?.status?.words()?.vi)
            assertEquals("Đang trám mặt đường.", answered.city?.timeline?.last()?.note)
            assertEquals("Cảm ơn bạn, chúng tôi sẽ làm trong tuần.", answered.thread.single().text)
            assertEquals(1u, client.reports.list(limit = 1).single().unread)
            client.reports.markRead(id)
            assertEquals(0u, client.reports.list(limit = 1).single().unread)

            client.close()
            val events = heard.await()
            assertTrue(Event.ReportsChanged(listOf(id)) in events, "$events")
            assertTrue(events.any { it is Event.MediaProgress && it.report == id }, "$events")
            assertTrue(Event.SyncChanged in events, "$events")
        }
    }

    @Test
    fun `a screen that watches a report sees it change`() = runBlocking<Unit> {
        Phone(home).open().use { client ->
            val id = client.draft()
            val seen = async(start = UNDISPATCHED) { client.reports.watch(id).first { it.draft.text == "Xong" } }
            val listed = async(start = UNDISPATCHED) { client.reports.watchList(10).first { it.isEmpty() } }
            client.reports.edit(id, DraftEdit.Text("Xong"))
            assertEquals(id, seen.await().id)
            client.reports.discard(id)
            listed.await()
        }
    }

    @Test
    fun `what is watched ends with the client`() = runBlocking<Unit> {
        val client = Phone(home).open()
        val id = client.draft()
        val watching = launch(start = UNDISPATCHED) { client.reports.watch(id).collect {} }
        client.close()
        watching.join()
        assertEquals(emptyList<Event>(), client.events.toList())
        assertFails<ApiException.Closed> { client.reports.get(id) }
        client.close()
    }

    private suspend fun HuesClient.draft(): ReportId {
        val id = reports.create()
        reports.edit(id, DraftEdit.Category("road-damage"))
        reports.edit(id, DraftEdit.Text(TEXT))
        return id
    }

    private suspend fun HuesClient.syncUntilDelivered(id: ReportId): ReportState.Delivered {
        repeat(ROUNDS) {
            sync()
            (reports.get(id).state as? ReportState.Delivered)?.let { return it }
            reports.tryNow(id)
        }
        throw AssertionError("after $ROUNDS rounds: ${reports.get(id).sentences}")
    }

    private companion object {
        const val ROUNDS = 20
        val JPEG_START = byteArrayOf(0xFF.toByte(), 0xD8.toByte())
    }
}
