import Dispatch
import Foundation
import HuesCore

/// The core, as the app holds it: one client for the whole app, usable from any task.
///
/// Every call that changes something returns when the change is on disk. Calls touch the disk, so they run beside Swift's own threads and
/// never on the main one; ``sync()`` and the login alone wait for the network. Each failure is an ``HuesCore/ApiError``, which has words for the citizen.
public final class HuesClient: Sendable {
    private let client: Client
    private let hub: EventHub
    private let wakefulness: Wakefulness
    private let calls: Calls
    /// What the city does beside taking reports.
    public let capabilities: Capabilities

    private init(client: Client, capabilities: Capabilities, hub: EventHub, calls: @escaping Calls) {
        (self.client, self.capabilities, self.hub, self.calls) = (client, capabilities, hub, calls)
        // What can't be folded together now is at the next start; nothing is held either way.
        wakefulness = Wakefulness { try? client.pause() }
    }

    deinit { hub.finish() }

    /// Opens the data directory, or makes it. What the last process left unfinished is taken up again.
    ///
    /// - Throws: `InUse`, `KeyLocked`, `KeyLost`, `NewerData`, `DataDamaged`, `StorageFull`, `StorageReadOnly`,
    ///   `StorageBusy` or `InvalidConfig`; the data is untouched then.
    public static func open(_ config: Config, keyGuard: any KeyGuard) async throws(ApiError) -> HuesClient {
        let queue = DispatchQueue(label: "hues.core", attributes: .concurrent)
        return try await open(config, keyGuard: keyGuard, calls: on(queue))
    }

    /// Has a call done, away from whoever asks, and hands its answer over.
    typealias Calls = @Sendable (_ call: @escaping @Sendable () -> Answer) -> Void
    typealias Answer = @Sendable () -> Void

    /// Opens it so that answers come when a test lets them.
    static func open(
        _ config: Config, keyGuard: any KeyGuard, calls: @escaping Calls
    ) async throws(ApiError) -> HuesClient {
        let hub = EventHub()
        let (client, capabilities) = try await away(on: calls) {
            let client = try Client.open(config: config, keyGuard: keyGuard, listener: hub)
            return (client, try client.capabilities())
        }
        return HuesClient(client: client, capabilities: capabilities, hub: hub, calls: calls)
    }

    /// Puts a data directory aside, untouched, so that the citizen can start afresh after `KeyLost` or `DataDamaged`.
    ///
    /// - Returns: Its new path.
    public static func putAside(dataDir: String) async throws(ApiError) -> String {
        try await away(on: on(.global())) { try HuesCore.putAside(dataDir: dataDir) }
    }

    /// What changes from now on, for as long as it is listened to. An event says what changed, not how: ask again.
    ///
    /// Each call gives a stream of its own, which ends with the client. Nothing is dropped: who is slow hears it late. Who only wants to know
    /// that something changed may keep the newest event alone.
    public func events(
        buffering: AsyncStream<Event>.Continuation.BufferingPolicy = .unbounded
    ) -> AsyncStream<Event> {
        hub.stream(buffering)
    }

    /// Sends all that can go and fetches what is new. Cancelling the task that waits for it does not stop the round.
    ///
    /// - Returns: How it ended. A network that fails is no error: the outcome tells of it.
    @discardableResult
    public func sync() async throws(ApiError) -> SyncOutcome {
        try await wait { client throws in try await client.sync() }
    }

    /// The platform says what network there is. A better one ends the waits for the network.
    public func setNetwork(_ network: Network) async throws(ApiError) {
        try await call { client throws in try client.setNetwork(network: network) }
    }

    /// The platform says what it knows of the battery; while that is to be spared, photos and videos wait.
    public func setBattery(_ battery: Battery) async throws(ApiError) {
        try await call { client throws in try client.setBattery(battery: battery) }
    }

    /// The platform says how many bytes the app may still write; when they are few, the system is handed nothing.
    public func setFreeSpace(_ bytes: UInt64) async throws(ApiError) {
        try await call { client throws in try client.setFreeSpace(bytes: bytes) }
    }

    /// Whether photos wait for a network that does not cost by the byte.
    public func photosWaitForUnmetered() async throws(ApiError) -> Bool {
        try await call { client throws in try client.photosWaitForUnmetered() }
    }

    /// The citizen chooses whether they do.
    public func setPhotosWaitForUnmetered(_ wait: Bool) async throws(ApiError) {
        try await call { client throws in try client.setPhotosWaitForUnmetered(wait: wait) }
    }

    /// Whether videos do; at first they do.
    public func videosWaitForUnmetered() async throws(ApiError) -> Bool {
        try await call { client throws in try client.videosWaitForUnmetered() }
    }

    /// The citizen chooses whether they do.
    public func setVideosWaitForUnmetered(_ wait: Bool) async throws(ApiError) {
        try await call { client throws in try client.setVideosWaitForUnmetered(wait: wait) }
    }

    /// The app came to the foreground: what was paused opens again, waits end, and what can go goes.
    public func resume() async throws(ApiError) {
        wakefulness.watch()
        try await call { client throws in try client.resume() }
        hub.release()
    }

    /// The app goes to sleep: once no call and no work that is to be kept ``awake(isolation:_:)`` is under way, no file or lock is held any
    /// more (the system ends apps that sleep with one). What is being sent beside those is cut off and goes on later. Calls work all the same,
    /// and let go again when they are done; ``events(buffering:)`` is silent until ``resume()``.
    public func pause() async {
        // At once, so that whoever comes back next has the last word.
        let wakefulness = wakefulness
        wakefulness.unwatch()
        hub.hold()
        try? await Self.away(on: calls) { wakefulness.settle() }
    }

    /// The system gives no more time: everything is let go of now, and what is under way is cut off.
    public func cutOff() async {
        wakefulness.unwatch()
        hub.hold()
        let client = client
        try? await Self.away(on: calls) { try client.pause() }
    }

    /// Keeps the core open as long as the work goes on, also while the app sleeps.
    public func awake(isolation: isolated (any Actor)? = #isolation, _ work: () async -> Void) async {
        wakefulness.begin()
        await work()
        await end()
    }

    private func end() async {
        let wakefulness = wakefulness
        try? await Self.away(on: calls) { wakefulness.end() }
    }

    /// Makes a new data key and seals everything with it. It takes as long as copying all photos; a pause or a kill on the way loses
    /// nothing, and the next start goes on. ``keyChange()`` tells how far it is.
    public func rotateKey() async throws(ApiError) {
        try await call { client throws in try client.rotateKey() }
    }

    /// How far a new key is, here or since the last start; `nil` when there is none on its way.
    public func keyChange() async throws(ApiError) -> KeyChange? {
        try await call { client throws in try client.keyChange() }
    }

    /// What ``wipe()`` would mean now.
    public func erasure() async throws(ApiError) -> Erasure {
        try await call { client throws in try client.erasure() }
    }

    /// Erases everything that the citizen has on this phone, the key first. The client is as if new afterwards; what was sent stays with
    /// the city.
    public func wipe() async throws(ApiError) {
        try await call { client throws in try client.wipe() }
    }

    /// What went wrong with the phone's data and was not dismissed yet, the oldest first.
    public func troubles() async throws(ApiError) -> [Trouble] {
        try await call { client throws in try client.troubles() }
    }

    /// The citizen has seen it. What was put aside is erased at the first start more than 30 days after it happened.
    public func dismissTrouble(_ id: String) async throws(ApiError) {
        try await call { client throws in try client.dismissTrouble(id: id) }
    }

    /// When the platform should wake the app for a ``sync()``; `nil`: nothing waits for a time.
    public func nextWake() async throws(ApiError) -> Date? {
        try await call { client throws in try client.nextWake() }
    }

    /// Ends the client and gives the data directory free. Later calls fail with `Closed`; the streams of events end.
    public func shutDown() async throws(ApiError) {
        try await call { client throws in try client.shutDown() }
        hub.finish()
    }

    /// One call of the core, away from the caller's thread.
    func call<T: Sendable>(_ work: @escaping @Sendable (Client) throws -> T) async throws(ApiError) -> T {
        let (client, wakefulness) = (client, wakefulness)
        return try await Self.away(on: calls) { try wakefulness.during { try work(client) } }
    }

    /// One call that waits for the network; the core has threads of its own for it.
    func wait<T: Sendable>(_ work: @Sendable (Client) async throws -> T) async throws(ApiError) -> T {
        wakefulness.begin()
        let result: Result<T, ApiError>
        do { result = .success(try await work(client)) } catch { result = .failure(ApiError(error)) }
        await end()
        return try result.get()
    }

    private static func on(_ queue: DispatchQueue) -> Calls {
        { call in queue.async { call()() } }
    }

    private static func away<T: Sendable>(
        on calls: Calls, _ work: @escaping @Sendable () throws -> T
    ) async throws(ApiError) -> T {
        let result: Result<T, ApiError> = await withCheckedContinuation { continuation in
            calls {
                let result = Result(catching: work).mapError(ApiError.init)
                return { continuation.resume(returning: result) }
            }
        }
        return try result.get()
    }
}

extension ApiError {
    /// The core throws nothing else; what the generated code throws beside it is a fault of its own.
    fileprivate init(_ error: any Error) {
        self = error as? ApiError ?? .Internal(incident: "\(type(of: error))")
    }
}
