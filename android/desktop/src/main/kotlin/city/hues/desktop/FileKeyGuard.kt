package city.hues.desktop

import city.hues.KeyGuard
import city.hues.KeyGuardException
import java.io.File
import java.security.GeneralSecurityException
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec
import javax.crypto.spec.SecretKeySpec

/** A keystore in a file, for a machine that has none. It protects nothing from whoever reads the file: a phone has a real one. */
class FileKeyGuard(private val file: File) : KeyGuard {
    override fun wrap(secret: ByteArray): ByteArray {
        val cipher = Cipher.getInstance(CIPHER).apply { init(Cipher.ENCRYPT_MODE, key()) }
        return cipher.iv + cipher.doFinal(secret)
    }

    override fun unwrap(wrapped: ByteArray): ByteArray = try {
        val nonce = GCMParameterSpec(TAG_BITS, wrapped, 0, NONCE_BYTES)
        val cipher = Cipher.getInstance(CIPHER).apply { init(Cipher.DECRYPT_MODE, key(), nonce) }
        cipher.doFinal(wrapped, NONCE_BYTES, wrapped.size - NONCE_BYTES)
    } catch (_: GeneralSecurityException) {
        throw KeyGuardException.Lost()
    }

    override fun erase() {
        file.delete()
    }

    private fun key(): SecretKey {
        if (!file.exists()) {
            file.parentFile.mkdirs()
            file.writeBytes(KeyGenerator.getInstance("AES").apply { init(KEY_BITS) }.generateKey().encoded)
        }
        return SecretKeySpec(file.readBytes(), "AES")
    }

    private companion object {
        const val CIPHER = "AES/GCM/NoPadding"
        const val KEY_BITS = 256
        const val TAG_BITS = 128
        const val NONCE_BYTES = 12
    }
}
