import Foundation
import HuesCore
import Security

/// The keystore of the core: a key of the Secure Enclave, kept by the Keychain for this device only. It never leaves the Enclave, is in no
/// backup, and can be used from the first unlock after a start on, also while the screen is locked.
final class KeychainGuard: KeyGuard {
    private static let tag = Data("vn.hues.wrapping-key".utf8)
    private static let algorithm = SecKeyAlgorithm.eciesEncryptionCofactorVariableIVX963SHA256AESGCM

    func wrap(secret: Data) throws -> Data {
        let key = try found() ?? made()
        guard let open = SecKeyCopyPublicKey(key),
            let wrapped = SecKeyCreateEncryptedData(open, Self.algorithm, secret as CFData, nil)
        else { throw KeyGuardError.Locked }
        return wrapped as Data
    }

    func unwrap(wrapped: Data) throws -> Data {
        // A backup that was restored to another phone brings the data, and never the key.
        guard let key = try found() else { throw KeyGuardError.Lost }
        var error: Unmanaged<CFError>?
        if let secret = SecKeyCreateDecryptedData(key, Self.algorithm, wrapped as CFData, &error) {
            return secret as Data
        }
        let code = error.map { CFErrorGetCode($0.takeRetainedValue()) }
        throw code == Int(errSecInteractionNotAllowed) ? KeyGuardError.Locked : KeyGuardError.Lost
    }

    func erase() throws {
        let status = SecItemDelete([kSecClass: kSecClassKey, kSecAttrApplicationTag: Self.tag] as CFDictionary)
        guard status == errSecSuccess || status == errSecItemNotFound else { throw KeyGuardError.Locked }
    }

    /// The key that is there; `nil` when there is none.
    private func found() throws -> SecKey? {
        let query: [CFString: Any] = [
            kSecClass: kSecClassKey, kSecAttrApplicationTag: Self.tag, kSecReturnRef: true,
            kSecAttrKeyType: kSecAttrKeyTypeECSECPrimeRandom,
        ]
        var item: CFTypeRef?
        switch SecItemCopyMatching(query as CFDictionary, &item) {
        case errSecSuccess:
            guard let item, CFGetTypeID(item) == SecKeyGetTypeID() else { throw KeyGuardError.Locked }
            return unsafeDowncast(item, to: SecKey.self)
        case errSecItemNotFound: return nil
        // Before the first unlock; whatever else the Keychain says, trying later loses nothing.
        default: throw KeyGuardError.Locked
        }
    }

    private func made() throws -> SecKey {
        guard
            let access = SecAccessControlCreateWithFlags(
                nil, kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly, .privateKeyUsage, nil)
        else { throw KeyGuardError.Locked }
        let attributes: [CFString: Any] = [
            kSecAttrKeyType: kSecAttrKeyTypeECSECPrimeRandom, kSecAttrKeySizeInBits: 256,
            kSecAttrTokenID: kSecAttrTokenIDSecureEnclave,
            kSecPrivateKeyAttrs: [
                kSecAttrIsPermanent: true, kSecAttrApplicationTag: Self.tag, kSecAttrAccessControl: access,
            ] as [CFString: Any],
        ]
        guard let key = SecKeyCreateRandomKey(attributes as CFDictionary, nil) else { throw KeyGuardError.Locked }
        return key
    }
}
