package city.hues.app

import android.content.Intent
import android.os.BatteryManager
import android.os.Build
import android.os.Looper
import android.os.PowerManager
import androidx.core.content.getSystemService
import city.hues.Battery
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.util.ReflectionHelpers

/** What the system says of the battery, as the core wants to hear it. */
@RunWith(RobolectricTestRunner::class)
internal class PowerTest {
    private val app = TestApplication.instance
    private val manager = checkNotNull(app.getSystemService<PowerManager>())
    private var power = Power(app)

    @After
    fun theEnd() = power.close()

    private val battery get() = power.battery.value

    private fun system(says: String) {
        app.sendBroadcast(Intent(says))
        shadowOf(Looper.getMainLooper()).idle()
    }

    /** What the system answers a process that begins now. */
    private fun begin(level: Int, isPlugged: Boolean = false, isLow: Boolean = false) {
        val changed = Intent(Intent.ACTION_BATTERY_CHANGED)
            .putExtra(BatteryManager.EXTRA_LEVEL, level)
            .putExtra(BatteryManager.EXTRA_SCALE, 200)
            .putExtra(BatteryManager.EXTRA_PLUGGED, if (isPlugged) BatteryManager.BATTERY_PLUGGED_USB else 0)
            .putExtra(BatteryManager.EXTRA_BATTERY_LOW, isLow)
        @Suppress("DEPRECATION")
        app.sendStickyBroadcast(changed)
        power.close()
        power = Power(app)
    }

    @Test
    fun `a battery of which nothing is known is no worry`() = assertEquals(Battery(), battery)

    @Test
    fun `at the start the system is asked`() {
        begin(level = 20, isLow = true)
        assertEquals(Battery(calledLow = true), battery)
        begin(level = 200, isPlugged = true)
        assertEquals(Battery(isCharging = true), battery)
        shadowOf(manager).setIsPowerSaveMode(true)
        begin(level = 200)
        assertEquals(Battery(isSaved = true), battery)
    }

    @Test
    fun `an old system says how full it is, until it says that it is full enough`() = beforeAndroid9 {
        begin(level = -1)
        assertEquals(Battery(), battery)
        begin(level = 20)
        assertEquals(Battery(percent = 10u), battery)
        system(Intent.ACTION_BATTERY_OKAY)
        assertEquals(Battery(), battery)
    }

    private fun beforeAndroid9(test: () -> Unit) {
        val now = Build.VERSION.SDK_INT
        ReflectionHelpers.setStaticField(Build.VERSION::class.java, "SDK_INT", Build.VERSION_CODES.O_MR1)
        try {
            test()
        } finally {
            ReflectionHelpers.setStaticField(Build.VERSION::class.java, "SDK_INT", now)
        }
    }

    @Test
    fun `each change is heard`() {
        system(Intent.ACTION_BATTERY_LOW)
        assertEquals(Battery(calledLow = true), battery)
        system(Intent.ACTION_POWER_CONNECTED)
        assertEquals(Battery(calledLow = true, isCharging = true), battery)
        system(Intent.ACTION_BATTERY_OKAY)
        assertEquals(Battery(isCharging = true), battery)
        system(Intent.ACTION_POWER_DISCONNECTED)
        assertEquals(Battery(), battery)
        shadowOf(manager).setIsPowerSaveMode(true)
        system(PowerManager.ACTION_POWER_SAVE_MODE_CHANGED)
        assertEquals(Battery(isSaved = true), battery)
        shadowOf(manager).setIsPowerSaveMode(false)
        system(PowerManager.ACTION_POWER_SAVE_MODE_CHANGED)
        assertEquals(Battery(), battery)
    }

    @Test
    fun `nobody listens any more after the end`() {
        power.close()
        system(Intent.ACTION_BATTERY_LOW)
        assertEquals(Battery(), battery)
        power = Power(app)
    }
}
