import HuesCore
import Observation

/// What is the citizen's own: who is logged in, and the way in and out. Reports need no login.
@MainActor @Observable
public final class MeModel {
    /// How far a login is. Who is logged in stands in ``account``.
    public enum Step: Hashable, Sendable {
        /// None is under way.
        case none
        /// The provider is asked for its page, or for what the browser's answer is worth.
        case asking
        /// The citizen is in the browser.
        case inBrowser
        /// It came to nothing.
        case failed(Words)
    }

    /// Who is logged in; `nil` until ``run()`` has read it.
    public private(set) var account: Session?
    /// How far a login is.
    public private(set) var step = Step.none
    /// Photos wait for a network that does not cost by the byte; each change is saved.
    public var photosWait = false {
        didSet { if photosWait != oldValue, !isReading { letPhotosWait(photosWait) } }
    }
    /// Videos do; each change is saved.
    public var videosWait = true {
        didSet { if videosWait != oldValue, !isReading { letVideosWait(videosWait) } }
    }
    /// Trying once more may help.
    public private(set) var canTryAgain = false

    @ObservationIgnored private unowned let session: AppSession
    /// What the browser came back with, while it may be tried again.
    @ObservationIgnored private var redirect: String?
    @ObservationIgnored private var level = LoginLevel.one
    @ObservationIgnored private var attempt = 0
    @ObservationIgnored private var isReading = false
    @ObservationIgnored private var readings = Readings()
    @ObservationIgnored private var choices = 0
    @ObservationIgnored private var choosing: Task<Void, Never>?

    init(session: AppSession) { self.session = session }

    /// Somebody can log in: nobody is, or the provider ended the session.
    public var canLogIn: Bool {
        switch account {
        case .loggedOut: true
        case .loggedIn(_, _, _, let needsLoginAgain): needsLoginAgain
        case nil: false
        }
    }

    /// Reads who is logged in, and again whenever it changes, until the task is cancelled or the client is shut down.
    public func run() async {
        let events = session.client.events()
        await refresh()
        for await event in events where event == .sessionChanged { await refresh() }
    }

    /// Reads who is logged in once, and what the citizen chose.
    public func refresh() async {
        let reading = readings.begin()
        await session.attempt { client throws(ApiError) in
            let chosen = try await client.photosWaitForUnmetered()
            let chosenForVideos = try await client.videosWaitForUnmetered()
            let read = try await client.session()
            guard readings.show(reading) else { return }
            account = read
            isReading = true
            if choosing == nil { (photosWait, videosWait) = (chosen, chosenForVideos) }
            isReading = false
        }
    }

    /// Waits until what the citizen chose is on disk.
    public func saved() async { await choosing?.value }

    private func letPhotosWait(_ wait: Bool) {
        choose { client throws(ApiError) in try await client.setPhotosWaitForUnmetered(wait) }
    }

    private func letVideosWait(_ wait: Bool) {
        choose { client throws(ApiError) in try await client.setVideosWaitForUnmetered(wait) }
    }

    /// Saves what was chosen after what was chosen before.
    private func choose(_ save: @escaping (HuesClient) async throws(ApiError) -> Void) {
        let before = choosing
        choices += 1
        let choice = choices
        choosing = Task {
            await before?.value
            await session.attempt(save)
            if choices == choice { choosing = nil }
        }
    }

    /// Logs in: to the browser and back.
    public func logIn(_ level: LoginLevel = .one) async {
        self.level = level
        redirect = nil
        await go { client throws(ApiError) in
            let request = try await client.beginLogin(level)
            guard let url = await self.browse(request) else { return }
            try await self.finish(url, client)
        }
    }

    /// Does once more what came to nothing: the same answer of the browser where that may help, else the whole login.
    public func tryAgain() async {
        guard let redirect else { return await logIn(level) }
        await go { client throws(ApiError) in try await self.finish(redirect, client) }
    }

    /// The citizen thought better of it: what the browser still brings is worth nothing.
    public func cancel() async {
        attempt += 1
        (step, redirect) = (.none, nil)
        await session.attempt { client throws(ApiError) in try await client.cancelLogin() }
    }

    /// Forgets the session. Drafts and reports stay.
    public func logOut() async {
        attempt += 1
        step = .none
        await session.attempt { client throws(ApiError) in try await client.logout() }
        await refresh()
    }

    private func browse(_ request: LoginRequest) async -> String? {
        let mine = attempt
        step = .inBrowser
        let answer = await session.device.browse(request)
        guard mine == attempt else { return nil }
        switch answer {
        case .url(let url): return url
        case .closed:
            await session.attempt { client throws(ApiError) in try await client.cancelLogin() }
            (step, canTryAgain) = (.failed(LoginFailure.cancelled.words()), true)
            return nil
        }
    }

    private func finish(_ url: String, _ client: HuesClient) async throws(ApiError) {
        redirect = url
        step = .asking
        try await client.finishLogin(url)
        redirect = nil
    }

    /// What a login that was cancelled or begun anew meanwhile comes to is said to nobody.
    private func go(_ work: (HuesClient) async throws(ApiError) -> Void) async {
        attempt += 1
        let mine = attempt
        (step, canTryAgain) = (.asking, false)
        do {
            try await work(session.client)
            if mine == attempt, step == .asking { step = .none }
        } catch {
            if mine == attempt { fail(error) }
        }
        await refresh()
    }

    private func fail(_ error: ApiError) {
        var reason: LoginFailure?
        if case .LoginFailed(let why) = error { reason = why }
        // Only where nobody answered is the browser's URL still worth something.
        if reason != .unreachable, reason != .busy { redirect = nil }
        canTryAgain = reason != .notOffered && reason != .otherPerson
        step = .failed(error.words())
    }
}
