// Core Foundation's types are Swift's here, so that its casts go.
import Foundation

public typealias CFString = String
public typealias CFData = Data
public typealias CFDictionary = [String: Any]
public typealias CFTypeRef = AnyObject
public final class CFError {}
public final class SecKey {}
public final class SecAccessControl {}
public typealias OSStatus = Int32
public enum SecKeyAlgorithm: Sendable { case eciesEncryptionCofactorVariableIVX963SHA256AESGCM }
public enum SecAccessControlCreateFlags: Sendable { case privateKeyUsage }

public let kSecClass = "", kSecClassKey = "", kSecAttrApplicationTag = "", kSecReturnRef = "", kSecAttrKeyType = ""
public let kSecAttrKeyTypeECSECPrimeRandom = "", kSecAttrKeySizeInBits = "", kSecAttrTokenID = ""
public let kSecAttrTokenIDSecureEnclave = "", kSecPrivateKeyAttrs = "", kSecAttrIsPermanent = ""
public let kSecAttrAccessControl = "", kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly = ""
public let errSecSuccess: OSStatus = 0, errSecItemNotFound: OSStatus = -25300
public let errSecInteractionNotAllowed: OSStatus = -25308

public func CFGetTypeID(_ object: CFTypeRef) -> UInt { 0 }
public func CFErrorGetCode(_ error: CFError) -> Int { 0 }
public func SecKeyGetTypeID() -> UInt { 0 }
public func SecKeyCopyPublicKey(_ key: SecKey) -> SecKey? { nil }
public func SecKeyCreateEncryptedData(
    _ key: SecKey, _ algorithm: SecKeyAlgorithm, _ plain: CFData, _ error: UnsafeMutablePointer<Unmanaged<CFError>?>?
) -> CFData? { nil }
public func SecKeyCreateDecryptedData(
    _ key: SecKey, _ algorithm: SecKeyAlgorithm, _ sealed: CFData, _ error: UnsafeMutablePointer<Unmanaged<CFError>?>?
) -> CFData? { nil }
public func SecKeyCreateRandomKey(
    _ attributes: CFDictionary, _ error: UnsafeMutablePointer<Unmanaged<CFError>?>?
) -> SecKey? { nil }
public func SecItemDelete(_ query: CFDictionary) -> OSStatus { 0 }
public func SecItemCopyMatching(_ query: CFDictionary, _ result: UnsafeMutablePointer<CFTypeRef?>?) -> OSStatus { 0 }
public func SecAccessControlCreateWithFlags(
    _ allocator: Never?, _ protection: CFString, _ flags: SecAccessControlCreateFlags,
    _ error: UnsafeMutablePointer<Unmanaged<CFError>?>?
) -> SecAccessControl? { nil }
