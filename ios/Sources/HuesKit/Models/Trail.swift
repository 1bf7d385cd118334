import Foundation
import HuesCore
import Observation

/// A screen above home.
public enum Route: Hashable, Sendable {
    /// The citizen's reports.
    case reports
    /// What waits to reach the city.
    case outbox
    /// One that was sent.
    case report(ReportId)
    /// Where the citizen and the city changed the same of one that was sent.
    case conflict(ReportId)
    /// One that is being written; `nil` before its first change.
    case compose(ReportId?)
    /// The warnings.
    case alerts
    /// One of them, by its SHA-256.
    case alert(String)
    /// What is the citizen's own.
    case me
}

/// The screens that lead from home to the one that is shown.
@MainActor @Observable
public final class Trail {
    /// Those above home, the one that is shown last.
    public var path: [Route] = []

    /// A trail that is at home.
    public init() {}

    /// Goes on to a screen.
    public func go(_ route: Route) { path.append(route) }

    /// Goes back by one.
    public func back() { if !path.isEmpty { path.removeLast() } }

    /// Home, and from there to a screen.
    public func restart(_ route: Route) { path = [route] }

    /// The trail as a text, so that the citizen is where they were when the system ended the app meanwhile.
    ///
    /// - Parameter draft: The id that the new report has got since its screen was opened.
    public func written(draft: ReportId?) -> String {
        path.map { route in
            switch route {
            case .reports: "reports"
            case .outbox: "outbox"
            case .report(let id): "report \(id.text)"
            case .conflict(let id): "conflict \(id.text)"
            case .compose(let id): "compose \((id ?? draft)?.text ?? "")"
            case .alerts: "alerts"
            case .alert(let sha256): "alert \(sha256)"
            case .me: "me"
            }
        }.joined(separator: "\n")
    }

    /// Takes up a trail that was ``written(draft:)``. What is no screen is left out.
    public func restore(_ written: String) {
        path = written.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ", maxSplits: 1)
            let rest = words.dropFirst().first.map(String.init)
            switch (words.first, rest) {
            case ("reports", _): return .reports
            case ("outbox", _): return .outbox
            case ("report", let id?): return .report(ReportId(id))
            case ("conflict", let id?): return .conflict(ReportId(id))
            case ("compose", let id): return .compose(id.map { ReportId($0) })
            case ("alerts", _): return .alerts
            case ("alert", let sha256?): return .alert(sha256)
            case ("me", _): return .me
            default: return nil
            }
        }
    }
}
