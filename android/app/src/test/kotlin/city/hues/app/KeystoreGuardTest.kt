package city.hues.app

import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.KeyProperties
import android.security.keystore.StrongBoxUnavailableException
import city.hues.KeyGuardException
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import java.security.ProviderException
import java.security.UnrecoverableKeyException

/** What the keystore is asked for, and what its failures mean to the core. */
@RunWith(RobolectricTestRunner::class)
internal class KeystoreGuardTest {
    private var isUnlocked = true
    private val guard = KeystoreGuard { isUnlocked }
    private val secret = ByteArray(32) { it.toByte() }

    @Test
    fun `what was wrapped opens again, also for a later process`() {
        val wrapped = guard.wrap(secret)
        assertEquals(12 + secret.size + 16, wrapped.size)
        assertArrayEquals(secret, KeystoreGuard { true }.unwrap(wrapped))
    }

    @Test
    fun `the same secret is never wrapped the same way twice`() {
        assertFalse(guard.wrap(secret).contentEquals(guard.wrap(secret)))
        assertEquals("one key for both", 1, FakeAndroidKeyStore.specs.size)
    }

    @Test
    fun `the key is AES-256-GCM in the secure element, and needs no finger`() {
        guard.wrap(secret)
        val spec = FakeAndroidKeyStore.specs.single()
        assertEquals(256, spec.keySize)
        assertArrayEquals(arrayOf(KeyProperties.BLOCK_MODE_GCM), spec.blockModes)
        assertArrayEquals(arrayOf(KeyProperties.ENCRYPTION_PADDING_NONE), spec.encryptionPaddings)
        assertEquals(KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT, spec.purposes)
        assertTrue(spec.isStrongBoxBacked)
        assertTrue(spec.isRandomizedEncryptionRequired)
        assertFalse(spec.isUserAuthenticationRequired)
        assertFalse(spec.isUnlockedDeviceRequired)
    }

    @Test
    fun `a phone without a secure element has a key all the same`() {
        FakeAndroidKeyStore.makeFailure = { spec -> StrongBoxUnavailableException().takeIf { spec.isStrongBoxBacked } }
        assertArrayEquals(secret, guard.unwrap(guard.wrap(secret)))
        assertEquals(listOf(true, false), FakeAndroidKeyStore.specs.map { it.isStrongBoxBacked })
    }

    @Test
    fun `before the first unlock everything is locked, and nothing lost`() {
        val wrapped = guard.wrap(secret)
        isUnlocked = false
        assertThrows(KeyGuardException.Locked::class.java) { guard.wrap(secret) }
        assertThrows(KeyGuardException.Locked::class.java) { guard.unwrap(wrapped) }
        assertThrows(KeyGuardException.Locked::class.java) { guard.erase() }
        isUnlocked = true
        assertArrayEquals(secret, guard.unwrap(wrapped))
    }

    @Test
    fun `a keystore that is busy or fails in a way of its own is locked`() {
        val wrapped = guard.wrap(secret)
        FakeAndroidKeyStore.lookUpFailure = ProviderException("the daemon is busy")
        assertThrows(KeyGuardException.Locked::class.java) { guard.unwrap(wrapped) }
        FakeAndroidKeyStore.lookUpFailure = null
        assertArrayEquals(secret, guard.unwrap(wrapped))
    }

    @Test
    fun `an invalidated key is lost, and a new one is made`() {
        val wrapped = guard.wrap(secret)
        for (failure in listOf(KeyPermanentlyInvalidatedException(), UnrecoverableKeyException("damaged"))) {
            FakeAndroidKeyStore.lookUpFailure = failure
            assertThrows(KeyGuardException.Lost::class.java) { guard.unwrap(wrapped) }
            val again = guard.wrap(secret)
            FakeAndroidKeyStore.lookUpFailure = null
            assertArrayEquals(secret, guard.unwrap(again))
        }
    }

    @Test
    fun `data of another phone is lost`() {
        val wrapped = guard.wrap(secret)
        FakeAndroidKeyStore.keys.clear()
        assertThrows("no key", KeyGuardException.Lost::class.java) { guard.unwrap(wrapped) }
        guard.wrap(secret)
        assertThrows("another key", KeyGuardException.Lost::class.java) { guard.unwrap(wrapped) }
        assertThrows("no data", KeyGuardException.Lost::class.java) { guard.unwrap(ByteArray(5)) }
    }

    @Test
    fun `an erased key opens nothing`() {
        val wrapped = guard.wrap(secret)
        guard.erase()
        assertThrows(KeyGuardException.Lost::class.java) { guard.unwrap(wrapped) }
    }
}
