import HuesCore
import Observation

/// The home screen: the worst warning that holds now with its age, how many reports wait or have news, and whom to call.
@MainActor @Observable
public final class HomeModel {
    /// The warning to show first; `nil`: none holds.
    public private(set) var worstAlert: AlertView?
    /// How old the warnings are, and whether that is too old; `nil` until they were read.
    public private(set) var alerts: AlertList?
    /// How many reports are drafts, wait, or have news; `nil` until they were read.
    public private(set) var reports: ReportTally?
    /// Numbers to call, the most useful first.
    public private(set) var hotlines: [Hotline] = []
    /// Why the last reading failed.
    public private(set) var failure: ApiError?
    /// The language of the warnings, from the next ``refresh()`` on.
    public var language: Language

    @ObservationIgnored private let client: HuesClient

    /// A home screen that is empty until ``run()``.
    public init(client: HuesClient, language: Language = .vi) {
        self.client = client
        self.language = language
    }

    /// Reads everything, and again at each change, until the task is cancelled or the client is shut down.
    public func run() async {
        // Any change has everything read again, so one that waits stands for all.
        let events = client.events(buffering: .bufferingNewest(1))
        do { hotlines = try await client.city().hotlines } catch { failure = error }
        await refresh()
        for await _ in events { await refresh() }
    }

    /// Reads everything once.
    public func refresh() async {
        do {
            let list = try await client.alerts(in: [language, .vi])
            reports = try await client.tally()
            (alerts, worstAlert, failure) = (list, list.alerts.first, nil)
        } catch {
            failure = error
        }
    }
}
