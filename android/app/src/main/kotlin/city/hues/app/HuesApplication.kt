package city.hues.app

import android.app.Application
import android.content.pm.ApplicationInfo
import android.os.UserManager
import androidx.core.content.getSystemService
import androidx.work.Configuration
import city.hues.Config
import city.hues.KeyGuard
import java.io.File

/** The process. */
open class HuesApplication : Application(), Configuration.Provider {
    internal val settings by lazy { Settings(this) }

    private var made: Parts? = null

    /** A window and the work in the background may ask at the same time. */
    internal val parts: Parts
        @Synchronized get() = made ?: Parts(this, settings, config(), keyGuard()).also { made = it }

    /** WorkManager asks for it when it is first used. */
    override val workManagerConfiguration: Configuration get() = Configuration.Builder().build()

    internal val isDebuggable: Boolean get() = applicationInfo.flags and ApplicationInfo.FLAG_DEBUGGABLE != 0

    /** The city that is compiled in, or the one that a debug build was told of. */
    protected open fun config(): Config {
        val origin = settings.origin.takeIf { isDebuggable } ?: return Config(dataDir = File(noBackupFilesDir, "core").path)
        return Config(
            dataDir = File(noBackupFilesDir, "core-debug").path,
            origin = origin,
            loginIssuer = "$origin/login",
            alertKeys = listOfNotNull(settings.alertKey),
        )
    }

    protected open fun keyGuard(): KeyGuard = KeystoreGuard(isUnlocked = { getSystemService<UserManager>()?.isUserUnlocked != false })

    /** As the end of the process does: what comes next is made anew. */
    @Synchronized
    internal fun end() {
        made?.close()
        made = null
    }
}
