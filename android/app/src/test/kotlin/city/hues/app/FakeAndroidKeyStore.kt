package city.hues.app

import android.security.keystore.KeyGenParameterSpec
import java.io.InputStream
import java.io.OutputStream
import java.security.Key
import java.security.KeyStoreSpi
import java.security.Provider
import java.security.SecureRandom
import java.security.Security
import java.security.cert.Certificate
import java.security.spec.AlgorithmParameterSpec
import java.util.Collections
import java.util.Date
import java.util.Enumeration
import javax.crypto.KeyGenerator
import javax.crypto.KeyGeneratorSpi
import javax.crypto.SecretKey

/** A keystore under the name of Android's, which the JVM has not. It remembers what it was asked for, and fails as a test says. */
internal object FakeAndroidKeyStore {
    val keys = mutableMapOf<String, Key>()

    /** What each key was asked to be. */
    val specs = mutableListOf<KeyGenParameterSpec>()

    /** Thrown when a key is looked up. */
    var lookUpFailure: Exception? = null

    /** Thrown when a key is made, for what was asked. */
    var makeFailure: (KeyGenParameterSpec) -> Exception? = { null }

    fun install() {
        keys.clear()
        specs.clear()
        lookUpFailure = null
        makeFailure = { null }
        Security.removeProvider(NAME)
        Security.addProvider(FakeProvider())
    }

    private const val NAME = "AndroidKeyStore"

    private class FakeProvider : Provider(NAME, "1.0", "for tests") {
        init {
            putService(service("KeyStore", NAME, ::Store))
            putService(service("KeyGenerator", "AES", ::Generator))
        }

        /** Made here and not by name: the class is Robolectric's own copy. */
        private fun service(type: String, algorithm: String, make: () -> Any) =
            object : Service(this, type, algorithm, Store::class.java.name, null, null) {
                override fun newInstance(constructorParameter: Any?) = make()
            }
    }

    private class Generator : KeyGeneratorSpi() {
        private lateinit var spec: KeyGenParameterSpec

        override fun engineInit(random: SecureRandom?) = throw UnsupportedOperationException()

        override fun engineInit(keysize: Int, random: SecureRandom?) = throw UnsupportedOperationException()

        override fun engineInit(params: AlgorithmParameterSpec, random: SecureRandom?) {
            spec = params as KeyGenParameterSpec
        }

        override fun engineGenerateKey(): SecretKey {
            specs += spec
            makeFailure(spec)?.let { throw it }
            val generator = KeyGenerator.getInstance("AES", "SunJCE").apply { init(spec.keySize) }
            return generator.generateKey().also { keys[spec.keystoreAlias] = it }
        }
    }

    private class Store : KeyStoreSpi() {
        override fun engineGetKey(alias: String, password: CharArray?): Key? = lookUpFailure?.let { throw it } ?: keys[alias]

        override fun engineContainsAlias(alias: String) = alias in keys

        override fun engineDeleteEntry(alias: String) {
            keys.remove(alias)
        }

        override fun engineAliases(): Enumeration<String> = Collections.enumeration(keys.keys)

        override fun engineSize() = keys.size

        override fun engineIsKeyEntry(alias: String) = alias in keys

        override fun engineIsCertificateEntry(alias: String) = false

        override fun engineGetCertificate(alias: String): Certificate? = null

        override fun engineGetCertificateChain(alias: String): Array<Certificate>? = null

        override fun engineGetCertificateAlias(cert: Certificate): String? = null

        override fun engineGetCreationDate(alias: String) = Date(0)

        override fun engineSetKeyEntry(alias: String, key: Key, password: CharArray?, chain: Array<Certificate>?) = Unit

        override fun engineSetKeyEntry(alias: String, key: ByteArray, chain: Array<Certificate>?) = Unit

        override fun engineSetCertificateEntry(alias: String, cert: Certificate) = Unit

        override fun engineStore(stream: OutputStream?, password: CharArray?) = Unit

        override fun engineLoad(stream: InputStream?, password: CharArray?) = Unit
    }
}
