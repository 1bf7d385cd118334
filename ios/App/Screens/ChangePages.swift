import HuesCore
import HuesKit
import HuesTags
import SwiftUI

/// What the citizen changed of a sent report and the city does not have yet: where it is, and what can be done.
struct ChangePart: View {
    let amendment: AmendmentView
    let settle: @MainActor () -> Void
    let drop: @MainActor () async -> Void

    @Environment(\.speech) private var say

    var body: some View {
        Part(say(ChangeText.yours.words())) {
            Card {
                ForEach(amendment.sentences, id: \.self) { sentence in Note(say(sentence), image: image) }
                if !amendment.conflicts.isEmpty {
                    PrimaryButton(say(ChangeText.settle.words()), image: "chevron.right", .settle, action: settle)
                }
                if amendment.canDrop { DropButton(drop: drop) }
            }
            .accessibilityElement(children: .contain)
            .marked(.amendment)
        }
    }

    private var image: String {
        if case .parked = amendment.delivery { "exclamationmark.circle" } else { "clock" }
    }
}

/// The way to drop a change, which is asked about first: what was written is lost.
struct DropButton: View {
    let drop: @MainActor () async -> Void

    @State private var isAsking = false
    @Environment(\.speech) private var say

    var body: some View {
        SecondaryButton(say(ChangeText.drop.words()), image: "trash", .dropChange) { isAsking = true }
            .sure(
                say(ChangeText.dropQuestion.words()), say(ChangeText.drop.words()), say(.cancel), isPresented: $isAsking
            ) {
                Task { await drop() }
            }
    }
}

/// What of a sent report can't be changed, or that nothing can any more.
struct Scope: View {
    let model: ReportDraftModel

    @Environment(\.speech) private var say

    var body: some View {
        if let category = model.category { Note(say(category.name), image: "list.bullet").marked(.changedCategory) }
        Note(say(ChangeText.scope.words()), image: "info.circle").marked(.scope)
        if let why = model.report?.whyNoChange { Wrong(say(why)).marked(.whyNoChange) }
    }
}

/// The place in words.
struct AddressPart: View {
    let model: ReportDraftModel

    @Environment(\.speech) private var say

    var body: some View {
        @Bindable var model = model
        Part(say(HuesCore.Part.address.words())) {
            TextField(say(ChangeText.addressHint.words()), text: $model.address, axis: .vertical)
                .textFieldStyle(.roundedBorder)
                .accessibilityLabel(say(HuesCore.Part.address.words()))
                .marked(.address)
        }
    }
}

/// What the citizen wrote and what stands at the city, part by part, to choose from. When nothing is left to choose the page closes.
struct ConflictPage: View {
    let trail: Trail
    let id: ReportId

    @State private var model: ConflictModel
    @Environment(\.speech) private var say

    init(session: AppSession, trail: Trail, id: ReportId) {
        (self.trail, self.id) = (trail, id)
        _model = State(wrappedValue: ConflictModel(session: session, id: id))
    }

    var body: some View {
        Page(say(ChangeText.conflict.words()), .conflict) {
            if let conflicts = model.conflicts {
                Text(say(ChangeText.conflictHow.words()))
                ForEach(conflicts, id: \.part) { conflict in
                    Part(say(conflict.name)) {
                        version(.mine, conflict, ChangeText.mine.words(), conflict.mine)
                        version(.theirs, conflict, ChangeText.theirs.words(), conflict.theirs)
                    }
                }
            }
            if model.canDrop { DropButton { await model.drop() } }
        } bottom: {
            PrimaryButton(say(ChangeText.sendChoice.words()), image: "paperplane.fill", .sendChoice) {
                Task { await model.send() }
            }
            .disabled(!model.isChosen)
        }
        .task { await model.run() }
        .onChange(of: model.conflicts) { _, now in
            if now?.isEmpty == true, trail.path.last == .conflict(id) { trail.back() }
        }
    }

    /// One side's version of a part, with what pressing it means.
    private func version(_ side: AmendmentChoice, _ conflict: ConflictView, _ who: Words, _ text: Words) -> some View {
        let isChosen = model.choices[conflict] == side
        return Button {
            model.choose(side, in: conflict)
        } label: {
            HStack(alignment: .top, spacing: 12) {
                Image(systemName: isChosen ? "checkmark.circle.fill" : "circle").accessibilityHidden(true)
                VStack(alignment: .leading, spacing: 4) {
                    Text(say(side.words())).font(.headline)
                    Text(say(who)).font(.subheadline).foregroundStyle(.secondary)
                    Text(say(text))
                }
                .multilineTextAlignment(.leading)
                Spacer()
            }
            .frame(minHeight: Look.target)
            .padding(Look.gap)
            .background(Color.secondary.opacity(0.12))
            .clipShape(RoundedRectangle(cornerRadius: Look.corner))
            .accessibilityElement(children: .combine)
        }
        .buttonStyle(.plain)
        .accessibilityAddTraits(isChosen ? .isSelected : [])
        .accessibilityIdentifier(Tag.version("\(side)", "\(conflict.part)"))
    }
}
