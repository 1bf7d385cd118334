package city.hues.desktop

import org.junit.jupiter.api.Assumptions.assumeTrue
import java.io.File
import java.io.IOException

/** A disk with little room, mounted in a folder. Only root may mount one; without that the test is skipped and says so. */
internal class SmallDisk private constructor(private val folder: File) : AutoCloseable {
    private val ballast = File(folder, "ballast")

    /** Takes what room there is, to the last byte that a photo could use. */
    fun fill() {
        try {
            ballast.outputStream().use { output -> while (true) output.write(ByteArray(PAGE)) }
        } catch (_: IOException) {
            // It is full.
        }
    }

    fun empty() {
        ballast.delete()
    }

    override fun close() {
        run("umount", "--lazy", folder.path)
    }

    companion object {
        private const val PAGE = 4096

        fun at(folder: File): SmallDisk {
            assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", folder.path), "only root can mount a small disk")
            return SmallDisk(folder)
        }

        private fun run(vararg command: String): Boolean = try {
            ProcessBuilder(*command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0
        } catch (_: IOException) {
            false
        }
    }
}
