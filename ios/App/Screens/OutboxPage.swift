import HuesCore
import HuesKit
import HuesTags
import SwiftUI

/// What waits to reach the city: each part with its reason, its next try and how far it is, and what can be done.
struct OutboxPage: View {
    let session: AppSession
    let trail: Trail

    @State private var model: OutboxModel
    @Environment(\.speech) private var say

    init(session: AppSession, trail: Trail) {
        (self.session, self.trail) = (session, trail)
        _model = State(wrappedValue: OutboxModel(session: session))
    }

    var body: some View {
        Page(say(.outbox), .outbox) {
            if let reports = model.waiting {
                if reports.isEmpty { Text(say(.nothingWaits)).font(.headline).marked(.nothingWaits) }
                ForEach(reports) { report in waiting(report) }
                if !reports.isEmpty { Note(say(SystemLimit.swipedAway.words()), image: "info.circle") }
            }
        }
        .task { await model.run() }
    }

    private func waiting(_ report: WaitingReport) -> some View {
        Card {
            Text(say(report.title)).font(.headline)
            Sentences(state: report.state, sentences: Array(report.sentences.prefix(1)))
            ForEach(report.items) { item in part(item) }
            ways(report)
            SecondaryButton(say(.seeReport), image: "chevron.right", .seeReport) { trail.go(.report(report.id)) }
        }
        .accessibilityElement(children: .contain)
        .marked(.waitingReport)
    }

    private func part(_ item: WaitingItem) -> some View {
        VStack(alignment: .leading, spacing: 4) {
            Text(say(item.words)).font(.subheadline).bold()
            ForEach(item.sentences, id: \.self) { sentence in Text(say(sentence)).foregroundStyle(.secondary) }
            if let progress = item.progress, progress.sent > 0 {
                Text(say(progress.words)).foregroundStyle(.secondary)
                ProgressView(value: Double(progress.sent), total: Double(max(progress.total, 1)))
                    .accessibilityHidden(true)
            }
        }
        .accessibilityElement(children: .combine)
        .marked(.waitingItem)
    }

    @ViewBuilder private func ways(_ report: WaitingReport) -> some View {
        if report.ways.tryNow {
            SecondaryButton(say(isParked(report) ? .sendAgain : .tryNow), image: "paperplane", .tryNow) {
                Task { await model.tryNow(report.id) }
            }
        }
        if report.ways.editAgain {
            SecondaryButton(say(.editAgain), image: "pencil", .editAgain) {
                Task { if await model.editAgain(report.id) { trail.restart(.compose(report.id)) } }
            }
        }
        if report.ways.decide {
            Decision { await model.decide(report.id, $0) }
        }
        OtherWays(ways: report.ways, anyway: report.ways.sendAnyway) { how in
            await model.sendAnyway(report.id, how)
        } keep: {
            await model.keep(report.id)
        } giveUp: {
            await model.giveUp(report.id)
        }
    }

    private func isParked(_ report: WaitingReport) -> Bool {
        if case .parked = report.state { true } else { false }
    }
}

/// What becomes of a report of which nobody knows whether the city has it.
struct Decision: View {
    let decide: @MainActor (WhenUnsure) async -> Void

    @Environment(\.speech) private var say

    var body: some View {
        SecondaryButton(say(WhenUnsure.sendAgain.words()), image: "paperplane", .sendAgain) {
            Task { await decide(.sendAgain) }
        }
        SecondaryButton(say(WhenUnsure.leaveIt.words()), image: "checkmark", .leaveIt) {
            Task { await decide(.leaveIt) }
        }
    }
}

/// A button for each way but trying it now and changing it.
struct OtherWays: View {
    let ways: WaysOn
    let anyway: SendAnyway?
    let sendAnyway: @MainActor (SendAnyway) async -> Void
    let keep: @MainActor () async -> Void
    let giveUp: @MainActor () async -> Void

    @State private var isAsking = false
    @Environment(\.speech) private var say

    var body: some View {
        if let how = anyway {
            SecondaryButton(say(how.words()), image: "paperplane", .sendAnyway) { Task { await sendAnyway(how) } }
        }
        if ways.keep {
            SecondaryButton(say(.keepReport), image: "arrow.uturn.backward", .keep) { Task { await keep() } }
        }
        if let how = ways.giveUp {
            SecondaryButton(say(how.words()), image: "trash", .giveUp) { isAsking = true }
                .sure(say(how.question()), say(how.words()), say(.cancel), isPresented: $isAsking) {
                    Task { await giveUp() }
                }
        }
    }
}
