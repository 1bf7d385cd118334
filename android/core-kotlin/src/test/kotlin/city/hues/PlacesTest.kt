package city.hues

import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.io.File

class PlacesTest {
    @TempDir
    lateinit var home: File

    @Test
    fun `a position says its ward and its doubts and a name of before finds the ward of today`() = runBlocking<Unit> {
        Phone(home).open().use { client ->
            val fix = Location(Point(16.4698, 107.5786), 250.0, null, LocationSource.GPS, true)
            val place = client.places.about(fix)
            assertEquals("Phường Phú Xuân", place.ward?.name)
            assertEquals(listOf(DoubtKind.MOCK, DoubtKind.AGE_UNKNOWN, DoubtKind.COARSE), place.doubts.map { it.kind })
            assertEquals("Vị trí chưa chính xác: có thể lệch đến 250 m", place.doubts.last().words.vi)
            val beyond = client.places.about(fix.copy(point = Point(16.2073, 107.9983), source = LocationSource.PIN))
            assertEquals("Vị trí này nằm ngoài Thành phố Huế, ở thành phố Đà Nẵng", beyond.outside?.vi)
            assertEquals(emptyList<PlaceDoubt>(), beyond.doubts)
            val found = client.places.search("p tay loc cu", limit = 3).first()
            assertEquals("Phường Phú Xuân", found.ward.name)
            assertEquals("Phường Tây Lộc cũ, nay thuộc Phường Phú Xuân", found.note?.vi)
        }
    }

    @Test
    fun `before a report goes it says what everyone will read and where a number stands in it`() = runBlocking<Unit> {
        Phone(home).open().use { client ->
            val id = client.reports.create()
            assertNull(client.places.of(id))
            val text = "😀 gọi 0905 123 456"
            client.reports.edit(id, DraftEdit.Text(text))
            val disclosure = client.publicReports.disclosure(id)
            assertEquals(Naming.ANONYMOUS, disclosure.naming)
            assertEquals(Visibility.SHOWN, disclosure.fields.single { it.field == DisclosedField.TEXT }.everyone)
            val number = disclosure.exposed.single()
            assertEquals("0905 123 456", text.substring(number.start.toInt(), number.end.toInt()))
            assertEquals("Có một số điện thoại ở đây, mọi người sẽ đọc được", number.kind.words().vi)
            assertEquals(emptyList<Duplicate>(), client.publicReports.refreshNearby(id))
            assertEquals(emptyList<FollowedReport>(), client.publicReports.followed())
        }
    }
}
