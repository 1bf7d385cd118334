import Foundation
import HuesCore
import Observation

/// One warning: what, where, until when, what to do, and who says so.
@MainActor @Observable
public final class AlertModel {
    /// SHA-256 of the message.
    public let sha256: String
    /// The warning in short; `nil` until it was read. One that ended while it was read stays.
    public private(set) var line: AlertLine?
    /// What to do, in the warning's own words.
    public private(set) var instructions: [String] = []
    /// What it is, at length.
    public private(set) var descriptions: [String] = []
    /// Where it applies.
    public private(set) var areas: [AlertArea] = []
    /// The city's wards around it.
    public private(set) var map: CityShape?
    /// Who made it.
    public private(set) var source = ""
    /// When it was made.
    public private(set) var sent: Words?
    /// When the city last confirmed the warnings.
    public private(set) var asOf: Words?
    /// That is too long ago to tell what is true now.
    public private(set) var isStale = false
    /// The language of the warning, from the next ``refresh()`` on.
    public var language: Language

    @ObservationIgnored private let session: AppSession
    @ObservationIgnored private var readings = Readings()

    /// A warning that is empty until ``run()``.
    public init(session: AppSession, sha256: String, language: Language = .vi) {
        (self.session, self.sha256, self.language) = (session, sha256, language)
    }

    /// Reads the warning, and again whenever it changes, until the task is cancelled or the client is shut down.
    public func run() async {
        let events = session.client.events()
        await refresh()
        for await event in events where event == .alertsChanged { await refresh() }
    }

    /// Reads the warning once.
    public func refresh() async {
        let reading = readings.begin()
        await session.attempt { client throws(ApiError) in
            let list = try await client.alerts(in: language)
            guard let alert = list.alerts.first(where: { $0.sha256 == sha256 }) else { return }
            let line = try await AlertLine(alert, client)
            let sent = try await client.words(for: alert.sent)
            let asOf = try await client.words(ifAny: list.asOf)
            let map = try await session.map()
            guard readings.show(reading) else { return }
            (self.line, self.sent, self.asOf, self.map) = (line, sent, asOf, map)
            show(alert, isStale: list.isStale)
        }
    }

    private func show(_ alert: AlertView, isStale: Bool) {
        instructions = distinct(alert.infos.compactMap(\.instruction))
        descriptions = distinct(alert.infos.compactMap(\.description))
        areas = alert.infos.flatMap(\.areas)
        source = alert.infos.lazy.compactMap(\.senderName).first ?? alert.sender
        self.isStale = isStale
    }

    private func distinct(_ texts: [String]) -> [String] {
        texts.reduce(into: []) { kept, text in if !kept.contains(text) { kept.append(text) } }
    }
}
