import HuesCore
import HuesKit
import HuesTags
import SwiftUI

/// Everything on the screen: the first start, the pages, or why there are none.
struct Root: View {
    let app: AppModel
    let call: @MainActor (String) -> Void
    let leave: @MainActor () -> Void

    @Environment(\.scenePhase) private var scenePhase

    var body: some View {
        phase
            .environment(\.speech, Speech(language: app.language ?? .vi))
            .task { await app.open() }
            .onChange(of: scenePhase) { _, now in
                if now == .active { Task { await app.resume() } }
                if now == .background { leave() }
            }
    }

    @ViewBuilder private var phase: some View {
        switch app.phase {
        case .opening: ProgressView()
        case .stuck(let model): StuckPage(model: model, city: app.city, call: call)
        case .open(let session):
            if app.language == nil { StartPage(app: app) } else { Pages(session: session, app: app) }
        }
    }
}

/// The pages, below the line that says that there is no network.
struct Pages: View {
    let session: AppSession
    let app: AppModel

    @State private var trail = Trail()
    @SceneStorage("trail") private var written = ""
    @Environment(\.speech) private var say

    var body: some View {
        @Bindable var trail = trail
        VStack(spacing: 0) {
            // One thin line, and not an alarm: sending works all the same.
            if session.isOffline { Note(say(.offline), image: "wifi.slash").padding(8).marked(.offline) }
            NavigationStack(path: $trail.path) {
                HomePage(session: session, trail: trail)
                    .navigationDestination(for: Route.self) { route in page(route) }
            }
            if let draft = session.discarded { Discarded(session: session, draft: draft) }
            if let trouble = session.trouble {
                Notice(text: say(trouble.words)) { Task { await session.closeTrouble() } }
            }
            if let notice = session.notice { Notice(text: say(notice)) { session.notice = nil } }
        }
        .task { await session.run() }
        .task { await session.watchTroubles() }
        .task { trail.restore(written) }
        .onChange(of: trail.path) { _, _ in written = trail.written(draft: session.draftOnDesk) }
        .onChange(of: session.draftOnDesk) { _, _ in written = trail.written(draft: session.draftOnDesk) }
    }

    @ViewBuilder private func page(_ route: Route) -> some View {
        switch route {
        case .reports: ReportsPage(session: session, trail: trail)
        case .outbox: OutboxPage(session: session, trail: trail)
        case .report(let id): ReportPage(session: session, trail: trail, id: id)
        case .conflict(let id): ConflictPage(session: session, trail: trail, id: id)
        case .compose(let id): ComposePage(session: session, trail: trail, id: id)
        case .alerts: AlertsPage(session: session, trail: trail)
        case .alert(let sha256): AlertPage(session: session, sha256: sha256)
        case .me: MePage(session: session, speak: app.speak, erase: erase)
        }
    }

    /// Nothing of where the citizen was is there afterwards.
    private func erase() async {
        trail.path = []
        await app.eraseEverything()
    }
}

/// A draft that was thrown away can be taken back.
struct Discarded: View {
    let session: AppSession
    let draft: DiscardedDraft

    @Environment(\.speech) private var say

    var body: some View {
        Card {
            Text(say(.draftDiscarded, draft.title))
            Text(say(draft.sentence))
            SecondaryButton(say(.restore), image: "arrow.uturn.backward", .undo) {
                Task { await session.restore(draft.id) }
            }
            Button(say(.close)) { session.discarded = nil }.frame(minHeight: Look.target)
        }
        .padding(8)
        .accessibilityElement(children: .contain)
        .marked(.discarded)
    }
}

/// What went wrong stays until it was read: old people read slowly.
struct Notice: View {
    let text: String
    let close: @MainActor () -> Void

    @Environment(\.speech) private var say
    @AccessibilityFocusState private var isRead: Bool?

    var body: some View {
        Card {
            Text(text).accessibilityFocused($isRead, equals: true)
            Button(say(.close), action: close).frame(minHeight: Look.target)
        }
        .padding(8)
        .accessibilityElement(children: .contain)
        .marked(.notice)
        .task { isRead = true }
    }
}
