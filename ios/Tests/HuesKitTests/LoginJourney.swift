import Foundation
import HuesCore
import HuesKit
import Testing

/// Logging in: to the browser and back, and every way in which that comes to nothing. Reports need none of it.
@MainActor @Suite(.timeLimit(.minutes(2)))
struct LoginJourney {
    let city: RunningCity
    let app: RunningApp
    let me: MeModel

    init() async throws {
        city = try RunningCity()
        app = try await RunningApp(TestDevice(try Phone(city)))
        app.device.network = .unmetered
        me = try app.session.login
        await me.refresh()
    }

    @Test func aCitizenLogsInWithEitherLevel() async throws {
        app.device.browser = Browser.logIn
        await me.logIn()
        #expect(me.level == .one && me.step == .none)
        app.device.browser = Browser.logInSurely
        await me.logIn(.two)
        #expect(me.level == .two && me.step == .none)
    }

    @Test func aBrowserThatIsClosedIsACancelledLogin() async throws {
        await me.logIn()
        #expect(me.step == .failed(LoginFailure.cancelled.words()) && me.canTryAgain && me.account == .loggedOut)
        app.device.browser = Browser.logIn
        await me.tryAgain()
        #expect(me.step == .none && me.level == .one)
    }

    @Test func aLoginThatIsDeclinedAtTheProviderIsSaid() async throws {
        app.device.browser = Browser.decline
        await me.logIn()
        #expect(me.step == .failed(ApiError.LoginFailed(reason: .cancelled).words()) && me.canTryAgain)
    }

    @Test func aProviderThatFailsIsAskedAgainWithTheSameAnswerOfTheBrowser() async throws {
        try await city.misbehave(#"{"fault": "unavailable", "status": 503, "path": "/login/token", "times": 1}"#)
        var visits = 0
        app.device.browser = { request in
            visits += 1
            return try await Browser.logIn(request)
        }
        await me.logIn()
        guard case .failed(let words) = me.step else {
            Issue.record("\(me.step)")
            return
        }
        #expect(!words.vi.isEmpty && me.canTryAgain && me.account == .loggedOut)
        await me.tryAgain()
        #expect(me.step == .none && me.level == .one && visits == 1)
    }

    @Test func anAnswerThatIsNotOursLogsNobodyIn() async throws {
        app.device.browser = { _ in .url("vn.hues:/callback?code=x&state=y") }
        await me.logIn()
        #expect(me.step == .failed(ApiError.LoginFailed(reason: .notOurs).words()) && me.account == .loggedOut)
    }

    @Test func aLoginThatIsCancelledInTheAppIsOverWhateverTheBrowserBrings() async throws {
        let (returns, back) = AsyncStream.makeStream(of: BrowserReturn.self)
        app.device.browser = { request in
            let answer = try await Browser.logIn(request)
            for await _ in returns { break }
            return answer
        }
        let login = Task { await me.logIn() }
        await until { me.step == .inBrowser }
        await me.cancel()
        back.finish()
        await login.value
        #expect(me.step == .none && me.account == .loggedOut)
    }

    @Test func aSessionThatTheProviderEndedAsksForALoginAndStaysKnown() async throws {
        app.device.browser = Browser.logIn
        await me.logIn()
        app.run { await me.run() }
        try await city.endLogins()
        try await app.session.client.refreshSession()
        await until { me.canLogIn }
        #expect(me.level == .one)
        await me.logIn()
        #expect(!me.canLogIn && me.step == .none)
    }
}

extension MeModel {
    fileprivate var level: LoginLevel? {
        if case .loggedIn(_, let level, _, _) = account { level } else { nil }
    }
}
