package city.hues.app

import android.content.Intent
import android.net.ConnectivityManager
import android.os.Looper
import androidx.core.content.FileProvider
import androidx.core.content.getSystemService
import androidx.work.testing.SynchronousExecutor
import androidx.work.testing.WorkManagerTestInitHelper
import city.hues.Config
import city.hues.Network
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowNetwork
import java.io.File
import androidx.work.Configuration as WorkConfiguration

/** The app as it is, except that a test says which city it talks to; its keystore is [FakeAndroidKeyStore]. */
internal class TestApplication : HuesApplication() {
    /** Decided before the first window is made. */
    var origin = NOBODY
    var alertKey: String? = null

    val coreFolder: File get() = File(noBackupFilesDir, "core")

    override fun onCreate() {
        super.onCreate()
        FakeAndroidKeyStore.install()
        forgetFolders()
        val configuration = WorkConfiguration.Builder().setExecutor(SynchronousExecutor()).build()
        WorkManagerTestInitHelper.initializeTestWorkManager(this, configuration)
    }

    override fun config() = Config(
        dataDir = coreFolder.path,
        origin = origin,
        loginIssuer = "$origin/login",
        alertKeys = listOfNotNull(alertKey),
    )

    /** What the system says about the network from now on. */
    fun network(network: Network) {
        parts
        val connectivity = checkNotNull(getSystemService<ConnectivityManager>())
        val link = ShadowNetwork.newInstance(LINK)
        shadowOf(connectivity).networkCallbacks.forEach { callback ->
            if (network == Network.NONE) callback.onLost(link) else callback.onCapabilitiesChanged(link, capabilities(network == Network.METERED))
        }
    }

    /** What the system says about the battery from now on. */
    fun battery(isLow: Boolean) {
        parts
        sendBroadcast(Intent(if (isLow) Intent.ACTION_BATTERY_LOW else Intent.ACTION_BATTERY_OKAY))
        shadowOf(Looper.getMainLooper()).idle()
    }

    /** It remembers the folders of the test before, which was another phone. */
    private fun forgetFolders() {
        val remembered = FileProvider::class.java.getDeclaredField("sCache").apply { isAccessible = true }.get(null) as MutableMap<*, *>
        remembered.clear()
    }

    /** Nothing of a test may go on in the next one. */
    override fun onTerminate() {
        end()
        super.onTerminate()
    }

    companion object {
        /** Nobody listens on this port (RFC 6335 section 6 reserves it). */
        const val NOBODY = "http://127.0.0.1:1"

        private const val LINK = 7

        val instance get() = RuntimeEnvironment.getApplication() as TestApplication
    }
}
