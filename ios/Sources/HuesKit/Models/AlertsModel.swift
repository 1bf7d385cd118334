import Foundation
import HuesCore
import Observation

/// The list of warnings, which is there without any network and says how old it is.
@MainActor @Observable
public final class AlertsModel {
    /// The warnings: those that touch a watched place first, then the most severe; `nil` until they were read.
    public private(set) var lines: [AlertLine]?
    /// When the city last confirmed the list; `nil`: never.
    public private(set) var asOf: Words?
    /// The list is too old to tell what is true now.
    public private(set) var isStale = false
    /// The city is being asked.
    public private(set) var isAsking = false
    /// The language of the warnings, from the next ``refresh()`` on.
    public var language: Language

    @ObservationIgnored private let session: AppSession
    @ObservationIgnored private var readings = Readings()

    /// A list that is empty until ``run()``.
    public init(session: AppSession, language: Language = .vi) {
        (self.session, self.language) = (session, language)
    }

    /// Reads the list, and again whenever it changes, until the task is cancelled or the client is shut down.
    public func run() async {
        let events = session.client.events()
        await refresh()
        for await event in events where event == .alertsChanged { await refresh() }
    }

    /// Reads the list once.
    public func refresh() async {
        let reading = readings.begin()
        await session.attempt { client throws(ApiError) in
            let list = try await client.alerts(in: language)
            var read: [AlertLine] = []
            for alert in list.alerts { read.append(try await AlertLine(alert, client)) }
            let asOf = try await client.words(ifAny: list.asOf)
            if readings.show(reading) { (lines, self.asOf, isStale) = (read, asOf, list.isStale) }
        }
    }

    /// Asks the city now; that it can't be reached is said, and what is known stays.
    public func ask() async {
        isAsking = true
        defer { isAsking = false }
        await session.attempt { client throws(ApiError) in
            session.notice = try await client.sync().unreached?.words()
        }
    }
}
