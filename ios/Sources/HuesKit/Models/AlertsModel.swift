import Foundation
import HuesCore
import Observation

/// The list of warnings, which is there without any network and says how old it is.
@MainActor @Observable
public final class AlertsModel {
    /// The warnings: those that touch a watched place first, then the most severe.
    public private(set) var alerts: [AlertView] = []
    /// When the city last confirmed the list; `nil`: never.
    public private(set) var asOf: Date?
    /// The list is too old to tell what is true now.
    public private(set) var isStale = false
    /// Why the last reading failed.
    public private(set) var failure: ApiError?
    /// The language of the warnings, from the next ``refresh()`` on.
    public var language: Language

    @ObservationIgnored private let client: HuesClient

    /// A list that is empty until ``run()``.
    public init(client: HuesClient, language: Language = .vi) {
        self.client = client
        self.language = language
    }

    /// Reads the list, and again whenever it changes, until the task is cancelled or the client is shut down.
    public func run() async {
        let events = client.events()
        await refresh()
        for await event in events where event == .alertsChanged { await refresh() }
    }

    /// Reads the list once.
    public func refresh() async {
        do {
            let list = try await client.alerts(in: [language, .vi])
            (alerts, asOf, isStale, failure) = (list.alerts, list.asOf, list.isStale, nil)
        } catch {
            failure = error
        }
    }
}
