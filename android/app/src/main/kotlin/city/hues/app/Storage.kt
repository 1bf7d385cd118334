package city.hues.app

import android.content.Context
import android.os.storage.StorageManager
import androidx.core.content.getSystemService
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import java.io.IOException

/** How much the app may still write. The system says it when it is asked, and has told nobody of a full phone by itself since Android 8. */
internal class Storage(private val context: Context) {
    /** In bytes; what the system can free of other apps' caches counts. `null`: it can't tell. */
    suspend fun free(): ULong? = withContext(Dispatchers.IO) {
        val manager = checkNotNull(context.getSystemService<StorageManager>())
        try {
            manager.getAllocatableBytes(manager.getUuidForPath(context.noBackupFilesDir)).toULong()
        } catch (_: IOException) {
            null
        }
    }
}
