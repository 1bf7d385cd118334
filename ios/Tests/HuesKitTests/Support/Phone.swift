import Foundation
import HuesCore

@testable import HuesKit

/// A phone: a data directory and a keystore, with the app's client on them. It can be switched off and on.
final class Phone: Sendable {
    let keystore = TestKeystore()
    let city: RunningCity
    /// The data directory.
    let data: URL
    private let folder: TemporaryFolder
    private let map: MapTiles?
    private let open311: Open311?

    /// - Parameters:
    ///   - disk: Where the data lies; `nil`: where there is room.
    ///   - map: What lies under the wards' borders.
    ///   - open311: How the city is spoken to; `nil`: by the protocol.
    init(_ city: RunningCity, disk: URL? = nil, map: MapTiles? = nil, open311: Open311? = nil) throws {
        (self.city, self.map, self.open311) = (city, map, open311)
        folder = try TemporaryFolder()
        data = (disk ?? folder.url).appendingPathComponent("data")
    }

    /// What lies beside the data directory and in its place.
    func folders() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: data.deletingLastPathComponent().path).sorted()
    }

    /// Opens the client as the app does.
    func open(
        _ mode: SyncMode = .whenAsked, answers: Answers? = nil
    ) async throws(ApiError) -> HuesClient {
        let config = Config(
            dataDir: data.path, origin: city.origin, loginIssuer: "\(city.origin)/login",
            alertKeys: [city.alertKey], open311: open311, mapTiles: map, syncMode: mode)
        guard let answers else { return try await HuesClient.open(config, keyGuard: keystore) }
        return try await HuesClient.open(config, keyGuard: keystore, calls: answers.come)
    }
}

/// A keystore in memory. It hides nothing: it XORs with a key of its own, so that what was wrapped is of no use without it. Real phones
/// have the Keychain; its `KeyGuard` is part of the app.
final class TestKeystore: KeyGuard, @unchecked Sendable {
    private let lock = NSLock()
    private var key: [UInt8] = (0..<64).map { _ in UInt8.random(in: 0...255) }
    private var failure: KeyGuardError?
    private var keepsItsKey = false

    /// From now on it fails so; `nil`: it works.
    func fail(with failure: KeyGuardError?) {
        lock.withLock { self.failure = failure }
    }

    func wrap(secret: Data) throws -> Data { try scrambled(secret) }

    func unwrap(wrapped: Data) throws -> Data { try scrambled(wrapped) }

    /// From now on it does not erase its key; or does.
    func fail(toErase keeps: Bool) {
        lock.withLock { keepsItsKey = keeps }
    }

    func erase() throws {
        try lock.withLock {
            if keepsItsKey { throw KeyGuardError.Locked }
            key = (0..<64).map { _ in UInt8.random(in: 0...255) }
        }
    }

    private func scrambled(_ bytes: Data) throws -> Data {
        try lock.withLock {
            if let failure { throw failure }
            return Data(bytes.enumerated().map { index, byte in byte ^ key[index % key.count] })
        }
    }
}

/// A real photo of the project's.
func photo(_ name: String) throws -> URL {
    URL(fileURLWithPath: try variable("HUES_TEST_DATA")).appendingPathComponent("photos/\(name)")
}
