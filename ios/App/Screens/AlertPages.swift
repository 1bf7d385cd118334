import HuesCore
import HuesKit
import HuesTags
import SwiftUI

/// A warning as a band: its colour, its icon and its word, so that none of them is needed alone.
struct AlertBand<More: View>: View {
    let line: AlertLine
    let more: More

    @Environment(\.speech) private var say

    init(_ line: AlertLine, @ViewBuilder more: () -> More) {
        (self.line, self.more) = (line, more())
    }

    var body: some View {
        VStack(alignment: .leading, spacing: 8) {
            Label(say(line.severity.words()), systemImage: "exclamationmark.triangle.fill").font(.subheadline)
            Text(line.headline).font(.title3).bold()
            if !line.place.isEmpty { Text(line.place) }
            ForEach(line.touches, id: \.self) { place in Text(say(.touches, place)).bold() }
            Text(say(.until, line.ends))
            more
        }
        .multilineTextAlignment(.leading)
        .frame(maxWidth: .infinity, alignment: .leading)
        .padding(Look.gap)
        .foregroundStyle(Look.ink(line.severity))
        .background(Look.colour(line.severity))
        .clipShape(RoundedRectangle(cornerRadius: Look.corner))
        .accessibilityElement(children: .combine)
    }
}

/// All warnings, with how old they are.
struct AlertsPage: View {
    let trail: Trail

    @State private var model: AlertsModel
    @Environment(\.speech) private var say

    init(session: AppSession, trail: Trail) {
        self.trail = trail
        _model = State(wrappedValue: AlertsModel(session: session))
    }

    var body: some View {
        Page(say(.warnings), .alerts) {
            if let lines = model.lines {
                Text(model.asOf.map { say(.asOf, $0) } ?? say(.warningsUnknown))
                if model.isStale, model.asOf != nil { Wrong(say(.staleWarnings)).marked(.stale) }
                ForEach(lines) { line in
                    Button {
                        trail.go(.alert(line.id))
                    } label: {
                        AlertBand(line) { EmptyView() }
                    }
                    .buttonStyle(.plain)
                    .marked(.alert)
                }
                if lines.isEmpty, model.asOf != nil { Note(say(.noWarningsNow), image: "checkmark") }
            }
        } bottom: {
            SecondaryButton(say(.again), image: "arrow.clockwise", .again) { Task { await model.ask() } }
                .disabled(model.isAsking)
        }
        .refreshable { await model.ask() }
        .task(id: say.language) {
            model.language = say.language
            await model.run()
        }
    }
}

/// One warning: what, where, until when, what to do, and who says so.
struct AlertPage: View {
    @State private var model: AlertModel
    @Environment(\.speech) private var say

    init(session: AppSession, sha256: String) {
        _model = State(wrappedValue: AlertModel(session: session, sha256: sha256))
    }

    var body: some View {
        Page(say(.warnings), .alertPage) {
            if let line = model.line {
                if model.isStale { Wrong(say(.staleWarnings)).marked(.stale) }
                AlertBand(line) { if let asOf = model.asOf { Text(say(.asOf, asOf)) } }
                paragraphs(.whatToDo, model.instructions)
                paragraphs(.whatItIs, model.descriptions)
                Part(say(.whereItIs)) {
                    if !line.place.isEmpty { Text(line.place) }
                    if let map = model.map { AreaMap(map: map, areas: model.areas, colour: Look.colour(line.severity)) }
                }
                Part(say(.source)) {
                    Text(model.source)
                    if let sent = model.sent { Text(say(.issued, sent)) }
                }
            }
        }
        .task(id: say.language) {
            model.language = say.language
            await model.run()
        }
    }

    @ViewBuilder private func paragraphs(_ title: Phrase, _ texts: [String]) -> some View {
        if !texts.isEmpty {
            Part(say(title)) { ForEach(texts, id: \.self) { text in Text(text) } }
        }
    }
}
