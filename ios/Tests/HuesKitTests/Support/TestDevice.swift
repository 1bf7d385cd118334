import Foundation
import HuesCore
import HuesKit

/// The system around the screens, as a test sets it.
@MainActor
final class TestDevice: Device {
    let phone: Phone
    let mode: SyncMode
    var language: Language?
    var uploader: (any Uploader)?
    var answers: Answers?
    var network = Network.none {
        didSet { for listener in listeners { listener.yield(network) } }
    }
    var battery = Battery() {
        didSet { for listener in batteryListeners { listener.yield(battery) } }
    }
    var space: UInt64?
    var camera = Picked.noCamera
    var gallery: [PickedPhoto] = []
    var recorder = Picked.noCamera
    var videos: [PickedPhoto] = []
    private(set) var limits: VideoLimits?
    var fix = Fix.unknown
    var whileLocating: (@MainActor () -> Void)?
    var browser: @MainActor (LoginRequest) async throws -> BrowserReturn = { _ in .closed }
    private(set) var called: [String] = []
    private(set) var settingsShown = 0
    private var listeners: [AsyncStream<Network>.Continuation] = []
    private var batteryListeners: [AsyncStream<Battery>.Continuation] = []

    init(_ phone: Phone, _ mode: SyncMode = .whenAsked) { (self.phone, self.mode) = (phone, mode) }

    func networks() -> AsyncStream<Network> {
        let (stream, continuation) = AsyncStream.makeStream(of: Network.self)
        continuation.yield(network)
        listeners.append(continuation)
        return stream
    }

    func batteries() -> AsyncStream<Battery> {
        let (stream, continuation) = AsyncStream.makeStream(of: Battery.self)
        continuation.yield(battery)
        batteryListeners.append(continuation)
        return stream
    }

    func freeSpace() -> UInt64? { space }

    func openClient() async throws(ApiError) -> HuesClient { try await phone.open(mode, answers: answers) }

    func putDataAside() async throws(ApiError) { _ = try await HuesClient.putAside(dataDir: phone.data.path) }

    func browse(_ request: LoginRequest) async -> BrowserReturn { (try? await browser(request)) ?? .closed }

    func call(_ number: String) { called.append(number) }

    func openSettings() { settingsShown += 1 }

    func takePhoto() async -> Picked { camera }

    func choosePhotos() async -> Picked { .photos(gallery) }

    func recordVideo(_ limits: VideoLimits) async -> Picked {
        self.limits = limits
        return recorder
    }

    func chooseVideo() async -> Picked { .photos(videos) }

    func locate() async -> Fix {
        whileLocating?()
        return fix
    }
}

/// The app in a citizen's hand: it runs as its screens would have it run, until it is let go.
@MainActor
final class RunningApp {
    let device: TestDevice
    let model: AppModel
    private var tasks: [Task<Void, Never>] = []

    /// Starts the app.
    init(_ device: TestDevice) async throws {
        self.device = device
        model = AppModel(device: device)
        await model.resume()
        if let session = model.session { run { await session.run() } }
    }

    deinit { for task in tasks { task.cancel() } }

    var session: AppSession {
        get throws {
            guard let session = model.session else { throw Trouble("the core is not open: \(model.phase)") }
            return session
        }
    }

    /// The phone has this network now, and the core has heard of it.
    func connect(_ network: Network) async throws {
        let session = try session
        for heard in [device.network, network] {
            device.network = heard
            await until { session.isOffline == (heard == Network.none) && session.isMetered == (heard == .metered) }
        }
        try await session.client.setNetwork(network)
    }

    /// Lets a screen follow what it shows, until the app ends or the screen is left: its task is cancelled.
    @discardableResult
    func run(_ following: @escaping @MainActor () async -> Void) -> Task<Void, Never> {
        let task = Task { await following() }
        tasks.append(task)
        return task
    }

    /// The screens are gone, and so is the process: nobody closed anything.
    func kill() async throws {
        for task in tasks { task.cancel() }
        // In this process only that frees the lock, which a kill would free.
        try await session.client.shutDown()
    }
}
