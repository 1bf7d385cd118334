package city.hues

import city.hues.town.CityServer
import city.hues.town.fixture
import java.io.File
import org.junit.jupiter.api.Assertions.assertNotNull

/** A phone: the app's folder, its keystore, and the city whose app it is. */
internal class Phone(private val home: File, private val city: CityServer? = null) {
    val keyGuard = SoftwareKeyGuard()
    val dataDir get() = File(home, "data")

    /** The app's, except that the core sends only when asked. */
    val config get() = Config(
        dataDir = dataDir.path,
        origin = city?.origin ?: NOBODY,
        alertKeys = listOfNotNull(city?.alertKey),
        loginIssuer = "${city?.origin ?: NOBODY}/login",
        syncMode = SyncMode.WHEN_ASKED,
    )

    /** Opens the client as the app would. */
    suspend fun open(): HuesClient = HuesClient.open(config, keyGuard)

    private companion object {
        /** Nobody listens on this port (RFC 6335 section 6 reserves it). */
        const val NOBODY = "http://127.0.0.1:1"
    }
}

/** A photo with a made-up position in Phường Phú Xuân, ward 19753. */
internal fun photoInHue(): File = fixture("photos/derived_hue_gps_o6.jpg")

/** The call fails so. */
internal inline fun <reified E : ApiException> assertFails(call: () -> Unit): E {
    val thrown = runCatching(call).exceptionOrNull()
    assertNotNull(thrown, "the call succeeded")
    return thrown as? E ?: throw AssertionError("not ${E::class.simpleName}", thrown)
}
