package city.hues

import city.hues.town.fixture
import java.io.File
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class InputTest {
    @TempDir
    lateinit var home: File

    @Test
    fun `a file that is no photo is refused with its reason and the draft stays as it was`() = runBlocking<Unit> {
        Phone(home).open().use { client ->
            val id = client.reports.create()
            client.reports.edit(id, DraftEdit.Text("Ổ gà"))
            val before = client.reports.get(id)
            val error = assertFails<ApiException.PhotoRefused> {
                client.reports.addPhoto(id, fixture("photos/derived_text_named_jpg.jpg"))
            }
            assertEquals(Refusal.NOT_A_PHOTO, error.reason)
            assertEquals("not_a_photo", error.reason.code())
            assertEquals("Tệp này không phải là ảnh. Hãy chọn một ảnh.", error.words().vi)
            assertEquals("This file is not a photo. Choose a photo.", error.words().en)
            assertEquals(before, client.reports.get(id))
        }
    }

    @Test
    fun `an unfinished draft is not sent and says what is missing where`() = runBlocking<Unit> {
        Phone(home).open().use { client ->
            val id = client.reports.create()
            client.reports.edit(id, DraftEdit.Contact(Contact("Lan", "gọi sau")))
            val missing = listOf(
                Problem(Field.LOCATION, ProblemCode.REQUIRED),
                Problem(Field.CATEGORY, ProblemCode.REQUIRED),
                Problem(Field.TEXT, ProblemCode.REQUIRED),
                Problem(Field.PHONE, ProblemCode.INVALID),
            )
            assertEquals(missing, client.reports.get(id).problems)
            val error = assertFails<ApiException.InvalidInput> { client.reports.submit(id) }
            assertEquals(missing, error.problems)
            assertEquals("Hãy chọn nơi xảy ra.", error.problems.first().words().vi)
            assertEquals(ReportState.Draft, client.reports.get(id).state)
        }
    }

    @Test
    fun `a text that is no id names nothing`() = runBlocking<Unit> {
        Phone(home).open().use { client ->
            for (text in listOf("", "không", "../../etc/passwd", "0190")) {
                assertFails<ApiException.NotFound> { client.reports.get(ReportId(text)) }
                assertFails<ApiException.NotFound> { client.reports.thumbnail(PhotoId(text)) }
                assertFails<ApiException.NotFound> { client.alerts.unwatchPlace(PlaceId(text)) }
            }
        }
    }

    @Test
    fun `a second client on the same directory is told so at once`() = runBlocking<Unit> {
        val phone = Phone(home)
        phone.open().use { first ->
            assertFails<ApiException.InUse> { phone.open() }
            assertEquals(emptyList<ReportSummary>(), first.reports.list(limit = 10))
        }
        phone.open().close()
    }

    @Test
    fun `the city is known before a client is open`() {
        val city = embeddedCity()
        assertEquals("hue", city.id)
        assertFalse(city.hotlines.isEmpty())
    }

    @Test
    fun `a phone on which nobody logged in says so, and why no login came about`() = runBlocking<Unit> {
        Phone(home).open().use { client ->
            assertEquals(Session.LoggedOut, client.account.session())
            assertFails<ApiException.LoginRequired> { client.account.require(LoginLevel.ONE) }
            val error = assertFails<ApiException.LoginFailed> { client.account.beginLogin(LoginLevel.TWO) }
            assertEquals(LoginFailure.UNREACHABLE, error.reason)
            assertEquals(error.words(), error.reason.words())
        }
    }
}
