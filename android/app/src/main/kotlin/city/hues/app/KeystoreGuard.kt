package city.hues.app

import android.os.Build
import android.security.KeyStoreException
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.KeyProperties
import android.security.keystore.StrongBoxUnavailableException
import androidx.annotation.RequiresApi
import city.hues.KeyGuard
import city.hues.KeyGuardException
import java.security.KeyStore
import java.security.UnrecoverableKeyException
import javax.crypto.AEADBadTagException
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec

/**
 * The key that wraps the core's secret, in Android's keystore: AES-256-GCM, in the phone's secure element where there is one, never out of
 * it. It asks for no fingerprint, because reports go while the phone lies in a pocket; it opens nothing before the first unlock.
 */
internal class KeystoreGuard(private val isUnlocked: () -> Boolean) : KeyGuard {
    override fun wrap(secret: ByteArray): ByteArray = guarded {
        val cipher = try {
            encrypting(key() ?: makeKey())
        } catch (_: KeyPermanentlyInvalidatedException) {
            encrypting(makeKey())
        } catch (error: UnrecoverableKeyException) {
            if (error.isTransient()) throw error
            encrypting(makeKey())
        }
        cipher.iv + cipher.doFinal(secret)
    }

    override fun unwrap(wrapped: ByteArray): ByteArray = guarded {
        val key = key()
        if (key == null || wrapped.size < NONCE_BYTES + TAG_BITS / 8) throw KeyGuardException.Lost()
        val cipher = Cipher.getInstance(CIPHER)
        cipher.init(Cipher.DECRYPT_MODE, key, GCMParameterSpec(TAG_BITS, wrapped, 0, NONCE_BYTES))
        cipher.doFinal(wrapped, NONCE_BYTES, wrapped.size - NONCE_BYTES)
    }

    override fun erase() = guarded { store().deleteEntry(ALIAS) }

    /** What the keystore says, in the two words that the core knows. Trying later loses nothing, so whatever is not surely lost is locked. */
    private fun <T> guarded(work: () -> T): T {
        if (!isUnlocked()) throw KeyGuardException.Locked()
        return try {
            work()
        } catch (known: KeyGuardException) {
            throw known
        } catch (_: KeyPermanentlyInvalidatedException) {
            throw KeyGuardException.Lost()
        } catch (_: AEADBadTagException) {
            throw KeyGuardException.Lost()
        } catch (error: UnrecoverableKeyException) {
            throw if (error.isTransient()) KeyGuardException.Locked() else KeyGuardException.Lost()
        } catch (_: Exception) {
            // The keystore's daemon is busy, away, or fails in a way of its vendor's.
            throw KeyGuardException.Locked()
        }
    }

    private fun store(): KeyStore = KeyStore.getInstance(KEYSTORE).apply { load(null) }

    private fun key(): SecretKey? = store().getKey(ALIAS, null) as SecretKey?

    private fun makeKey(): SecretKey {
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.P) return generate(spec().build())
        return try {
            generate(inStrongBox())
        } catch (_: StrongBoxUnavailableException) {
            generate(spec().build())
        }
    }

    private fun generate(spec: KeyGenParameterSpec): SecretKey =
        KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, KEYSTORE).apply { init(spec) }.generateKey()

    @RequiresApi(Build.VERSION_CODES.P)
    private fun inStrongBox(): KeyGenParameterSpec = spec().setIsStrongBoxBacked(true).build()

    private fun spec() = KeyGenParameterSpec.Builder(ALIAS, KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT)
        .setKeySize(KEY_BITS)
        .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
        .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
        .setUserAuthenticationRequired(false)

    private fun encrypting(key: SecretKey): Cipher = Cipher.getInstance(CIPHER).apply { init(Cipher.ENCRYPT_MODE, key) }

    /** The keystore could not reach the key this time. Older systems do not say so. */
    private fun UnrecoverableKeyException.isTransient(): Boolean {
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU) return false
        return generateSequence(cause) { it.cause }.filterIsInstance<KeyStoreException>().any { it.isTransientFailure }
    }

    private companion object {
        const val KEYSTORE = "AndroidKeyStore"
        const val ALIAS = "hues-core"
        const val CIPHER = "AES/GCM/NoPadding"
        const val KEY_BITS = 256
        const val TAG_BITS = 128
        const val NONCE_BYTES = 12
    }
}
