import HuesCore
import Observation

/// The app from its start to its end: which language it speaks, and whether the core is open. There is one in a process.
@MainActor @Observable
public final class AppModel {
    /// How far the app is.
    public enum Phase {
        /// The core is being opened.
        case opening
        /// The core is open; there is something to show.
        case open(AppSession)
        /// The core could not be opened.
        case stuck(StuckModel)
    }

    /// How far the app is.
    public private(set) var phase = Phase.opening
    /// The citizen's language; `nil` before the first start is over.
    public private(set) var language: Language?
    /// The city that this app is for; `nil` when it was compiled in wrongly, and then the core says so.
    public let city: CityInfo?

    @ObservationIgnored private let device: any Device
    @ObservationIgnored private var isOpening = false
    @ObservationIgnored private var isSeen = false
    @ObservationIgnored private var isErasing = false

    /// An app that has not begun; ``open()`` does that.
    public init(device: any Device) {
        self.device = device
        language = device.language
        city = try? embeddedCity()
    }

    /// The open core, if it is open.
    public var session: AppSession? {
        if case .open(let session) = phase { session } else { nil }
    }

    /// Opens the core. What the last process left unfinished goes on. An app that is open stays so.
    public func open() async {
        guard !isOpening, session == nil else { return }
        isOpening = true
        defer { isOpening = false }
        phase = .opening
        do {
            let client = try await device.openClient()
            // The system may have started the app to work where nobody sees it.
            if !isSeen { await client.pause() }
            begin(client)
        } catch {
            phase = .stuck(StuckModel(error, app: self))
        }
    }

    /// Puts the data aside that can't be opened any more, and begins anew.
    public func startAfresh() async {
        do { try await device.putDataAside() } catch {
            phase = .stuck(StuckModel(error, app: self))
            return
        }
        await open()
    }

    /// Erases everything that the citizen has on this phone, and begins as at the first start.
    public func eraseEverything() async {
        guard let session else { return }
        isErasing = true
        do {
            try await session.client.wipe()
            begin(session.client)
        } catch {
            // The next opening erases what is left.
            phase = .stuck(StuckModel(error, app: self))
        }
    }

    private func begin(_ client: HuesClient) {
        if isErasing {
            device.language = nil
            language = nil
            isErasing = false
        }
        phase = .open(AppSession(client: client, device: device, city: city))
    }

    /// From now on the app speaks this language.
    public func speak(_ language: Language) {
        device.language = language
        self.language = language
    }

    /// The app came to the foreground: what waits is tried, and a core that did not open is tried again.
    public func resume() async {
        isSeen = true
        if let session {
            await session.attempt { client throws(ApiError) in try await client.resume() }
        } else {
            await open()
        }
        await session?.tellConditions()
    }

    /// The app left the screen: photos that wait are handed to the system, the rest is sent as far as it can be now, and then the core lets go of
    /// its files.
    public func leave() async {
        isSeen = false
        guard let client = session?.client else { return }
        await client.awake {
            await client.pause()
            guard let tally = try? await client.tally(), tally.waiting > 0 else { return }
            await handOver(client)
            _ = try? await client.sync()
            // Photos go after their text, which may have gone just now.
            await handOver(client)
        }
    }

    /// What the system has already is not asked for again.
    private func handOver(_ client: HuesClient) async {
        await session?.tellFreeSpace()
        guard let uploader = device.uploader, let uploads = try? await client.prepareBackgroundUploads() else { return }
        let known = await uploader.underWay()
        for upload in uploads where !known.contains(upload.id) { uploader.start(upload) }
    }

    /// The system says what became of an upload, perhaps to a process that it started for that.
    public func uploaded(_ id: ItemId, _ outcome: BackgroundOutcome) async {
        await open()
        try? await session?.client.report(id, outcome)
    }

    /// The system has told of all that ended while the app was gone: the city is asked what it has, and what is left is handed over anew.
    public func uploadsEnded() async {
        await work()
        if let client = session?.client, !isSeen { await handOver(client) }
    }

    /// The system lets the app work no longer: the core lets go of its files at once, unless somebody is looking at the app again.
    public func cutOff() async {
        if !isSeen { await session?.client.cutOff() }
    }

    /// The system woke the app in the background: opens the core if need be, tells it how things stand, and sends and fetches what it can.
    ///
    /// - Returns: How it ended; `nil` when the core did not open.
    @discardableResult
    public func work() async -> SyncOutcome? {
        await open()
        await session?.tellConditions()
        return try? await session?.client.sync()
    }
}
