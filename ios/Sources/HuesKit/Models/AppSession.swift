import Foundation
import HuesCore
import Observation

/// The open core with what the screens share: what network there is, what went wrong, and what was read before. It lives as long as the app,
/// longer than any screen.
@MainActor @Observable
public final class AppSession {
    /// The core.
    public let client: HuesClient
    /// The system around it.
    public let device: any Device
    /// The city that this app is for.
    public let city: CityInfo?
    /// There is no network. Sending works all the same: it happens later.
    public private(set) var isOffline = false
    /// The network costs by the byte.
    public private(set) var isMetered = false
    /// What went wrong with something that the citizen did, until they have read it.
    public var notice: Words?
    /// The draft that the citizen has just thrown away, as long as that is said.
    public var discarded: DiscardedDraft?
    /// What went wrong with the phone's data, until the citizen has read it.
    public private(set) var trouble: Trouble?
    /// The login, which goes on when its screen is left.
    @ObservationIgnored public private(set) lazy var login = MeModel(session: self)

    @ObservationIgnored private var thumbnails: [PhotoId: Data] = [:]
    @ObservationIgnored private var troubles = Readings()
    @ObservationIgnored private var shape: CityShape?
    // Its screen holds it, and so does what it still has to save.
    @ObservationIgnored private weak var desk: ReportDraftModel?

    /// A session over an open core.
    public init(client: HuesClient, device: any Device, city: CityInfo?) {
        (self.client, self.device, self.city) = (client, device, city)
    }

    /// Tells the core what network there is and what the battery has left, until the task is cancelled.
    public func run() async {
        async let battery: Void = followBattery()
        await followNetwork()
        await battery
    }

    /// Tells the core how things stand now: what network there is, what the battery has left, how much room there is. The system may have
    /// woken the app where no screen follows them, and while it slept nobody did.
    func tellConditions() async {
        for await network in device.networks() {
            await hear(network)
            break
        }
        for await battery in device.batteries() {
            await hear(battery)
            break
        }
        await tellFreeSpace()
    }

    /// Tells the core how much room there is; the system says that only when it is asked.
    func tellFreeSpace() async {
        guard let free = device.freeSpace() else { return }
        await attempt { client throws(ApiError) in try await client.setFreeSpace(free) }
    }

    private func followNetwork() async {
        for await network in device.networks() { await hear(network) }
    }

    private func followBattery() async {
        for await battery in device.batteries() { await hear(battery) }
    }

    private func hear(_ network: Network) async {
        (isOffline, isMetered) = (network == Network.none, network == Network.metered)
        await attempt { client throws(ApiError) in try await client.setNetwork(network) }
    }

    private func hear(_ battery: Battery) async {
        await attempt { client throws(ApiError) in try await client.setBattery(battery) }
    }

    /// Looks for what went wrong with the phone's data, now and at each change, until the task is cancelled or the client is shut down.
    public func watchTroubles() async {
        let events = client.events()
        await lookForTrouble()
        for await event in events where event == .syncChanged { await lookForTrouble() }
    }

    /// The citizen has read what went wrong with the phone's data.
    public func closeTrouble() async {
        guard let read = trouble else { return }
        await attempt { client throws(ApiError) in try await client.dismissTrouble(read.id) }
        await lookForTrouble()
    }

    private func lookForTrouble() async {
        let reading = troubles.begin()
        await attempt { client throws(ApiError) in
            let first = try await client.troubles().first
            if troubles.show(reading) { trouble = first }
        }
    }

    /// Does what the citizen asked for; a failure becomes the ``notice``.
    ///
    /// - Returns: Whether it was done.
    @discardableResult
    public func attempt(_ work: (HuesClient) async throws(ApiError) -> Void) async -> Bool {
        do { try await work(client) } catch {
            // The app is ending, and its screens with it.
            if error != .Closed { notice = error.words() }
            return false
        }
        return true
    }

    /// The draft that is being written: a new one for `nil`, which begins with the first thing that is done to it. There is one at a time, and
    /// it is the same when its screen is drawn anew.
    public func draft(_ id: ReportId?) -> ReportDraftModel {
        if let desk, desk.id == id || id == nil && desk.beganHere, !desk.isDone { return desk }
        let new = ReportDraftModel(session: self, id: id)
        desk = new
        return new
    }

    /// Throws a draft away, which can be undone.
    func discard(_ id: ReportId) async throws(ApiError) {
        try await client.discard(id)
        discarded = try await client.discardedDrafts().first { $0.id == id }
    }

    /// Takes a discarded draft back.
    public func restore(_ id: ReportId) async {
        await attempt { client throws(ApiError) in try await client.restore(id) }
        if discarded?.id == id { discarded = nil }
    }

    /// Gives a report up; what nobody else has is thrown away, which can be undone: ``discarded``.
    ///
    /// - Returns: Which of the two it was; `nil` when it failed, and then the notice says why.
    @discardableResult
    public func giveUp(_ id: ReportId) async -> GivingUp? {
        var how: GivingUp?
        await attempt { client throws(ApiError) in
            how = try await client.giveUp(id)
            if how == .discard { discarded = try await client.discardedDrafts().first { $0.id == id } }
        }
        return how
    }

    /// Erases a discarded draft for good.
    public func erase(_ id: ReportId) async {
        await attempt { client throws(ApiError) in try await client.erase(id) }
        if discarded?.id == id { discarded = nil }
    }

    /// The citizen begins a new report.
    public func newDraft() { desk = nil }

    /// The draft on the desk, once it is on disk.
    public var draftOnDesk: ReportId? { desk?.id }

    /// A small JPEG of a photo; `nil` when it is gone.
    public func thumbnail(_ photo: PhotoId) async -> Data? {
        if let known = thumbnails[photo] { return known }
        let data = try? await client.thumbnail(photo)
        thumbnails[photo] = data
        return data
    }

    /// The city's wards, thin enough for a phone.
    public func map() async throws(ApiError) -> CityShape {
        if let shape { return shape }
        let made = CityShape(try await client.map(tolerance: 20))
        shape = made
        return made
    }
}
