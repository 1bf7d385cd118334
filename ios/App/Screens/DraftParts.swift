import HuesCore
import HuesKit
import HuesTags
import SwiftUI

/// A part of a draft's page under its heading, to which a problem can lead.
struct DraftSection<Content: View>: View {
    let title: String
    let part: DraftPart
    let heard: AccessibilityFocusState<DraftPart?>.Binding
    let content: Content

    init(
        _ title: String, _ part: DraftPart, _ heard: AccessibilityFocusState<DraftPart?>.Binding,
        @ViewBuilder content: () -> Content
    ) {
        (self.title, self.part, self.heard) = (title, part, heard)
        self.content = content()
    }

    var body: some View {
        VStack(alignment: .leading, spacing: 12) {
            Text(title).font(.headline).accessibilityAddTraits(.isHeader).accessibilityFocused(heard, equals: part)
            content
        }
        .id(part)
    }
}

/// What the text is likely about, to choose by one press.
struct Suggestions: View {
    let model: ReportDraftModel
    let chosen: @MainActor () -> Void

    @Environment(\.speech) private var say

    var body: some View {
        Text(say(.isItAbout)).font(.subheadline).marked(.suggestions)
        ForEach(model.suggestions, id: \.id) { suggestion in
            Button {
                model.edit(.category(id: suggestion.id))
                chosen()
            } label: {
                Text(say(suggestion.name)).frame(minHeight: Look.target)
            }
            .buttonStyle(.bordered)
            .accessibilityIdentifier(Tag.suggestion(suggestion.id))
        }
    }
}

/// Open reports of others nearby: following one is often all that the citizen wanted.
struct Duplicates: View {
    let model: ReportDraftModel

    @Environment(\.speech) private var say

    var body: some View {
        ForEach(model.duplicates, id: \.report.publicId) { duplicate in
            Card {
                Text(say(duplicate.words))
                if let text = duplicate.report.text { Text(text).font(.headline).lineLimit(3) }
                Text(say(duplicate.report.status.words())).foregroundStyle(.secondary)
                follow(duplicate.report.publicId)
            }
            .accessibilityElement(children: .contain)
            .marked(.nearby)
        }
    }

    @ViewBuilder private func follow(_ publicId: String) -> some View {
        if model.followed.contains(publicId) {
            Note(say(.following), image: "checkmark.circle").marked(.followed)
            SecondaryButton(say(.unfollow), image: "xmark", .unfollow) { Task { await model.unfollow(publicId) } }
        } else {
            SecondaryButton(say(.follow), image: "plus", .follow) { Task { await model.follow(publicId) } }
        }
    }
}

/// What becomes public: who may learn the name in a line, and all of it field by field for who asks.
struct Preview: View {
    let disclosure: Disclosure

    @State private var isOpen = false
    @Environment(\.speech) private var say

    var body: some View {
        Note(say(disclosure.naming.words()), image: "person").marked(.naming)
        Button(say(isOpen ? .hidePreview : .preview)) { isOpen.toggle() }
            .frame(minHeight: Look.target)
            .marked(.preview)
        if isOpen {
            ForEach(disclosure.fields, id: \.self) { field in
                VStack(alignment: .leading, spacing: 4) {
                    Label(say(field.words), systemImage: field.everyone == .hidden ? "lock" : "globe")
                    Text(say(field.value)).foregroundStyle(.secondary)
                }
                .accessibilityElement(children: .combine)
                .marked(.disclosed)
            }
        }
    }
}
