import HuesCore
import HuesTags
import SwiftUI

/// Meaning colours; the accent comes from the asset catalogue. Each stands beside an icon and a word.
enum Look {
    /// No target is smaller, in points (Human Interface Guidelines).
    static let target = 44.0
    static let gap = 16.0
    static let corner = 12.0

    /// The four national risk colours.
    static func colour(_ severity: Severity) -> Color {
        switch severity {
        case .unknown, .minor: Color(red: 0.118, green: 0.435, blue: 0.851)
        case .moderate: Color(red: 0.949, green: 0.761, blue: 0)
        case .severe: Color(red: 0.910, green: 0.443, blue: 0.039)
        case .extreme: Color(red: 0.773, green: 0.133, blue: 0.122)
        }
    }

    /// What can be read on it: at least 4.5 to 1.
    static func ink(_ severity: Severity) -> Color {
        switch severity {
        case .moderate, .severe: .black
        default: .white
        }
    }
}

extension View {
    /// What UI tests find it by.
    func marked(_ tag: Tag) -> some View { accessibilityIdentifier(tag.rawValue) }

    /// A screen: its parts keep their own identifiers.
    func screen(_ tag: Tag) -> some View {
        accessibilityElement(children: .contain).accessibilityIdentifier(tag.rawValue)
    }
}

/// One column that scrolls, with the main action within a thumb's reach.
struct Page<Content: View, Bottom: View>: View {
    let title: String
    let tag: Tag
    let content: Content
    let bottom: Bottom

    init(
        _ title: String, _ tag: Tag, @ViewBuilder content: () -> Content, @ViewBuilder bottom: () -> Bottom
    ) {
        (self.title, self.tag) = (title, tag)
        (self.content, self.bottom) = (content(), bottom())
    }

    var body: some View {
        ScrollView {
            VStack(alignment: .leading, spacing: 24) { content }
                .frame(maxWidth: .infinity, alignment: .leading)
                .padding(Look.gap)
        }
        .navigationTitle(title)
        .safeAreaInset(edge: .bottom) {
            VStack(spacing: 8) { bottom }.padding(Look.gap).background(.bar)
        }
        .screen(tag)
    }
}

extension Page where Bottom == EmptyView {
    init(_ title: String, _ tag: Tag, @ViewBuilder content: () -> Content) {
        self.init(title, tag, content: content, bottom: { EmptyView() })
    }
}

/// A part of a page under its heading.
struct Part<Content: View>: View {
    let title: String
    let content: Content

    init(_ title: String, @ViewBuilder content: () -> Content) {
        (self.title, self.content) = (title, content())
    }

    var body: some View {
        VStack(alignment: .leading, spacing: 12) {
            Text(title).font(.headline).accessibilityAddTraits(.isHeader)
            content
        }
    }
}

/// The one thing that a page is for.
struct PrimaryButton: View {
    let title: String
    let image: String
    let tag: Tag
    let action: @MainActor () -> Void

    init(_ title: String, image: String, _ tag: Tag, action: @escaping @MainActor () -> Void) {
        (self.title, self.image, self.tag, self.action) = (title, image, tag, action)
    }

    var body: some View {
        Button(action: action) {
            Label(title, systemImage: image)
                .font(.headline)
                .frame(maxWidth: .infinity, minHeight: Look.target)
        }
        .buttonStyle(.borderedProminent)
        .marked(tag)
    }
}

/// Another thing that can be done.
struct SecondaryButton: View {
    let title: String
    let image: String
    let tag: Tag
    let action: @MainActor () -> Void

    init(_ title: String, image: String, _ tag: Tag, action: @escaping @MainActor () -> Void) {
        (self.title, self.image, self.tag, self.action) = (title, image, tag, action)
    }

    var body: some View {
        Button(action: action) {
            Label(title, systemImage: image).frame(maxWidth: .infinity, minHeight: Look.target)
        }
        .buttonStyle(.bordered)
        .marked(tag)
    }
}

/// A sentence with an icon, which a screen reader does not read.
struct Note: View {
    let text: String
    let image: String

    init(_ text: String, image: String) { (self.text, self.image) = (text, image) }

    var body: some View {
        HStack(alignment: .top, spacing: 12) {
            Image(systemName: image).foregroundStyle(.secondary).accessibilityHidden(true)
            Text(text)
        }
        .accessibilityElement(children: .combine)
    }
}

/// What is wrong with a part of a page.
struct Wrong: View {
    let text: String

    init(_ text: String) { self.text = text }

    var body: some View {
        HStack(alignment: .top, spacing: 12) {
            Image(systemName: "exclamationmark.circle").accessibilityHidden(true)
            Text(text)
        }
        .foregroundStyle(.red)
        .accessibilityElement(children: .combine)
    }
}

/// A box with a few lines that belong together.
struct Card<Content: View>: View {
    let content: Content

    init(@ViewBuilder content: () -> Content) { self.content = content() }

    var body: some View {
        VStack(alignment: .leading, spacing: 8) { content }
            .frame(maxWidth: .infinity, alignment: .leading)
            .padding(Look.gap)
            .background(Color.secondary.opacity(0.12))
            .clipShape(RoundedRectangle(cornerRadius: Look.corner))
    }
}

/// Numbers to call, the most useful first.
struct Hotlines: View {
    let hotlines: [Hotline]
    let call: @MainActor (String) -> Void

    @Environment(\.speech) private var say

    var body: some View {
        VStack(spacing: 8) {
            ForEach(hotlines, id: \.number) { hotline in
                Button {
                    call(hotline.number)
                } label: {
                    HStack(spacing: 12) {
                        Image(systemName: "phone.fill").accessibilityHidden(true)
                        Text(hotline.number).font(.headline)
                        Text(say(hotline.name)).multilineTextAlignment(.leading)
                        Spacer()
                    }
                    .frame(minHeight: Look.target)
                }
                .buttonStyle(.bordered)
                .accessibilityLabel(say(.call, say(hotline.name)) + ", " + hotline.number)
                .accessibilityIdentifier(Tag.call(hotline.number))
            }
        }
    }
}
