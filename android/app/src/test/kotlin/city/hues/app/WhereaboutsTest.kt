package city.hues.app

import android.Manifest
import android.location.LocationManager
import android.os.Looper
import android.os.SystemClock
import androidx.core.content.getSystemService
import city.hues.LocationSource
import city.hues.Point
import city.hues.ui.Fix
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowSystemClock
import java.time.Duration
import java.time.Instant
import android.location.Location as SystemLocation

/** Where the phone is: allowed or not, exact or not, made up or not, old or new. */
@RunWith(RobolectricTestRunner::class)
internal class WhereaboutsTest {
    private val app = TestApplication.instance
    private val manager = checkNotNull(app.getSystemService<LocationManager>())
    private val foreground = Foreground(onLatePhoto = {})
    private val permissions = Permissions(app, foreground, Settings(app))
    private val whereabouts = Whereabouts(app, permissions)

    @Before
    fun aPhoneWithGps() {
        // It has been on for a while, so that something can have been long ago.
        ShadowSystemClock.advanceBy(Duration.ofHours(1))
        shadowOf(manager).setLocationEnabled(true)
        shadowOf(manager).setProviderEnabled(LocationManager.GPS_PROVIDER, true)
        shadowOf(manager).setProviderEnabled(LocationManager.NETWORK_PROVIDER, true)
        shadowOf(manager).setProviderEnabled(LocationManager.FUSED_PROVIDER, false)
    }

    private fun allow() = shadowOf(app).grantPermissions(Manifest.permission.ACCESS_FINE_LOCATION, Manifest.permission.ACCESS_COARSE_LOCATION)

    private fun measured(provider: String, accuracyM: Float, age: Duration = Duration.ZERO) = SystemLocation(provider).apply {
        latitude = 16.4698
        longitude = 107.5786
        accuracy = accuracyM
        time = 1
        elapsedRealtimeNanos = SystemClock.elapsedRealtimeNanos() - age.toNanos()
    }

    @Test
    fun `an exact position is taken at once, with how exact and how old it is`() {
        allow()
        val fix = begin { whereabouts.locate() }
        shadowOf(manager).simulateLocation(measured(LocationManager.GPS_PROVIDER, 8f, Duration.ofSeconds(5)))
        val location = (fix.outcome() as Fix.Found).location
        assertEquals(Point(16.4698, 107.5786), location.point)
        assertEquals(8.0, checkNotNull(location.accuracyM), 1e-9)
        assertEquals(LocationSource.GPS, location.source)
        assertFalse(location.mock)
        // By the phone's clock, whatever the satellites' says.
        val age = Duration.between(location.fixedAt, Instant.now())
        assertTrue("$age", age >= Duration.ofSeconds(5) && age < Duration.ofMinutes(1))
    }

    @Test
    fun `the most exact of several is taken when none is exact`() {
        allow()
        val fix = begin { whereabouts.locate() }
        shadowOf(manager).simulateLocation(measured(LocationManager.NETWORK_PROVIDER, 900f))
        shadowOf(manager).simulateLocation(measured(LocationManager.GPS_PROVIDER, 85f))
        assertEquals(85.0, checkNotNull((fix.outcome() as Fix.Found).location.accuracyM), 1e-9)
    }

    @Test
    fun `a position that an app made up is said to be one`() {
        allow()
        val fix = begin { whereabouts.locate() }
        shadowOf(manager).simulateLocation(measured(LocationManager.GPS_PROVIDER, 5f).apply { isMock = true })
        assertTrue((fix.outcome() as Fix.Found).location.mock)
    }

    @Test
    fun `whoever waits under a roof is told after a while, with what there is`() {
        allow()
        val nothing = begin { whereabouts.locate() }
        shadowOf(Looper.getMainLooper()).idleFor(Duration.ofSeconds(21))
        assertEquals(Fix.Unknown, nothing.outcome())

        val rough = begin { whereabouts.locate() }
        shadowOf(manager).simulateLocation(measured(LocationManager.NETWORK_PROVIDER, 1200f))
        shadowOf(Looper.getMainLooper()).idleFor(Duration.ofSeconds(21))
        assertEquals(1200.0, checkNotNull((rough.outcome() as Fix.Found).location.accuracyM), 1e-9)
    }

    @Test
    fun `a phone whose location is switched off does not know`() {
        allow()
        shadowOf(manager).setLocationEnabled(false)
        assertEquals(Fix.Unknown, begin { whereabouts.locate() }.outcome())
    }

    @Test
    fun `the reason comes before the system's question, and once is enough`() {
        val window = foreground.showWindow()
        val fix = begin { whereabouts.locate() }
        assertEquals(Permission.LOCATION, foreground.explanation?.permission)
        assertNull("not asked yet", shadowOf(window.get()).lastRequestedPermission)
        foreground.explanation?.answer(true)
        window.answer(isGranted = true)
        until("the phone looks") { shadowOf(manager).getLocationRequests(LocationManager.GPS_PROVIDER).isNotEmpty() }
        shadowOf(manager).simulateLocation(measured(LocationManager.GPS_PROVIDER, 8f))
        assertTrue(fix.outcome() is Fix.Found)
        assertNull(foreground.explanation)
        assertTrue("no further question", permissions.has(Permission.LOCATION))
    }

    @Test
    fun `who refuses the reason or the question is not located`() {
        val window = foreground.showWindow()
        val thinkingBetter = begin { whereabouts.locate() }
        foreground.explanation?.answer(false)
        assertEquals(Fix.Denied, thinkingBetter.outcome())

        val refused = begin { whereabouts.locate() }
        foreground.explanation?.answer(true)
        window.answer(isGranted = false)
        assertEquals(Fix.Denied, refused.outcome())

        // Who refused for good hears no reason again; the system answers by itself.
        val again = begin { whereabouts.locate() }
        assertNull(foreground.explanation)
        window.answer(isGranted = false)
        assertEquals(Fix.Denied, again.outcome())
    }

    @Test
    fun `the rough position is enough for who gives no other`() {
        shadowOf(app).grantPermissions(Manifest.permission.ACCESS_COARSE_LOCATION)
        assertTrue(permissions.has(Permission.LOCATION))
    }
}
