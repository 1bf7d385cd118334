package city.hues

import java.security.GeneralSecurityException
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.spec.GCMParameterSpec

private const val NONCE_BYTES = 12
private const val TAG_BITS = 128

/** A keystore for machines that have none. It protects nothing; it behaves as a phone's does, failures included. */
internal class SoftwareKeyGuard : KeyGuard {
    /** What it throws at the next calls, instead of working. */
    var failure: Exception? = null

    private var key = newKey()

    override fun wrap(secret: ByteArray): ByteArray {
        failure?.let { throw it }
        val cipher = Cipher.getInstance("AES/GCM/NoPadding").apply { init(Cipher.ENCRYPT_MODE, key) }
        return cipher.iv + cipher.doFinal(secret)
    }

    override fun unwrap(wrapped: ByteArray): ByteArray {
        failure?.let { throw it }
        val parameters = GCMParameterSpec(TAG_BITS, wrapped, 0, NONCE_BYTES)
        val cipher = Cipher.getInstance("AES/GCM/NoPadding").apply { init(Cipher.DECRYPT_MODE, key, parameters) }
        return try {
            cipher.doFinal(wrapped, NONCE_BYTES, wrapped.size - NONCE_BYTES)
        } catch (_: GeneralSecurityException) {
            throw KeyGuardException.Lost()
        }
    }

    override fun erase() {
        failure?.let { throw it }
        key = newKey()
    }

    private fun newKey() = KeyGenerator.getInstance("AES").apply { init(256) }.generateKey()
}
