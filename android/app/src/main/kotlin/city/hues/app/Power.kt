package city.hues.app

import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import android.content.IntentFilter
import android.os.BatteryManager
import android.os.Build
import android.os.PowerManager
import androidx.core.content.getSystemService
import city.hues.Battery
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.update

/** What the battery has left, by the system's word, from the start of the process to its end. When it is to be spared, the core decides. */
internal class Power(private val context: Context) : AutoCloseable {
    private val manager = checkNotNull(context.getSystemService<PowerManager>())
    private val state = MutableStateFlow(atFirst())

    val battery: StateFlow<Battery> get() = state

    private val receiver = object : BroadcastReceiver() {
        /** The system says this before it changes what it answers to who asks, so it is taken at its word. */
        override fun onReceive(context: Context, intent: Intent) = state.update {
            when (intent.action) {
                Intent.ACTION_BATTERY_LOW -> it.copy(calledLow = true)
                Intent.ACTION_BATTERY_OKAY -> it.copy(percent = null, calledLow = false)
                Intent.ACTION_POWER_CONNECTED -> it.copy(isCharging = true)
                Intent.ACTION_POWER_DISCONNECTED -> it.copy(isCharging = false)
                else -> it.copy(isSaved = manager.isPowerSaveMode)
            }
        }
    }

    init {
        val changes = IntentFilter().apply {
            addAction(Intent.ACTION_BATTERY_LOW)
            addAction(Intent.ACTION_BATTERY_OKAY)
            addAction(Intent.ACTION_POWER_CONNECTED)
            addAction(Intent.ACTION_POWER_DISCONNECTED)
            addAction(PowerManager.ACTION_POWER_SAVE_MODE_CHANGED)
        }
        // The system alone may send these.
        context.registerReceiver(receiver, changes)
    }

    override fun close() = context.unregisterReceiver(receiver)

    /** Each change of a battery is told to who listens, the last one to who only asks. */
    private fun atFirst(): Battery {
        val now = context.registerReceiver(null, IntentFilter(Intent.ACTION_BATTERY_CHANGED))
        return Battery(
            // Before Android 9 the system does not answer whether it is low.
            percent = if (Build.VERSION.SDK_INT < Build.VERSION_CODES.P) now?.percent else null,
            isCharging = (now?.getIntExtra(BatteryManager.EXTRA_PLUGGED, 0) ?: 0) != 0,
            calledLow = now?.getBooleanExtra(BatteryManager.EXTRA_BATTERY_LOW, false) == true,
            isSaved = manager.isPowerSaveMode,
        )
    }

    private val Intent.percent: UByte?
        get() {
            val (level, scale) = getIntExtra(BatteryManager.EXTRA_LEVEL, -1) to getIntExtra(BatteryManager.EXTRA_SCALE, -1)
            return if (level in 0..scale && scale > 0) (level * PERCENT / scale).toUByte() else null
        }

    private companion object {
        const val PERCENT = 100
    }
}
