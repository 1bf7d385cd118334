import Foundation
import HuesCore
import HuesKit
import Network
import UIKit

/// The iPhone around the screens. It decides nothing.
@MainActor
final class Phone: Device {
    private let locator = Locator()
    private let photos = PhotoPicker()
    private let camera = CameraPicker()
    private let browser = LoginBrowser()
    var uploader: (any Uploader)?

    var language: Language? {
        get {
            switch UserDefaults.standard.string(forKey: "language") {
            case "vi": .vi
            case "en": .en
            default: nil
            }
        }
        set { UserDefaults.standard.set(newValue?.tag, forKey: "language") }
    }

    func networks() -> AsyncStream<HuesCore.Network> {
        AsyncStream { continuation in
            let monitor = NWPathMonitor()
            monitor.pathUpdateHandler = { path in
                if path.status != .satisfied {
                    continuation.yield(.none)
                } else {
                    continuation.yield(path.isExpensive || path.isConstrained ? .metered : .unmetered)
                }
            }
            continuation.onTermination = { _ in monitor.cancel() }
            monitor.start(queue: DispatchQueue(label: "vn.hues.network"))
        }
    }

    func batteries() -> AsyncStream<Battery> { Power.batteries() }

    /// What the system can free of other apps' caches counts.
    func freeSpace() -> UInt64? {
        let key = URLResourceKey.volumeAvailableCapacityForImportantUsageKey
        let values = try? Self.kept().resourceValues(forKeys: [key])
        return values?.volumeAvailableCapacityForImportantUsage.map { UInt64(max($0, 0)) }
    }

    func openClient() async throws(ApiError) -> HuesClient {
        let folder = try Self.folder()
        #if DEBUG
            // A trial against a city on the developer's own Mac.
            let environment = ProcessInfo.processInfo.environment
            let config = Config(
                dataDir: folder.path, origin: environment["HUES_ORIGIN"],
                loginIssuer: environment["HUES_ORIGIN"].map { $0 + "/login" },
                alertKeys: environment["HUES_ALERT_KEY"].map { [$0] })
        #else
            let config = Config(dataDir: folder.path)
        #endif
        return try await HuesClient.open(config, keyGuard: KeychainGuard())
    }

    func putDataAside() async throws(ApiError) {
        _ = try await HuesClient.putAside(dataDir: Self.folder().path)
    }

    func browse(_ request: LoginRequest) async -> BrowserReturn { await browser.open(request) }

    func call(_ number: String) {
        if let url = URL(string: "tel:\(number)") { UIApplication.shared.open(url) }
    }

    func openSettings() {
        if let url = URL(string: UIApplication.openSettingsURLString) { UIApplication.shared.open(url) }
    }

    func takePhoto() async -> Picked { await camera.takePhoto() }

    func choosePhotos() async -> Picked { .photos(await photos.choosePhotos()) }

    func recordVideo(_ limits: VideoLimits) async -> Picked { await camera.recordVideo(limits) }

    func chooseVideo() async -> Picked { .photos(await photos.chooseVideo()) }

    func locate() async -> Fix { await locator.locate() }

    #if DEBUG
        /// A UI test begins with an app that was never started.
        static func forget() {
            UserDefaults.standard.removeObject(forKey: "language")
            if let kept = try? kept() { try? FileManager.default.removeItem(at: kept) }
            try? KeychainGuard().erase()
        }
    #endif

    /// The core's folder: in no backup and no transfer to another phone, readable from the first unlock on.
    private static func folder() throws(ApiError) -> URL {
        do { return try kept().appendingPathComponent("data") } catch { throw .StorageFull }
    }

    private static func kept() throws -> URL {
        let files = FileManager.default
        let support = try files.url(
            for: .applicationSupportDirectory, in: .userDomainMask, appropriateFor: nil, create: true)
        var folder = support.appendingPathComponent("hues", isDirectory: true)
        try files.createDirectory(
            at: folder, withIntermediateDirectories: true,
            attributes: [.protectionKey: FileProtectionType.completeUntilFirstUserAuthentication])
        var values = URLResourceValues()
        values.isExcludedFromBackup = true
        try folder.setResourceValues(values)
        return folder
    }
}

extension UIApplication {
    /// What a picker is presented over.
    var front: UIViewController? {
        let windows = connectedScenes.compactMap { ($0 as? UIWindowScene)?.keyWindow }
        var controller = windows.first?.rootViewController
        while let above = controller?.presentedViewController { controller = above }
        return controller
    }
}
