import HuesCore
import HuesKit
import HuesTags
import SwiftUI

/// The parts that the core names, in its order.
struct HomePage: View {
    let session: AppSession
    let trail: Trail

    @State private var model: HomeModel
    @Environment(\.speech) private var say

    init(session: AppSession, trail: Trail) {
        (self.session, self.trail) = (session, trail)
        _model = State(wrappedValue: HomeModel(session: session))
    }

    var body: some View {
        Page(session.city.map { say($0.name) } ?? "", .home) {
            // Nothing stands there before it knows its place: what moves under a thumb is pressed by mistake.
            ForEach(model.parts, id: \.self) { part in self.part(part) }
        }
        .task(id: say.language) {
            model.language = say.language
            await model.run()
        }
    }

    @ViewBuilder private func part(_ part: HomePart) -> some View {
        switch part {
        case .warnings: warnings
        case .recovered: if let recovered = model.recovered { cutOff(recovered) }
        case .newReport: newReport
        case .question:
            SecondaryButton(say(AskText.begin.words()), image: "questionmark.circle", .beginQuestion) {
                Task { if let draft = await model.beginQuestion() { trail.go(.compose(draft)) } }
            }
        case .myReports: if let reports = model.reports { myReports(reports) }
        // The core names them once a city publishes readings and takes calls for help.
        case .rivers, .sos: EmptyView()
        case .hotlines: Part(say(.callForHelp)) { Hotlines(hotlines: model.hotlines) { session.device.call($0) } }
        case .me: SecondaryButton(say(.me), image: "person", .meButton) { trail.go(.me) }
        }
    }

    private var warnings: some View {
        Button {
            trail.go(.alerts)
        } label: {
            if let worst = model.worst {
                AlertBand(worst) {
                    if let asOf = model.asOf { Text(say(.asOf, asOf)) }
                    if model.others > 0 { Text(say(.otherWarnings, count: model.others)) }
                }
            } else {
                Card {
                    Text(say(model.asOf == nil ? .warningsUnknown : .noWarnings)).font(.headline)
                    if let asOf = model.asOf { Text(say(.asOf, asOf)) }
                }
            }
        }
        .buttonStyle(.plain)
        .marked(.danger)
    }

    /// What was being written when the app was cut off; the core names it, and says when it was saved.
    private func cutOff(_ recovered: Recovered) -> some View {
        Card {
            Text(say(recovered.words))
            SecondaryButton(say(.goOn), image: "pencil", .goOn) {
                if let draft = recovered.drafts.first { trail.go(.compose(draft.id)) }
            }
            SecondaryButton(say(.notNow), image: "xmark", .notNow) { Task { await model.putAwayRecovered() } }
        }
        .accessibilityElement(children: .contain)
        .marked(.recovered)
    }

    private var newReport: some View {
        PrimaryButton(say(.newReport), image: "exclamationmark.bubble", .newReport) {
            session.newDraft()
            trail.go(.compose(nil))
        }
        .accessibilityHint(say(.newReportHow))
    }

    private func myReports(_ reports: ReportTally) -> some View {
        Button {
            trail.go(.reports)
        } label: {
            Card {
                Text(say(.myReports)).font(.headline)
                Text(summary(reports)).multilineTextAlignment(.leading)
                if reports.unread > 0 { Text(say(.unread, count: Int(reports.unread))).bold() }
                if reports.unreadRemovals > 0 { Text(say(RemovalText.told.words())).bold().marked(.removed) }
            }
        }
        .buttonStyle(.plain)
        .marked(.myReports)
    }

    private func summary(_ reports: ReportTally) -> String {
        var parts: [String] = []
        if reports.waiting > 0 { parts.append(say(.waiting, count: Int(reports.waiting))) }
        if reports.drafts > 0 { parts.append(say(.drafts, count: Int(reports.drafts))) }
        if !parts.isEmpty { return parts.joined(separator: ", ") }
        return say(reports.delivered > 0 ? .allSent : .noReports)
    }
}
