import Foundation
import HuesCore

/// A warning in short.
public struct AlertLine: Identifiable, Hashable, Sendable {
    /// SHA-256 of the message.
    public let id: String
    /// How bad it is.
    public let severity: Severity
    /// What it is, in the warning's own words.
    public let headline: String
    /// Where it applies, in the warning's own words; empty when it does not say.
    public let place: String
    /// When it ends.
    public let ends: Words
    /// Names of the citizen's places that it touches.
    public let touches: [String]

    init(_ alert: AlertView, _ client: HuesClient) async throws(ApiError) {
        id = alert.sha256
        severity = alert.severity
        let headlines = alert.infos.lazy.compactMap { $0.headline ?? ($0.event.isEmpty ? nil : $0.event) }
        headline = headlines.first ?? alert.sender
        var places: [String] = []
        for area in alert.infos.flatMap(\.areas) where !area.description.isEmpty && !places.contains(area.description) {
            places.append(area.description)
        }
        place = places.joined(separator: "; ")
        ends = try await client.words(for: alert.ends)
        touches = alert.touches.map(\.name)
    }
}

extension HuesClient {
    /// The warnings in a language, or in another one when they have no text in it.
    func alerts(in language: Language) async throws(ApiError) -> AlertList {
        try await alerts(in: language == .vi ? [.vi, .en] : [language, .vi])
    }

    /// The moment in words, if there is one.
    func words(ifAny moment: Date?) async throws(ApiError) -> Words? {
        guard let moment else { return nil }
        return try await words(for: moment)
    }
}
