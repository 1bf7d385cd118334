package city.hues

import city.hues.town.CityServer
import city.hues.town.fixture
import java.io.File
import java.time.Duration
import java.time.Instant
import java.time.OffsetDateTime
import java.time.format.DateTimeFormatter
import java.time.temporal.ChronoUnit.SECONDS
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class AlertsTest {
    @TempDir
    lateinit var home: File

    @Test
    fun `a warning is on the phone in the citizen's language, with the places that it touches`() = runBlocking<Unit> {
        CityServer.start(File(home, "city")).use { city ->
            city.warn(floodWarning(sent = Instant.now().truncatedTo(SECONDS)))
            val phone = Phone(home, city)
            phone.open().use { client ->
                client.alerts.watchPlace("Nhà", Point(16.4698, 107.5786))
                client.alerts.watchPlace("Quê", Point(16.2, 107.9))
                client.setNetwork(Network.METERED)
                client.sync()
            }
            city.close()
            phone.open().use { client ->
                val list = client.alerts.current(listOf(Language.VI, Language.EN))
                val warning = list.alerts.single()
                assertTrue(list.asOf != null && !list.isStale)
                assertEquals(listOf("Nhà"), warning.touches.map { it.name })
                assertEquals("Lũ trên sông Hương lên mức báo động III", warning.infos.single().headline)
                assertEquals(Severity.SEVERE, warning.severity)
                assertEquals(Duration.ofDays(1), Duration.between(warning.sent, warning.ends))
                assertEquals(7, warning.infos.single().areas.single().polygons.single().size)
                val english = client.alerts.current(listOf(Language.EN)).alerts.single()
                assertEquals("The Hương river rises to alarm level III", english.infos.single().headline)
            }
        }
    }

    /** The fixture with its times moved, so that it holds today. */
    private fun floodWarning(sent: Instant): String {
        val moved = Duration.between(OffsetDateTime.parse(SENT).toInstant(), sent)
        return TIME.replace(fixture("cap/hue_flood_warning.xml").readText()) {
            FORMAT.format(OffsetDateTime.parse(it.value).plus(moved))
        }
    }

    private companion object {
        const val SENT = "2026-11-23T06:30:00+07:00"
        val TIME = Regex("""\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00""")

        // CAP wants the seconds, also where they are 0.
        val FORMAT: DateTimeFormatter = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx")
    }
}
